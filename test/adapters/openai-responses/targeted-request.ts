import { functionPlanner } from '../../../src/adapters/function-tools.ts'
import type { TargetedRequest, WireTool } from '../../../src/adapters/protocol.ts'
import { adaptTo } from '../../../src/adapters/schema-adaptation.ts'
import type { JsonObject } from '../../../src/vocabulary/message.ts'

/** A request for one target: a greeting to a reasoning model of OpenAI, and what is changed of it; frozen. */
export function targetedRequest(changes: Partial<TargetedRequest> = {}): TargetedRequest {
  return Object.freeze<TargetedRequest>({
    provider: 'openai',
    model: 'gpt-5.4',
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
    ...changes,
  })
}

/** A tool with one argument, and what is changed of it. */
export function weatherTool(changes: Partial<WireTool> = {}): WireTool {
  return {
    name: 'get_weather',
    description: 'The weather of a city.',
    inputSchema: citySchema,
    strict: undefined,
    ...changes,
  }
}

/** An object with a city. */
export const citySchema: JsonObject = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
}
