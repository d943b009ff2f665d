import { functionPlanner } from '../../src/adapters/function-tools.ts'
import type { TargetedRequest } from '../../src/adapters/protocol.ts'
import { adaptTo } from '../../src/adapters/schema-adaptation.ts'

/** What is said of a request: its target at least. */
export type AskedOf = Partial<TargetedRequest> & Pick<TargetedRequest, 'provider' | 'model'>

/** A greeting for one target that asks for nothing else than what is said; frozen, as the router gives it to a protocol. */
export function plainRequest(asked: AskedOf): TargetedRequest {
  return Object.freeze<TargetedRequest>({
    quirks: {},
    modelInfo: undefined,
    options: {},
    system: [],
    messages: [{ role: 'user', content: 'Hello' }],
    tools: [],
    adaptSchema: adaptTo,
    functions: functionPlanner,
    toolChoice: undefined,
    parallelToolCalls: undefined,
    output: undefined,
    maxOutputTokens: undefined,
    reasoningEffort: undefined,
    temperature: undefined,
    topP: undefined,
    topK: undefined,
    seed: undefined,
    stopSequences: [],
    session: undefined,
    ...asked,
  })
}
