import { describe, expect, it } from 'vitest'

import { outputBudget } from '../../src/budget/output-budget.ts'
import { type OutputLimitInput, resolveOutputLimit } from '../../src/budget/output-limit.ts'
import type { ModelInfo } from '../../src/vocabulary/model.ts'

const model: ModelInfo = {
  provider: 'anthropic',
  model: 'claude-sonnet-4-5',
  contextWindow: 200_000,
  maxOutputTokens: 64_000,
}
const budget = (given: object = {}, environment: Record<string, string> = {}) =>
  outputBudget({ maxContinuations: 4, ...given }, environment)
const environment = (name: string, value: string) => ({ budget: budget({}, { [`COWORK_LLM_${name}`]: value }) })
const adaptive = { budget: budget({ policy: 'adaptive' }) }
const legacy = { budget: budget({ policy: 'legacy' }) }
const base: OutputLimitInput = {
  requested: undefined,
  budget: budget(),
  purpose: 'chat',
  provider: 'anthropic',
  protocol: 'openai-chat',
  modelId: 'claude-sonnet-4-5',
  model,
  protocolRequiresLimit: false,
  inputTokens: 1_000,
  lastMessageIsToolResult: false,
  offersTools: false,
  reasoningEffort: undefined,
  isEscalated: false,
}
const limit = (changes: Partial<OutputLimitInput>) => {
  const { maxOutputTokens, source, warnings } = resolveOutputLimit({ ...base, ...changes })
  return [maxOutputTokens, source, ...warnings.map((warning) => warning.code)]
}
const agent = { purpose: 'agent', modelId: 'm', provider: 'p', model: undefined } as const
const none = [undefined, undefined]

describe('the output limit', () => {
  it.each<[string, Partial<OutputLimitInput>, ReturnType<typeof limit>]>([
    ['R83 of a chat is not sent where the protocol does not ask for it', {}, none],
    ['R83 of a chat is the cap of the model where it does', { protocolRequiresLimit: true }, [64_000, 'model']],
    ['of a chat leaves room for the input', { protocolRequiresLimit: true, inputTokens: 150_000 }, [50_000, 'model']],
    ['of a chat with an unknown model', { protocolRequiresLimit: true, model: undefined }, [8_192, 'policy']],
    [
      'of a chat with a model whose cap is unknown',
      { protocolRequiresLimit: true, model: { provider: 'p', model: 'm', contextWindow: 4_096 } },
      [3_096, 'policy'],
    ],
    ['R75 of an agent is 8000 at first', { purpose: 'agent' }, [8_000, 'policy']],
    ['R76 of an agent is 16000 after a tool result', { ...agent, lastMessageIsToolResult: true }, [16_000, 'policy']],
    [
      'of an agent is clamped silently',
      { purpose: 'agent', model: { ...model, maxOutputTokens: 4_096 } },
      [4_096, 'policy'],
    ],
    ['R73 of a chat under the adaptive policy', adaptive, [8_000, 'policy']],
    [
      'R73 of a chat under the adaptive policy of the environment',
      environment('OUTPUT_POLICY', 'adaptive'),
      [8_000, 'policy'],
    ],
    ['R73 of an agent under the legacy policy', { purpose: 'agent', ...legacy }, none],
    [
      'R73 of an agent under the legacy policy of the environment',
      { purpose: 'agent', ...environment('OUTPUT_POLICY', 'legacy') },
      none,
    ],
    [
      'R73 of an agent under the legacy policy where it must be sent',
      { purpose: 'agent', ...legacy, protocolRequiresLimit: true },
      [64_000, 'model'],
    ],
    [
      'R82 under the legacy policy is the variable of tools',
      {
        purpose: 'agent',
        budget: budget({ policy: 'legacy' }, { COWORK_LLM_TOOL_RESPONSE_MAX_TOKENS: '20000' }),
        offersTools: true,
      },
      [20_000, 'environment'],
    ],
    [
      'R82 the variable of tools counts under legacy only',
      { purpose: 'agent', ...environment('TOOL_RESPONSE_MAX_TOKENS', '20000'), offersTools: true },
      [8_000, 'policy'],
    ],
    [
      'R77 of an agent that was cut',
      { ...agent, provider: 'openai', modelId: 'gpt-5.4', isEscalated: true },
      [48_000, 'policy'],
    ],
    ['R79 of an agent that was cut, of a model that nobody knows', { ...agent, isEscalated: true }, [16_000, 'policy']],
    [
      'R81 follows the first limit of the environment',
      { ...agent, ...environment('AGENTIC_INITIAL_MAX_TOKENS', '5000') },
      [5_000, 'policy'],
    ],
    [
      'R81 follows it after a tool result too',
      { ...agent, ...environment('AGENTIC_INITIAL_MAX_TOKENS', '5000'), lastMessageIsToolResult: true },
      [5_000, 'policy'],
    ],
    [
      'R81 follows the larger limit of the environment',
      { ...agent, ...environment('AGENTIC_ESCALATED_MAX_TOKENS', '33000'), isEscalated: true },
      [33_000, 'policy'],
    ],
    [
      'is never lower when it is the larger one',
      { ...agent, ...environment('AGENTIC_INITIAL_MAX_TOKENS', '50000'), isEscalated: true },
      [50_000, 'policy'],
    ],
    [
      'of a chat that was cut is the larger one',
      { isEscalated: true, provider: 'openai', modelId: 'gpt-5' },
      [48_000, 'policy'],
    ],
    [
      'of a chat that was cut stays the cap of the model',
      { isEscalated: true, protocolRequiresLimit: true },
      [64_000, 'model'],
    ],
    [
      'R80 follows the request first',
      { requested: 500, ...environment('MAX_OUTPUT_TOKENS', '900'), purpose: 'agent', protocolRequiresLimit: true },
      [500, 'request'],
    ],
    [
      'R80 follows the configuration second',
      { budget: budget({ maxOutputTokens: 700 }, { COWORK_LLM_MAX_OUTPUT_TOKENS: '900' }), purpose: 'agent' },
      [700, 'config'],
    ],
    [
      'R80 follows the environment third',
      { ...environment('MAX_OUTPUT_TOKENS', '900'), purpose: 'agent' },
      [900, 'environment'],
    ],
    [
      'R80 a task of 12 345 beats an environment of 32 000',
      { requested: 12_345, ...environment('MAX_OUTPUT_TOKENS', '32000') },
      [12_345, 'request'],
    ],
    ['R80 is clamped to the cap of the model', { requested: 100_000 }, [64_000, 'request', 'output-limit-clamped']],
    [
      'R80 is clamped to the room in the window',
      { requested: 60_000, inputTokens: 190_000 },
      [10_000, 'request', 'output-limit-clamped'],
    ],
    [
      'R80 a room of 2 048 clamps the 16 000 after a tool result',
      { purpose: 'agent', lastMessageIsToolResult: true, inputTokens: 197_952 },
      [2_048, 'policy'],
    ],
    [
      'R80 of the environment is clamped too',
      environment('MAX_OUTPUT_TOKENS', '100000'),
      [64_000, 'environment', 'output-limit-clamped'],
    ],
    [
      'R80 is clamped to what the target has taught',
      { requested: 10_000, learntCap: 4_096 },
      [4_096, 'request', 'output-limit-clamped'],
    ],
    [
      'of the environment is at most 128 000',
      { ...environment('MAX_OUTPUT_TOKENS', '9999999'), model: undefined },
      [128_000, 'environment'],
    ],
    ['of the environment is rounded down', environment('MAX_OUTPUT_TOKENS', '99.9'), [99, 'environment']],
    ['passes over an environment that is no number', environment('MAX_OUTPUT_TOKENS', 'many'), none],
    ['passes over an environment of zero', environment('MAX_OUTPUT_TOKENS', '0'), none],
    ['passes over an empty environment', environment('MAX_OUTPUT_TOKENS', ' '), none],
    [
      'passes over a policy that does not exist',
      { purpose: 'agent', ...environment('OUTPUT_POLICY', 'brave') },
      [8_000, 'policy'],
    ],
    ['trusts the request for an unknown model', { requested: 500_000, model: undefined }, [500_000, 'request']],
    [
      'keeps 1 024 tokens when the estimate says that the window is full',
      { requested: 5_000, inputTokens: 300_000 },
      [1_024, 'request', 'output-limit-clamped'],
    ],
    ['is never raised', { requested: 10, inputTokens: 300_000 }, [10, 'request']],
    [
      'of an agent has room for the thinking that was asked for',
      { ...agent, reasoningEffort: 'high' },
      [20_480, 'policy'],
    ],
    ['of an agent stays as it is for a little thinking', { ...agent, reasoningEffort: 'low' }, [8_000, 'policy']],
    ['of an agent stays as it is without thinking', { ...agent, reasoningEffort: 'none' }, [8_000, 'policy']],
    [
      'is not raised for thinking where the caller set it',
      { ...agent, requested: 3_000, reasoningEffort: 'high' },
      [3_000, 'request'],
    ],
  ])('%s', (_name, changes, expected) => {
    expect(limit(changes)).toEqual(expected)
  })

  it.each([
    ['anthropic', 'anthropic-messages', 'claude-opus-5-5', 64_000],
    ['azure-anthropic', 'anthropic-messages', 'my-deployment', 64_000],
    ['minimax', 'anthropic-messages', 'MiniMax-M3', 64_000],
    ['openrouter', 'openai-chat', 'anthropic/claude-sonnet-4-5', 64_000],
    ['bedrock', 'bedrock-converse', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', 64_000],
    ['openai', 'openai-responses', 'gpt-6-sol', 48_000],
    ['azure-openai', 'openai-responses', 'gpt-5.4', 48_000],
    ['gemini', 'gemini', 'gemini-3.8-flash', 48_000],
    ['openrouter', 'openai-chat', 'google/gemini-3.8-flash', 48_000],
    ['bedrock', 'bedrock-converse', 'amazon.nova-2-lite-v1:0', 16_000],
    ['groq', 'openai-chat', 'openai/gpt-oss-120b', 16_000],
    ['ollama', 'ollama-chat', 'llama3.2', 16_000],
  ] as const)('R74 R77 R78 R79 of %s over %s with %s escalates to %i', (provider, protocol, modelId, expected) => {
    expect(limit({ ...agent, provider, protocol, modelId, isEscalated: true })).toEqual([expected, 'policy'])
  })

  it('says in the warning what was lowered, to what and why', () => {
    const [warning] = resolveOutputLimit({ ...base, requested: 100_000 }).warnings
    expect(warning?.message).toContain('100000')
    expect(warning?.message).toContain('64000')
  })
})
