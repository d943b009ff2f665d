import type { AssistantPart, Message, Origin, ToolCallPart } from '../../src/vocabulary/message.ts'
import { picture } from './one-pixel.ts'

/** A call of the weather tool, and what is particular to it. */
export function weatherCall(id: string, city: string, particulars: Partial<ToolCallPart> = {}): ToolCallPart {
  const args = { city }
  return { type: 'tool-call', id, name: 'get_weather', args, rawArgs: JSON.stringify(args), ...particulars }
}

/** Two calls beside each other after what the model said before them, both answered, then a question. */
export function weatherTurns(
  origin: Origin,
  said: readonly AssistantPart[],
  [first, second]: readonly [ToolCallPart, ToolCallPart],
): readonly Message[] {
  return [
    { role: 'user', content: 'Weather in Paris and Rome?' },
    { role: 'assistant', origin, content: [...said, first, second] },
    {
      role: 'tool',
      content: [
        { type: 'tool-result', callId: first.id, name: first.name, output: { celsius: 18 } },
        { type: 'tool-result', callId: second.id, name: second.name, output: 'unknown city', isError: true },
      ],
    },
    { role: 'user', content: 'In Fahrenheit.' },
  ]
}

/** A call whose result is a picture. */
export const drawTurns: readonly Message[] = [
  { role: 'user', content: 'Draw.' },
  { role: 'assistant', content: [{ type: 'tool-call', id: 'd1', name: 'draw', args: {}, rawArgs: '{}' }] },
  { role: 'tool', content: [{ type: 'tool-result', callId: 'd1', name: 'draw', output: 'done', files: [picture] }] },
]
