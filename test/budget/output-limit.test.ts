import { describe, expect, it } from 'vitest'

import { type OutputLimitInput, resolveOutputLimit } from '../../src/budget/output-limit.ts'
import type { ModelInfo } from '../../src/vocabulary/model.ts'

const model: ModelInfo = {
  provider: 'anthropic',
  model: 'claude-sonnet-4-5',
  contextWindow: 200_000,
  maxOutputTokens: 64_000,
}
const base: OutputLimitInput = {
  requested: undefined,
  purpose: 'chat',
  model,
  protocolRequiresLimit: false,
  inputTokens: 1_000,
  lastMessageIsToolResult: false,
}
const limit = (changes: Partial<OutputLimitInput>) => {
  const { maxOutputTokens, source, warnings } = resolveOutputLimit({ ...base, ...changes })
  return [maxOutputTokens, source, ...warnings.map((warning) => warning.code)]
}

describe('the output limit', () => {
  it.each<[string, Partial<OutputLimitInput>, ReturnType<typeof limit>]>([
    ['R83 of a chat is not sent where the protocol does not ask for it', {}, [undefined, 'none']],
    ['R83 of a chat is the cap of the model where it does', { protocolRequiresLimit: true }, [64_000, 'model']],
    ['of a chat leaves room for the input', { protocolRequiresLimit: true, inputTokens: 150_000 }, [50_000, 'model']],
    ['of a chat with an unknown model', { protocolRequiresLimit: true, model: undefined }, [8_192, 'policy']],
    [
      'of a chat with a model whose cap is unknown',
      { protocolRequiresLimit: true, model: { provider: 'p', model: 'm', contextWindow: 4_096 } },
      [3_096, 'policy'],
    ],
    ['R75 of an agent is 8000 at first', { purpose: 'agent' }, [8_000, 'policy']],
    [
      'R76 of an agent is 16000 after a tool result',
      { purpose: 'agent', lastMessageIsToolResult: true },
      [16_000, 'policy'],
    ],
    [
      'of an agent is clamped silently',
      { purpose: 'agent', model: { ...model, maxOutputTokens: 4_096 } },
      [4_096, 'policy'],
    ],
    ['R73 of a chat under the adaptive policy', { policy: 'adaptive' }, [8_000, 'policy']],
    ['R73 of an agent under the legacy policy', { purpose: 'agent', policy: 'legacy' }, [undefined, 'none']],
    [
      'R73 of an agent under the legacy policy where it must be sent',
      { purpose: 'agent', policy: 'legacy', protocolRequiresLimit: true },
      [64_000, 'model'],
    ],
    [
      'R80 follows the request first',
      { requested: 500, environment: 900, purpose: 'agent', protocolRequiresLimit: true },
      [500, 'request'],
    ],
    [
      'R80 follows the environment second',
      { environment: 900, purpose: 'agent', protocolRequiresLimit: true },
      [900, 'environment'],
    ],
    ['R80 is clamped to the cap of the model', { requested: 100_000 }, [64_000, 'request', 'output-limit-clamped']],
    [
      'R80 is clamped to the room in the window',
      { requested: 60_000, inputTokens: 190_000 },
      [10_000, 'request', 'output-limit-clamped'],
    ],
    [
      'R80 of the environment is clamped too',
      { environment: 100_000 },
      [64_000, 'environment', 'output-limit-clamped'],
    ],
    ['of the environment is at most 128 000', { environment: 1_000_000, model: undefined }, [128_000, 'environment']],
    ['of the environment is rounded down', { environment: 99.9 }, [99, 'environment']],
    ['passes over an environment that is no positive number', { environment: Number.NaN }, [undefined, 'none']],
    ['passes over an environment of zero', { environment: 0 }, [undefined, 'none']],
    ['trusts the request for an unknown model', { requested: 500_000, model: undefined }, [500_000, 'request']],
    [
      'keeps 1 024 tokens when the estimate says that the window is full',
      { requested: 5_000, inputTokens: 300_000 },
      [1_024, 'request', 'output-limit-clamped'],
    ],
    ['is never raised', { requested: 10, inputTokens: 300_000 }, [10, 'request']],
  ])('%s', (_name, changes, expected) => {
    expect(limit(changes)).toEqual(expected)
  })

  it('says in the warning what was lowered, to what and why', () => {
    const [warning] = resolveOutputLimit({ ...base, requested: 100_000 }).warnings
    expect(warning?.message).toContain('100000')
    expect(warning?.message).toContain('64000')
  })
})
