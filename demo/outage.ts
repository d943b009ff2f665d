import { createRouter } from '../src/index.ts'
import type { Attempt, CompletionResult, Runtime } from '../src/index.ts'
import type { Terminal } from './terminal.ts'

/** When the primary is away, in seconds of the simulated clock. */
const outage = { from: 30, until: 100 }
const secondsBetweenCalls = 10
const lastCallAt = 180
const answerMs = 400

/** A provider's stream in the protocol `openai-chat`. */
const stream = [
  { choices: [{ index: 0, delta: { content: 'Here I am.' }, finish_reason: null }] },
  { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
  { choices: [], usage: { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 } },
]

/** A world whose clock is moved on between the calls, and in which the primary is away for a while. */
function simulatedWorld(): {
  readonly runtime: Runtime
  readonly seconds: () => number
  readonly moveTo: (seconds: number) => void
} {
  let now = 0
  const seconds = (): number => now / 1_000
  return {
    seconds,
    moveTo: (to) => void (now = to * 1_000),
    runtime: {
      now: () => now,
      random: () => 0.5,
      readEnv: () => undefined,
      // Nobody is silent here, so no limit of time has to pass.
      setTimer: () => ({ cancel: () => undefined }),
      fetch: (input) => {
        const { hostname } = new URL(new Request(input).url)
        const isAway = seconds() >= outage.from && seconds() < outage.until
        if (hostname === 'primary.example' && isAway) {
          return Promise.resolve(Response.json({ error: { message: 'The service is down.' } }, { status: 503 }))
        }
        now += answerMs
        const text = stream.map((chunk) => `data: ${JSON.stringify({ id: 'simulated', ...chunk })}\n\n`).join('')
        return Promise.resolve(
          new Response(`${text}data: [DONE]\n\n`, { headers: { 'content-type': 'text/event-stream' } }),
        )
      },
    },
  }
}

/** What a target did in a call, as one sign. */
const signs = { answered: '●', failed: '✗', waiting: '·' } as const

function signOf(attempts: readonly Attempt[], provider: string): keyof typeof signs {
  const own = attempts.findLast(({ target }) => target.provider === provider)
  if (own === undefined) return 'waiting'
  return own.outcome === 'success' ? 'answered' : 'failed'
}

function storyOf({ attempts, served }: CompletionResult, before: string): string {
  const failed = attempts.find(({ failure }) => failure !== undefined)
  const isProbe = attempts[0]?.kind === 'probe'
  if (failed !== undefined && isProbe)
    return `asked whether it is back: ${failed.failure?.code}; ${served.provider} stays`
  if (failed !== undefined) return `${failed.failure?.code}; ${served.provider} takes over`
  return isProbe && served.provider !== before ? `asked whether it is back: it is` : ''
}

/**
 * One call every ten seconds, an outage of the primary in the middle: who answers, who is asked, and the way back. The clock is
 * simulated, so that three minutes take a moment and every run is the same. Returns what went otherwise than it should.
 */
export async function runOutage(terminal: Terminal): Promise<readonly string[]> {
  const world = simulatedWorld()
  const provider = (name: string) =>
    ({ protocol: 'openai-chat', baseUrl: `https://${name}.example/v1`, apiKey: 'not-a-key' }) as const
  const router = createRouter({
    providers: { primary: provider('primary'), backup: provider('backup') },
    routes: { default: { targets: ['primary/model', 'backup/model'], retryPrimaryAfterSeconds: 45 } },
    routing: { maxRetries: 0 },
    runtime: world.runtime,
  })
  const served: string[] = []
  let wasted = 0
  terminal.line(
    `An outage of the primary, from ${outage.from} s to ${outage.until} s. Clock and providers are simulated.`,
    'bold',
  )
  terminal.line('   time  primary  backup', 'dim')
  try {
    for (let at = 0; at <= lastCallAt; at += secondsBetweenCalls) {
      world.moveTo(at)
      const result = await router.complete({ messages: 'Are you there?' })
      const [primary, backup] = (['primary', 'backup'] as const).map((name) => signOf(result.attempts, name))
      const story = storyOf(result, served.at(-1) ?? 'primary')
      served.push(result.served.provider)
      if (primary === 'failed') wasted++
      terminal.write(`${String(at).padStart(5)} s     `)
      terminal.write(signs[primary ?? 'waiting'], primary === 'failed' ? 'red' : 'green')
      terminal.write('        ')
      terminal.write(signs[backup ?? 'waiting'], 'green')
      terminal.write(story === '' ? '\n' : `     ${story}\n`, primary === 'failed' ? 'yellow' : 'cyan')
    }
  } finally {
    await router.close()
  }
  const away = (outage.until - outage.from) / secondsBetweenCalls
  terminal.line(
    `${served.length} calls, all answered. ${away} of them fell into the outage; ${wasted} had to find that out.`,
    'bold',
  )
  return problemsOf(served, wasted)
}

function problemsOf(served: readonly string[], wasted: number): readonly string[] {
  const changes = served.filter((name, index) => name !== served[index - 1])
  const claims: readonly (readonly [isTrue: boolean, otherwise: string])[] = [
    [changes.join(' ') === 'primary backup primary', `served by ${changes.join(', then ')}`],
    [wasted === 2, `${wasted} requests went to a provider that is away`],
  ]
  return claims.flatMap(([isTrue, otherwise]) => (isTrue ? [] : [otherwise]))
}
