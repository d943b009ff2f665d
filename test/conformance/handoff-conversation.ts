import type { AssistantMessage, Message, ToolMessage } from '../../src/vocabulary/message.ts'
import { picture, pixel } from '../adapters/one-pixel.ts'
import { decodeAnswer } from './decode-answer.ts'
import { wireStreams, type SealedPart, type WireCall, type WireTurn } from './handoff-wires.ts'
import type { WireHost } from './wire-hosts.ts'

/** A conversation that one host led, its answers read off the wire. */
export interface HandoffConversation {
  readonly messages: readonly Message[]
  /** Everything that only this host can read, by the part it belongs to, in order. */
  readonly tokens: readonly (readonly [part: SealedPart, token: string])[]
  /** What it thought. */
  readonly thoughts: readonly string[]
}

/** What the visible part of the conversation is, in the order of the wire. */
export const visible: readonly (
  | { readonly type: 'image'; readonly base64: string }
  | { readonly type: 'text'; readonly role: 'user' | 'assistant'; readonly text: string }
  | { readonly type: 'call'; readonly name: string; readonly args: unknown }
  | { readonly type: 'result'; readonly text: string; readonly hasFailed: boolean }
)[] = [
  { type: 'image', base64: pixel },
  { type: 'text', role: 'user', text: 'Where is this, and how warm is it there and in "Rome"?' },
  { type: 'text', role: 'assistant', text: 'I look at the place first.' },
  { type: 'call', name: 'find_place', args: { hint: 'fjord' } },
  { type: 'result', text: '{"place":"Oslo","sure":0.75}', hasFailed: false },
  { type: 'text', role: 'assistant', text: 'Grüße aus Oslo 🌍: now the weather.' },
  { type: 'call', name: 'get_weather', args: { city: 'Oslo' } },
  { type: 'call', name: 'get_weather', args: { city: 'Rome' } },
  { type: 'result', text: '{"celsius":3.25}', hasFailed: false },
  { type: 'result', text: 'no station of that name', hasFailed: true },
  { type: 'text', role: 'assistant', text: 'Oslo has 3.25 degrees; Rome did not answer.' },
  { type: 'text', role: 'user', text: 'And tomorrow?' },
]

/** Ids as each provider makes them. */
function calls(
  host: WireHost,
  turn: number,
  ...called: readonly (readonly [string, Record<string, string>])[]
): WireCall[] {
  const prefix = { 'anthropic-messages': 'toolu_01', 'bedrock-converse': 'tooluse_' } as const
  const start = prefix[host.protocol.id as keyof typeof prefix] ?? 'call_'
  return called.map(([name, args], index) => ({ id: `${start}${host.origin.provider}${turn}${index}`, name, args }))
}

function results(
  answer: AssistantMessage,
  ...outputs: readonly Partial<ToolMessage['content'][number]>[]
): ToolMessage {
  const asked = typeof answer.content === 'string' ? [] : answer.content.filter((part) => part.type === 'tool-call')
  return {
    role: 'tool',
    content: asked.map(({ id, name }, index) => ({
      type: 'tool-result',
      callId: id,
      name,
      output: null,
      ...outputs[index],
    })),
  }
}

/** A text, a call and its result, two calls beside each other, an image, and what was thought in every answer. */
export function handoffConversation(host: WireHost): HandoffConversation {
  const write = wireStreams[host.name]
  if (write === undefined) throw new Error(`nobody wrote how ${host.name} streams`)
  const tokens: (readonly [SealedPart, string])[] = []
  const thoughts: string[] = []
  const answer = (turn: number, text: string, called: readonly WireCall[]): AssistantMessage => {
    const thought = `Thought ${turn} of ${host.name}: not for others.`
    const seed = `${host.name.replaceAll(/[^a-z0-9]/g, '')}${turn}`
    const said: WireTurn = { thought, text, calls: called, seed }
    const stream = write(said, host.origin.model)
    tokens.push(...stream.tokens)
    thoughts.push(thought)
    const { assembly } = decodeAnswer(host.protocol, [stream.bytes])
    if (assembly.finishReason === undefined) throw new Error(`${host.name} did not end its answer ${turn}`)
    // As the result of a call gives it: who made it stands on the message.
    return {
      role: 'assistant',
      content: assembly.parts.map(({ origin: _origin, ...part }) => part),
      origin: host.origin,
    }
  }
  const first = answer(1, 'I look at the place first.', calls(host, 1, ['find_place', { hint: 'fjord' }]))
  const second = answer(
    2,
    'Grüße aus Oslo 🌍: now the weather.',
    calls(host, 2, ['get_weather', { city: 'Oslo' }], ['get_weather', { city: 'Rome' }]),
  )
  const third = answer(3, 'Oslo has 3.25 degrees; Rome did not answer.', [])
  const messages: readonly Message[] = [
    {
      role: 'user',
      content: [picture, { type: 'text', text: 'Where is this, and how warm is it there and in "Rome"?' }],
    },
    first,
    results(first, { output: { place: 'Oslo', sure: 0.75 } }),
    second,
    results(second, { output: { celsius: 3.25 } }, { output: 'no station of that name', isError: true }),
    third,
    { role: 'user', content: 'And tomorrow?' },
  ]
  return { messages, tokens, thoughts }
}
