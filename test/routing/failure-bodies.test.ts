import { describe, expect, it } from 'vitest'
import { loadFailureReader } from '../../src/adapters/protocol-table.ts'
import { parseJson } from '../../src/adapters/server-sent-events.ts'
import { matchingRules } from '../../src/routing/classify-by-rules.ts'
import { classifyFailure } from '../../src/routing/classify-failure.ts'
import { failureRules } from '../../src/routing/failure-rules.ts'
import type { FailureDescription, WireFailure } from '../../src/vocabulary/failure.ts'
import type { ProtocolId } from '../../src/vocabulary/model.ts'
import { recordingsExist, recordingsOf } from '../conformance/recordings.ts'
import { anthropicFailures } from './failure-bodies/anthropic.ts'
import { cloudFailures } from './failure-bodies/clouds.ts'
import { compatibleFailures } from './failure-bodies/compatible.ts'
import { easternAndLocalFailures } from './failure-bodies/eastern-and-local.ts'
import { type FailureBody, type FailureFamily } from './failure-bodies/failure-body.ts'
import { gatewayFailures } from './failure-bodies/gateways.ts'
import { openaiFailures } from './failure-bodies/openai.ts'

const families = [
  ...anthropicFailures,
  ...openaiFailures,
  ...cloudFailures,
  ...gatewayFailures,
  ...compatibleFailures,
  ...easternAndLocalFailures,
]

interface Described {
  readonly description: FailureDescription
  readonly context: { readonly provider: string; readonly protocol: ProtocolId; readonly local: boolean }
}

const now = Date.UTC(2026, 10, 20)

async function described(
  { provider, protocol, local = false }: Pick<FailureFamily, 'provider' | 'protocol' | 'local'>,
  failure: WireFailure,
): Promise<Described> {
  const read = await loadFailureReader(protocol)
  return { description: read(failure, now), context: { provider, protocol, local } }
}

function wire([status, body, , more]: FailureBody): WireFailure {
  return { status, body, headers: typeof more === 'object' ? more : {} }
}

/** Rules as strong as the one that decides, that would have decided otherwise. */
function rivals({ description, context }: Described): readonly string[] {
  const [first, ...others] = matchingRules(failureRules, description, context)
  const verdict = JSON.stringify(first?.rule.verdict)
  return others
    .filter(({ rank, rule }) => rank === first?.rank && JSON.stringify(rule.verdict) !== verdict)
    .map(({ rule }) => `${first?.rule.id} / ${rule.id}`)
}

describe.each(families)('errors of $name', (family) => {
  it.each(family.bodies.map((body) => [body[0] ?? 'in a stream', JSON.stringify(body[1]), body] as const))(
    '%s %s',
    async (_status, _body, body) => {
      const failure = await described(family, wire(body))
      const verdict = classifyFailure(failure.description, failure.context)
      expect(`${verdict.code} ${verdict.scope} ${verdict.action}`, verdict.rule).toBe(body[2])
      // Where the table says more than a status, a rule of ours does too.
      if (body[3] !== 'by status') expect(verdict.rule).not.toMatch(/^default-/)
      expect(rivals(failure)).toEqual([])
    },
  )
})

/** Who reads the errors that were recorded under each protocol. */
const readAs: Readonly<Record<string, ProtocolId>> = {
  cohere: 'openai-chat',
  other: 'openai-chat',
  'token-count': 'anthropic-messages',
  'openai-chat': 'openai-chat',
  'openai-responses': 'openai-responses',
  'anthropic-messages': 'anthropic-messages',
  gemini: 'gemini',
  mistral: 'openai-chat',
  'bedrock-converse': 'bedrock-converse',
  'bedrock-invoke': 'bedrock-converse',
}

/** What an error of a status may mean; the tests of the recordings of each protocol name the one meaning. */
const meaningOfStatus: Readonly<Record<number, readonly string[]>> = {
  400: ['invalid-request', 'context-overflow', 'model-not-found', 'authentication', 'unsupported'],
  401: ['authentication'],
  403: ['permission'],
  404: ['model-not-found'],
  422: ['invalid-request'],
  429: ['rate-limit', 'quota'],
  500: ['unsupported', 'server', 'context-overflow'],
  501: ['unsupported'],
  503: ['overloaded'],
}

describe.skipIf(!recordingsExist)('recorded errors of all protocols (../shared/recordings)', () => {
  const recorded = Object.entries(readAs).flatMap(([folder, protocol]) =>
    recordingsOf(folder)
      .filter(({ response }) => response.status >= 400)
      .map((recording) => ({ recording, protocol })),
  )

  it('are those of every folder that has any', () => {
    const counts: Record<string, number> = {}
    for (const { recording } of recorded) counts[recording.protocol] = (counts[recording.protocol] ?? 0) + 1
    console.log(`recorded errors: ${JSON.stringify(counts)}`)
    expect(recorded.length).toBeGreaterThanOrEqual(110)
  })

  it.each(recorded.map(({ recording, protocol }) => [recording.id, recording, protocol] as const))(
    '%s',
    async (_id, recording, protocol) => {
      const { status, headers, body } = recording.response
      const provider = recording.provider === 'llamacpp' ? 'llama-cpp' : recording.provider
      const family = { provider, protocol, local: provider === 'llama-cpp' }
      const failure = await described(family, { status, headers, body: parseJson(body) ?? body })
      const verdict = classifyFailure(failure.description, failure.context)
      expect(meaningOfStatus[status], `${status} ${verdict.rule} ${body.slice(0, 300)}`).toContain(verdict.code)
      expect(verdict.rule).not.toBe('default-unknown')
      expect(rivals(failure)).toEqual([])
    },
  )
})

describe('the corpus', () => {
  it('covers every row of the table, and at least 300 bodies with the recordings', () => {
    const counts = Object.fromEntries(families.map(({ name, bodies }) => [name, bodies.length]))
    const described = families.reduce((sum, { bodies }) => sum + bodies.length, 0)
    console.log(`described errors: ${described} ${JSON.stringify(counts)}`)
    expect(families.length).toBeGreaterThanOrEqual(19)
    expect(described).toBeGreaterThanOrEqual(250)
  })
})
