import type { WireTool } from '../../src/adapters/protocol.ts'
import type { JsonObject } from '../../src/vocabulary/message.ts'

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
