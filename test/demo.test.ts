import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import { LLMock } from '@copilotkit/aimock'
import { describe, expect, it } from 'vitest'

import { runFailingChain } from '../demo/failing-chain.ts'
import { runOutage } from '../demo/outage.ts'
import { runLive } from '../demo/live.ts'
import { runSearchDemo } from '../demo/search.ts'
import { startSimulatedProviders } from '../demo/simulated-providers.ts'
import { createTerminal } from '../demo/terminal.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
// oxlint-disable-next-line no-control-regex
const escapeCode = /\u001b/
/** The lines in which the demo tells of failures and changes, from their first character. */
const notes = /^[>!~.] .*\n/gm

interface Ended {
  readonly exitCode: number | string | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the demo as `npm start` does, without a terminal. FORCE_COLOR must not bring colours back into a pipe. */
function runDemo(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd: root, timeout: 15_000, env: { PATH: process.env['PATH'], FORCE_COLOR: '1', ...environment } }
    const child = execFile('node_modules/.bin/node', ['demo/main.ts', ...args], options, (_error, stdout, stderr) => {
      resolve({ exitCode: child.exitCode ?? child.signalCode, stdout, stderr })
    })
  })
}

/** A terminal that keeps what it is given. */
function record(isTTY: boolean, environment: Readonly<Record<string, string>> = {}) {
  const written: string[] = []
  const write = (text: string | Uint8Array): boolean => written.push(String(text)) > 0
  return { terminal: createTerminal({ write, isTTY }, (name) => environment[name]), text: () => written.join('') }
}

const fast = { ttft: 1, tps: 2_000 }

describe('npm start', { timeout: 20_000 }, () => {
  it('shows a refusal, a cut and the whole answer, and ends well', async () => {
    const key = 'sk-somebodys-own-key-1234'
    const { exitCode, stdout, stderr } = await runDemo([], { OPENAI_API_KEY: key, OPENAI_BASE_URL: 'not an address' })
    const simulated = await startSimulatedProviders()
    await simulated.stop()

    expect(stderr).toBe('')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(
      /^The providers are simulated by @copilotkit\/aimock \d+\.\d+\.\d+ at http:\/\/127\.0\.0\.1:\d+: .*\n/,
    )
    expect(stdout).toMatch(
      /^! openai\/gpt-5\.4 failed: rate-limit, HTTP 429, .* -> anthropic\/claude-sonnet-4-6 takes over$/m,
    )
    expect(stdout).toMatch(
      /^! anthropic\/claude-sonnet-4-6 failed: stream-truncated: .* -> \S+ is asked for the rest of the answer/m,
    )
    // The cut stands in the middle of a word: between the two halves there is a line break, and the notes.
    const letters = (text: string): string => text.replace(/\s+/g, '')
    expect(letters(stdout.replace(notes, ''))).toContain(
      `${letters(simulated.question)}${letters(simulated.answer)}Answer`,
    )
    expect(stdout).toMatch(
      /^Served by +anthropic\/\S+ \(anthropic-messages\).*deepseek\/deepseek-flash \(openai-chat\)$/m,
    )
    expect(stdout).toMatch(/^Attempts +1\. +openai\/gpt-5\.4 +first +failed +rate-limit +\d+ ms +0 in, 0 out/m)
    expect(stdout).toMatch(
      /^ +2\. +anthropic\/claude-sonnet-4-6 +fallback +failed +stream-truncated .* in, \d+ out \(partial\)$/m,
    )
    expect(stdout).toMatch(/^ +\d\. +deepseek\/deepseek-flash +resume +success +- .* in, \d+ out \(reported\)$/m)
    expect(stdout).toMatch(/^Tokens +\d+ in, \d+ out/m)
    expect(stdout).toMatch(/^Cost +\$0\.00\d+ by list prices of \d{4}-\d\d-\d\d$/m)
    expect(stdout).toMatch(/^Time +\d+\.\d s, first text after /m)
    expect(stdout).not.toMatch(escapeCode)
    expect(stdout).not.toContain(key)
  })

  it('fails with a message when the text that was shown is not the one that was simulated', async () => {
    const problems = await runFailingChain(record(false).terminal, async () => {
      const simulated = await startSimulatedProviders(fast)
      return { ...simulated, answer: `${simulated.answer} And so on.` }
    })
    expect(problems).toEqual([
      'the text that was shown is not the simulated answer',
      "the result's text is not the simulated answer",
    ])
  })

  it('fails with a message when the failures did not happen', async () => {
    const problems = await runFailingChain(record(false).terminal, async () => {
      const simulated = await startSimulatedProviders(fast)
      return { ...simulated, chain: simulated.chain.slice(2) }
    })
    expect(problems).toEqual([
      'the simulator never answered 429',
      'the simulator never cut a stream',
      'no attempt is recorded as `rate-limit`',
      'no attempt is recorded as `stream-truncated`',
    ])
  })

  it('fails when nobody could answer, and tells why', async () => {
    const { terminal, text } = record(false)
    const problems = await runFailingChain(terminal, async () => {
      const simulated = await startSimulatedProviders(fast)
      return {
        ...simulated,
        chain: simulated.chain.slice(0, 1),
        providers: { ...simulated.providers, openai: { baseUrl: 'http://127.0.0.1:1/v1' } },
      }
    })
    expect(problems[0]).toBe('the call failed')
    expect(text()).toMatch(/^Failed +network: openai\/gpt-5\.4 failed with network/m)
    expect(text()).toMatch(/^ +- Is the network up/m)
  })
})

describe('npm start -- outage', () => {
  it('shows an outage and the way back, the same every time', async () => {
    const [first, second] = [record(false), record(false)]
    expect(await runOutage(first.terminal)).toEqual([])
    expect(await runOutage(second.terminal)).toEqual([])
    expect(first.text()).toBe(second.text())
    const lines = first.text().split('\n')
    expect(lines.filter((line) => line.includes('✗'))).toEqual([
      expect.stringMatching(/^ {3}30 s +✗ +● +overloaded; backup takes over$/),
      expect.stringMatching(/^ {3}80 s +✗ +● +asked whether it is back: overloaded; backup stays$/),
    ])
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}130 s +● +· +asked whether it is back: it is$/))
    expect(first.text()).toMatch(/^19 calls, all answered\. 7 of them fell into the outage; 2 had to find that out\.$/m)
  })
})

describe('the arguments of npm start', () => {
  it('are listed by --help', async () => {
    const { exitCode, stdout, stderr } = await runDemo(['--help'])
    expect(stdout).toMatch(
      /^npm start\n +\S.*\nnpm start -- --live .*\n +\S.*\nnpm start -- outage\n +\S.*\nnpm start -- search .*\n +\S.*\nnpm start -- --help\n/,
    )
    expect([exitCode, stderr]).toEqual([0, ''])
  })

  it.each([
    [['--liv'], 'unknown flag --liv; did you mean --live?'],
    [['--quiet'], 'unknown flag --quiet; see `npm start -- --help`'],
    [['live'], 'unknown argument live; did you mean --live?'],
    [['--model', 'openai/gpt-5.4'], '--model does not go with `npm start`; see `npm start -- --help`'],
    [['--live', '--model'], '--model needs a model, as provider/model; see `npm start -- --help`'],
  ])('are refused when they are not known: %s', async (args, message) => {
    expect(await runDemo(args)).toEqual({ exitCode: 1, stdout: '', stderr: `Error: ${message}\n` })
  })
})

describe('npm start -- --live', () => {
  it('asks a server on this machine, named by OLLAMA_HOST', async () => {
    const server = new LLMock({ port: 0, host: '127.0.0.1' })
    server.addFixture({
      match: { userMessage: 'Why blue?' },
      response: { content: 'Blue \u001b[31mscatters\u001b[0m more.' },
    })
    await server.start()
    try {
      const { exitCode, stdout, stderr } = await runDemo(['--live', 'Why', 'blue?'], {
        OLLAMA_HOST: `127.0.0.1:${server.port}`,
      })
      expect(stderr).toBe('')
      expect(exitCode).toBe(0)
      expect(stdout).toMatch(/^Question +Why blue\?$/m)
      expect(stdout).toContain('Blue \uFFFD[31mscatters\uFFFD[0m more.\n')
      expect(stdout).toMatch(/^Served by +ollama\/\S+ \(ollama-chat\)$/m)
      expect(stdout).toMatch(/^Cost +\$0\.000000 The model runs locally/m)
      expect(stdout).not.toMatch(escapeCode)
    } finally {
      await server.stop()
    }
  })

  it('asks every provider whose key is in the environment, and shows no key', async () => {
    const key = 'sk-somebodys-own-key-1234'
    const { terminal, text } = record(false)
    const refuse = async (input: string | URL | Request): Promise<Response> =>
      new Request(input).url.startsWith('https://api.')
        ? Response.json({ error: { message: `Incorrect API key provided: ${key}` } }, { status: 401 })
        : Promise.reject(new Error('refused'))
    const environment: Readonly<Record<string, string>> = { OPENAI_API_KEY: key, MISTRAL_API_KEY: key }
    const problems = await runLive({}, { fetch: refuse, readEnv: (name) => environment[name] }, terminal)
    expect(problems).toEqual(['nobody answered'])
    expect(text()).toMatch(/^Chain +openai\/\S+ \(openai-responses\), then mistral\/\S+ \(openai-chat\)$/m)
    expect(text()).toMatch(/^! openai\/\S+ failed: authentication, HTTP 401.* -> mistral\/\S+ takes over$/m)
    expect(text()).not.toContain(key)
  })

  it('asks the models that --model names, in order', async () => {
    const { terminal, text } = record(false)
    const models = ['xai/grok-4.3', 'groq/openai/gpt-oss-120b']
    const surroundings = { fetch: () => Promise.reject(new Error('refused')), readEnv: () => undefined }
    expect(await runLive({ models }, surroundings, terminal)).toEqual(['nobody answered'])
    expect(text()).toMatch(/^Skipped +xai\/grok-4\.3: .*XAI_API_KEY/m)
    expect(text()).toMatch(/^Skipped +groq\/openai\/gpt-oss-120b: .*GROQ_API_KEY/m)
  })

  it('names the variables and servers that it would use when there are none', async () => {
    const surroundings = { fetch: () => Promise.reject(new Error('refused')), readEnv: () => undefined }
    const problems = (await runLive({}, surroundings, record(false).terminal)).join('\n')
    expect(problems).toContain('there is nobody to ask')
    for (const name of [
      'OPENAI_API_KEY',
      'ANTHROPIC_API_KEY',
      'OPENROUTER_API_KEY',
      'OLLAMA_HOST',
      'ollama serve',
      'llama-server -m',
    ]) {
      expect(problems).toContain(name)
    }
    for (const port of [11434, 8080, 9931]) expect(problems).toContain(`http://127.0.0.1:${port}`)
  })
})

describe('colours', () => {
  const written = (isTTY: boolean, environment: Readonly<Record<string, string>> = {}): string => {
    const { terminal, text } = record(isTTY, environment)
    terminal.line('done', 'green')
    return text()
  }

  it('are for terminals', () => {
    expect(written(true)).toBe('\u001b[32mdone\u001b[39m\n')
    expect(written(false)).toBe('done\n')
  })

  it('are left out where NO_COLOR or a dumb terminal asks for it', () => {
    expect(written(true, { NO_COLOR: '1' })).toBe('done\n')
    expect(written(true, { NO_COLOR: '' })).toMatch(escapeCode)
    expect(written(true, { TERM: 'dumb' })).toBe('done\n')
  })
})

describe('npm start -- search', () => {
  const page =
    '<div class="web-result"><a class="result__a" href="https://a.example/">Sky</a><a class="result__snippet">blue</a></div>'

  it('finds without a key, over DuckDuckGo', async () => {
    const { terminal, text } = record(false)
    const runtime = { fetch: () => Promise.resolve(new Response(page)), readEnv: () => undefined }
    expect(await runSearchDemo({ question: 'the sky' }, runtime, terminal)).toEqual([])
    expect(text()).toMatch(/^Search +the sky\n\nSky\n +https:\/\/a\.example\/\n +blue\n\nFound by +duckduckgo\n/)
    expect(text()).toMatch(/^Cost +0 USD$/m)
  })

  it('says whom it asked and why it cannot, for example without a network', async () => {
    const { terminal, text } = record(false)
    const fetch = (): Promise<Response> =>
      Promise.reject(new TypeError('fetch failed', { cause: new Error('ENOTFOUND') }))
    const runtime = { fetch, readEnv: () => undefined }
    expect(await runSearchDemo({ question: 'the sky' }, runtime, terminal)).toEqual([
      'duckduckgo/web failed with network: fetch failed: ENOTFOUND',
      '- Is the network up, and can html.duckduckgo.com be reached?',
    ])
    expect(text()).toMatch(/^Attempts +1\. +duckduckgo\/web +first +failed +network /m)
  })
})
