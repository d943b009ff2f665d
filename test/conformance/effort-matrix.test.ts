import { describe, expect, it } from 'vitest'

import { anthropicMessages } from '../../src/adapters/anthropic-messages/protocol.ts'
import { bedrockConverse } from '../../src/adapters/bedrock-converse/protocol.ts'
import { gemini } from '../../src/adapters/gemini/protocol.ts'
import { openaiChat } from '../../src/adapters/openai-chat/protocol.ts'
import { openaiResponses } from '../../src/adapters/openai-responses/protocol.ts'
import type { TargetedRequest } from '../../src/adapters/protocol.ts'
import { outputBudget } from '../../src/budget/output-budget.ts'
import { resolveOutputLimit } from '../../src/budget/output-limit.ts'
import type { JsonObject } from '../../src/vocabulary/message.ts'
import type { ReasoningEffort } from '../../src/vocabulary/model.ts'
import { schemasExist } from '../adapters/body-check.ts'
import { wireHost, wireHosts, writeFor, type WireHost } from './wire-hosts.ts'

/*
 * Every family, with every effort, for a chat and for an agent, whoever set the limit: what is sent is valid, thinking fits into the
 * limit with an answer behind it, and nothing is left out without a word.
 */

const chat = { file: 'openai', definition: 'CreateChatCompletionRequest.strict' }
const messages = { file: 'anthropic-0.120', definition: 'MessageCreateParams' }
const content = { file: 'gemini', definition: 'GenerateContentRequest' }
const hosts: readonly WireHost[] = [
  ...wireHosts,
  wireHost([openaiChat, 'openai', 'gpt-5.4', chat]),
  wireHost([openaiChat, 'groq', 'openai/gpt-oss-120b', chat]),
  wireHost([openaiChat, 'xai', 'grok-4.3', chat]),
  wireHost([openaiResponses, 'openai', 'gpt-5.4-pro', { file: 'openai', definition: 'CreateResponse.strict' }]),
  wireHost([anthropicMessages, 'anthropic', 'claude-sonnet-4-6', messages]),
  wireHost([anthropicMessages, 'anthropic', 'claude-sonnet-4-5', messages]),
  wireHost([gemini, 'gemini', 'gemini-2.5-pro', content]),
  wireHost([gemini, 'gemini', 'gemini-2.5-flash', content]),
  wireHost([
    bedrockConverse,
    'bedrock',
    'us.anthropic.claude-haiku-4-5-20251001-v1:0',
    { file: 'bedrock', definition: 'ConverseStreamRequest' },
  ]),
]

const efforts: readonly (ReasoningEffort | undefined)[] = [
  undefined,
  'none',
  'minimal',
  'low',
  'medium',
  'high',
  'xhigh',
  'max',
]
/** Who may set the limit: nobody, the environment, the request; generously and meanly. */
const limits = [
  { requested: undefined, environment: {} },
  { requested: undefined, environment: { COWORK_LLM_MAX_OUTPUT_TOKENS: '3000' } },
  { requested: 40_000, environment: {} },
  { requested: 300, environment: {} },
] as const
const tool = { name: 'look', description: 'Looks.', inputSchema: { type: 'object', properties: {} }, strict: undefined }
const extras: Readonly<Record<string, Partial<TargetedRequest>>> = {
  plain: {},
  sampled: { temperature: 0, topP: 0.5 },
  forced: { tools: [tool], toolChoice: 'required' },
}

interface Case {
  readonly host: WireHost
  readonly effort: ReasoningEffort | undefined
  readonly limit: number | undefined
  readonly extra: string
  readonly name: string
  readonly body: JsonObject
  readonly warnings: readonly string[]
}

function* cases(): Generator<Case> {
  for (const host of hosts) {
    for (const effort of efforts) {
      for (const purpose of ['chat', 'agent'] as const) {
        for (const { requested, environment } of limits) {
          const { maxOutputTokens: limit } = resolveOutputLimit({
            requested,
            budget: outputBudget({ maxContinuations: 4 }, environment),
            purpose,
            provider: host.origin.provider,
            protocol: host.protocol.id,
            modelId: host.origin.model,
            model: host.modelInfo,
            protocolRequiresLimit: host.protocol.id === 'anthropic-messages',
            inputTokens: 10,
            lastMessageIsToolResult: false,
            offersTools: false,
            reasoningEffort: effort,
            isEscalated: false,
          })
          for (const [extra, changes] of Object.entries(extras)) {
            const question = { messages: [{ role: 'user', content: 'Hello' }], ...changes } as const
            const { body, allWarnings } = writeFor(host, {
              ...question,
              reasoningEffort: effort,
              maxOutputTokens: limit,
            })
            const name = `${host.name}, ${effort}, ${purpose}, limit ${limit}, ${extra}`
            yield { host, effort, limit, extra, name, body, warnings: allWarnings.map(({ code }) => code) }
          }
        }
      }
    }
  }
}

/** The value of a member of this name anywhere in a body. */
function find(value: unknown, names: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  for (const [name, member] of Object.entries(value)) {
    if (
      names.includes(name) &&
      (typeof member === 'string' || typeof member === 'number' || typeof member === 'boolean')
    )
      return member
    const inner = find(member, names)
    if (inner !== undefined) return inner
  }
  return undefined
}

const effortNames = ['effort', 'reasoning_effort', 'thinkingLevel', 'think']
const budgetNames = ['budget_tokens', 'thinkingBudget']

describe('R218 efforts of every family', () => {
  it.runIf(schemasExist)('are sent in valid requests (skipped where ../shared/schemas is missing)', () => {
    let valid = 0
    for (const { host, name, body } of cases()) {
      const problems = host.problems(body)
      expect.soft(problems, name).toEqual([])
      if (problems.length === 0) valid++
    }
    console.log(`effort matrix: ${valid} valid requests to ${hosts.length} models`)
    expect(valid).toBe(hosts.length * efforts.length * 2 * limits.length * 3)
  })

  it('R179 leave room for an answer behind the thinking, whatever set the limit', () => {
    let budgets = 0
    for (const { name, limit, body, host } of cases()) {
      const budget = find(body, budgetNames)
      if (typeof budget !== 'number' || budget <= 0 || limit === undefined) continue
      budgets++
      // The least that Gemini 2.5 Pro thinks is more than so small a limit has.
      const floor = limit === 300 && host.origin.model === 'gemini-2.5-pro' ? 1 : 1_024
      expect.soft(limit - budget, name).toBeGreaterThanOrEqual(floor)
    }
    expect(budgets).toBeGreaterThan(100)
  })

  it('are never changed or left out without a warning', () => {
    let changed = 0
    for (const { name, effort, body, warnings } of cases()) {
      if (effort === undefined) continue
      const word = find(body, effortNames)
      const isSaid =
        (typeof word === 'string' && word.toLowerCase() === effort) ||
        (typeof find(body, budgetNames) === 'number' && (effort === 'none') === (find(body, budgetNames) === 0)) ||
        (effort === 'none' && (word === false || word === undefined))
      if (isSaid) continue
      changed++
      expect.soft(warnings, name).toContain('effort-adjusted')
    }
    expect(changed).toBeGreaterThan(100)
  })

  it('drop what does not go with thinking, with a warning', () => {
    let dropped = 0
    for (const { name, extra, body, warnings } of cases()) {
      if (extra === 'sampled' && find(body, ['temperature']) === undefined) {
        dropped++
        expect.soft(warnings, name).toContain('unsupported-parameter')
      }
      const thinks = find(body, ['budget_tokens']) !== undefined || find(body, ['type']) === 'adaptive'
      if (extra === 'forced' && thinks)
        expect.soft(JSON.stringify(body['tool_choice'] ?? {}), name).not.toContain('any')
    }
    expect(dropped).toBeGreaterThan(100)
  })

  it('R193 of OpenAI do not go with temperature', () => {
    for (const model of ['gpt-5.4', 'gpt-5.4-pro']) {
      const host = hosts.find(({ origin }) => origin.model === model)
      if (host === undefined) throw new Error(`no host of ${model}`)
      const question = { messages: [{ role: 'user', content: 'Hello' }], temperature: 0.5 } as const
      expect(writeFor(host, { ...question, reasoningEffort: 'high' }).body['temperature']).toBeUndefined()
      expect(writeFor(host, { ...question, reasoningEffort: undefined }).body['temperature']).toBe(
        model === 'gpt-5.4' ? 0.5 : undefined,
      )
    }
  })
})
