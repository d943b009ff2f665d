import { describe, expect, it } from 'vitest'

import type { ProviderConfig } from '../../src/index.ts'
import { hostsOf, type Answer } from './hosts-of-clouds.ts'

const exchangeUrl = 'https://api.github.com/copilot_internal/v2/token'
const model = 'github-copilot/gpt-6.1-terra'

/** GitHub, which gives every token of its own another one of Copilot. */
function github(life: (now: number) => unknown, host = 'proxy.business.githubcopilot.com') {
  let given = 0
  const state = { now: 0 }
  const answer: Answer = ({ url, headers }) => {
    if (url !== exchangeUrl) return undefined
    const token = `tid=${headers['authorization']?.slice(-1)};proxy-ep=${host};n=${++given}`
    return Response.json({ token, expires_at: life(state.now) })
  }
  return { answer, state }
}

const copilot = (config: ProviderConfig, answer: Answer, env?: Readonly<Record<string, string>>) =>
  hostsOf({ providers: { 'github-copilot': config } }, answer, env)

describe('R29 github-copilot', () => {
  it.each([
    ['seconds', (now: number) => Math.floor(now / 1000) + 1800],
    ['milliseconds', (now: number) => now + 1_800_000],
    ['a text', (now: number) => String(Math.floor(now / 1000) + 1800)],
  ])(
    'exchanges the token of GitHub, keeps it until five minutes before its end (%s), and goes where it says',
    async (_, life) => {
      const { answer, state } = github(life)
      const { router, seen, urls, pass, now, notices } = copilot({ apiKey: 'gho_a' }, answer)
      state.now = now()
      await router.complete({ model, messages: 'Hi' })
      pass(25 * 60_000 - 1)
      const { cost } = await router.complete({ model, messages: 'Hi' })
      const asked = 'https://api.business.githubcopilot.com/responses'
      expect(urls()).toEqual([exchangeUrl, asked, asked])
      pass(1)
      state.now = now()
      await router.complete({ model, messages: 'Hi' })
      expect(urls().slice(3)).toEqual([exchangeUrl, asked])
      expect(seen[0]).toMatchObject({ method: 'GET', headers: { authorization: 'Bearer gho_a' } })
      expect(seen[1]?.headers).toMatchObject({
        authorization: 'Bearer tid=a;proxy-ep=proxy.business.githubcopilot.com;n=1',
        'openai-intent': 'conversation-edits',
        'x-initiator': 'user',
      })
      expect(cost.usd).toBe(0)
      expect(notices.filter(({ type }) => type === 'vendor-terms')).toHaveLength(1)
    },
  )

  it('D5.29 keeps the tokens of two accounts apart', async () => {
    const { answer } = github((now) => now + 9e12)
    const { router, bearers } = copilot({ apiKey: 'gho_a' }, answer)
    await router.complete({ model, messages: 'Hi' })
    await router.complete({ model, messages: 'Hi', apiKeys: { 'github-copilot': 'gho_b' } })
    await router.complete({ model, messages: 'Hi' })
    const host = 'proxy-ep=proxy.business.githubcopilot.com'
    expect(bearers().filter((shown) => shown?.includes('tid='))).toEqual([
      `Bearer tid=a;${host};n=1`,
      `Bearer tid=b;${host};n=2`,
      `Bearer tid=a;${host};n=1`,
    ])
  })

  it.each([
    'proxy.evil.example',
    'evil.example/.githubcopilot.com',
    'githubcopilot.com.evil.example',
    '169.254.169.254',
  ])('goes nowhere else, whatever a token says: %s', async (host) => {
    const { answer } = github((now) => now + 9e12, host)
    const { router, urls } = copilot({ apiKey: 'gho_a' }, answer)
    await router.complete({ model, messages: 'Hi' })
    expect(urls()[1]).toBe('https://api.individual.githubcopilot.com/responses')
  })

  it("keeps to the caller's own address", async () => {
    const { answer } = github((now) => now + 9e12)
    const { router, urls } = copilot({ apiKey: 'gho_a', baseUrl: 'https://gateway.example' }, answer)
    await router.complete({ model, messages: 'Hi' })
    expect(urls()[1]).toBe('https://gateway.example/responses')
  })

  it('asks the GitHub of an enterprise that has its own domain', async () => {
    const { router, urls } = copilot(
      { apiKey: 'gho_a', baseUrl: 'https://copilot-api.acme.ghe.com', options: { domain: 'acme.ghe.com' } },
      ({ url }) => (url.includes('copilot_internal') ? Response.json({ token: 't', expires_at: 9e12 }) : undefined),
    )
    await router.complete({ model, messages: 'Hi' })
    expect(urls()).toEqual([
      'https://api.acme.ghe.com/copilot_internal/v2/token',
      'https://copilot-api.acme.ghe.com/responses',
    ])
  })

  it('tells of images, and of turns that tools began, over every protocol', async () => {
    const { answer } = github((now) => now + 9e12)
    const { router, seen } = copilot({ apiKey: 'gho_a', protocol: 'openai-chat' }, answer)
    const image = { type: 'file', mediaType: 'image/png', data: { type: 'base64', base64: 'iVBORw0KGgo=' } } as const
    const call = { type: 'tool-call', id: 'c1', name: 'f', args: {}, rawArgs: '{}' } as const
    await router.complete({
      model,
      messages: [
        { role: 'user', content: [image] },
        { role: 'assistant', content: [call] },
        { role: 'tool', content: [{ type: 'tool-result', callId: 'c1', name: 'f', output: 'ok' }] },
      ],
      tools: { f: {} },
    })
    expect(seen[1]).toMatchObject({
      url: 'https://api.business.githubcopilot.com/chat/completions',
      headers: { 'x-initiator': 'agent', 'copilot-vision-request': 'true' },
    })
  })

  it('exchanges again, once, when its token is refused', async () => {
    const { answer } = github((now) => now + 9e12)
    const { router, urls } = copilot({ apiKey: 'gho_a' }, (request) =>
      request.headers['authorization']?.endsWith('n=1') === true
        ? Response.json({ error: { message: 'token expired' } }, { status: 401 })
        : answer(request),
    )
    const { attempts } = await router.complete({ model, messages: 'Hi' })
    expect(attempts.map(({ kind }) => kind)).toEqual(['first', 'repair'])
    expect(urls().filter((url) => url === exchangeUrl)).toHaveLength(2)
  })

  it('moves on, with the words of GitHub, where there is no seat', async () => {
    const { router } = hostsOf(
      {
        providers: { 'github-copilot': { apiKey: 'gho_a' }, openai: { apiKey: 'k' } },
        routes: { default: [model, 'openai/gpt-5.4'] },
      },
      ({ url }) => (url === exchangeUrl ? Response.json({ message: 'No seat for gho_a' }, { status: 404 }) : undefined),
    )
    const { served, skipped } = await router.complete({ messages: 'Hi' })
    expect(served.provider).toBe('openai')
    expect(skipped).toMatchObject([{ reason: 'permission', message: expect.stringContaining('No seat') as string }])
    expect(JSON.stringify(skipped)).not.toContain('gho_a')
  })

  it('is used by those who name it only', () => {
    const env = { COPILOT_GITHUB_TOKEN: 'gho_a' }
    expect(
      hostsOf({}, undefined, env)
        .router.providers()
        .map(({ id }) => id),
    ).not.toContain('github-copilot')
  })
})

/** A token as ChatGPT gives it. */
const chatgptToken = (account: string): string => {
  const claims = { 'https://api.openai.com/auth': { chatgpt_account_id: account }, name: 'Zoë' }
  return `head.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sign`
}

describe('R199 openai-chatgpt', () => {
  const chatgpt = (config: ProviderConfig, answer?: Answer) =>
    hostsOf({ providers: { 'openai-chatgpt': config } }, answer)
  const asked = { model: 'openai-chatgpt/gpt-6.1-terra', messages: 'Hi' } as const

  it('R11 R98 shows a token with the account that stands in it, and leaves out what is refused there', async () => {
    const { router, seen, notices } = chatgpt({ apiKey: chatgptToken('acc-1') })
    const { text, cost } = await router.complete({ ...asked, maxOutputTokens: 100, temperature: 0.5 })
    expect([text, cost.usd]).toEqual(['Hello', 0])
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: 'https://chatgpt.com/backend-api/codex/responses',
      headers: {
        authorization: `Bearer ${chatgptToken('acc-1')}`,
        'chatgpt-account-id': 'acc-1',
        'openai-beta': 'responses=experimental',
        originator: 'trunkline',
      },
    })
    const body = JSON.parse(seen[0]?.body ?? '') as Record<string, unknown>
    expect(body).toMatchObject({ store: false, stream: true, include: ['reasoning.encrypted_content'] })
    expect(body['instructions']).toBeTruthy()
    expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['max_output_tokens']))
    expect(Object.keys(body)).not.toContain('temperature')
    expect(notices.filter(({ type }) => type === 'vendor-terms')).toHaveLength(1)
  })

  it('R11 asks a function for another token when one has expired, once', async () => {
    let asks = 0
    const { router, seen } = chatgpt(
      { auth: { type: 'access-token', token: () => chatgptToken(`acc-${++asks}`) } },
      ({ headers }) =>
        headers['authorization'] === `Bearer ${chatgptToken('acc-1')}`
          ? Response.json({ detail: 'Unauthorized' }, { status: 401 })
          : undefined,
    )
    const { attempts } = await router.complete(asked)
    expect(attempts.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['first', 'failed'],
      ['repair', 'success'],
    ])
    expect(seen.map(({ headers }) => headers['chatgpt-account-id'])).toEqual(['acc-1', 'acc-2'])
  })

  it('R125 says that a key is no such token, without showing it', async () => {
    const { router, seen } = chatgpt({ apiKey: 'sk-proj-hunter2hunter2' })
    const settled = await router.complete(asked).settled()
    if (settled.ok) throw new Error('it is no token')
    expect(settled.error.message).toContain('no access token of ChatGPT')
    expect(JSON.stringify(settled.error)).not.toContain('hunter2')
    expect(seen).toEqual([])
  })
})

describe('R5 a token of a Claude subscription', () => {
  it.each([
    ['anthropic', 'oauth-2025-04-20'],
    ['anthropic-subscription', 'claude-code-20250219,oauth-2025-04-20'],
  ] as const)('is shown as a bearer with the beta it needs at %s', async (id, beta) => {
    const { router, seen } = hostsOf({ providers: { [id]: { apiKey: 'sk-ant-oat01-token' } } })
    await router.complete({ model: `${id}/claude-sonnet-5-5`, messages: 'Hi' })
    const { headers } = seen[0] ?? {}
    expect(headers).toMatchObject({ authorization: 'Bearer sk-ant-oat01-token' })
    expect(headers?.['anthropic-beta']?.split(',')).toEqual(expect.arrayContaining(beta.split(',')))
    expect(headers).not.toHaveProperty('x-api-key')
  })
})

describe('a refused key', () => {
  const refuse: Answer = ({ headers }) =>
    headers['authorization'] === 'Bearer old' ? Response.json({ error: { message: 'no' } }, { status: 401 }) : undefined
  const asked = { model: 'openai/gpt-5.4', messages: 'Hi' } as const

  it('that stays the same is not shown again', async () => {
    for (const apiKey of ['old', () => 'old']) {
      const { router, seen } = hostsOf({ providers: { openai: { apiKey } } }, refuse)
      expect((await router.complete(asked).settled()).ok).toBe(false)
      expect(seen).toHaveLength(1)
    }
  })

  it('is shown anew when its function has another, and serves later calls', async () => {
    const keys = ['old', 'new', 'new']
    const { router, bearers } = hostsOf({ providers: { openai: { apiKey: () => keys.shift() ?? 'new' } } }, refuse)
    expect((await router.complete(asked)).attempts.map(({ kind }) => kind)).toEqual(['first', 'repair'])
    expect((await router.complete(asked)).attempts).toHaveLength(1)
    expect(bearers()).toEqual(['Bearer old', 'Bearer new', 'Bearer new'])
  })

  it('ends the call with the refusal when its function fails', async () => {
    let asks = 0
    const apiKey = (): string => {
      if (++asks > 1) throw new Error('vault is down')
      return 'old'
    }
    const { router } = hostsOf({ providers: { openai: { apiKey } } }, refuse)
    const settled = await router.complete(asked).settled()
    expect(settled).toMatchObject({ ok: false, error: { code: 'authentication', status: 401 } })
  })
})
