import { describe, expect, it } from 'vitest'

import { encode } from '../../../src/adapters/openai-responses/encode.ts'
import type { AssistantPart, Json, JsonObject } from '../../../src/vocabulary/message.ts'
import {
  added,
  call,
  completed,
  created,
  decodeEvents,
  done,
  message,
  messageEvents,
  reasoning,
  summaryDelta,
  textDelta,
} from './event-stream.ts'
import { targetedRequest } from './targeted-request.ts'

const origin = { provider: 'openai', protocol: 'openai-responses', model: 'gpt-5.4' } as const

/** The items that parts become when they go back to who made them. */
function back(content: readonly AssistantPart[]): Json {
  return encode(targetedRequest({ messages: [{ role: 'assistant', origin, content }] })).body['input'] ?? null
}

function roundTrip(events: readonly unknown[]): Json {
  return back(decodeEvents(events).assembly.parts)
}

const thought = reasoning(['Plan.', 'More.'])
const sentThought = { type: 'reasoning', id: 'rs_1', summary: thought['summary'], encrypted_content: 'c2VhbGVk' }
const sentText = {
  type: 'message',
  id: 'msg_1',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text: 'Hello', annotations: [], logprobs: [] }],
}
const sentCall = { type: 'function_call', id: 'fc_1', call_id: 'call_a', name: 'weather', arguments: '{"city":"Oslo"}' }
const whole = [done(0, thought), done(1, message('Hello')), done(2, call()), completed()]

describe('what a model made goes back to it', () => {
  it('in its order, with ids and seal, its summaries in one item', () => {
    expect(roundTrip(whole)).toEqual([sentThought, sentText, sentCall])
  })

  it('when the reasoning has no summary: an empty part holds its place', () => {
    const sealed = reasoning([])
    const { assembly } = decodeEvents([done(0, sealed), ...messageEvents(1, ['Hello']), completed()])
    expect(assembly.parts.map((part) => [part.type, 'text' in part && part.text])).toEqual([
      ['reasoning', ''],
      ['text', 'Hello'],
    ])
    expect(back(assembly.parts)).toEqual([{ ...sentThought, summary: [] }, sentText])
  })

  it('when the seal comes in the last event only (Azure)', () => {
    const { encrypted_content: _, ...unsealed } = thought
    const { assembly, events } = decodeEvents([
      created,
      added(0, unsealed),
      summaryDelta(0, 0, 'Plan.'),
      summaryDelta(0, 1, 'More.'),
      done(0, { ...unsealed, encrypted_content: null }),
      ...messageEvents(1, ['Hello']),
      done(2, call()),
      completed([thought, message('Hello'), call()]),
    ])
    expect(back(assembly.parts)).toEqual([sentThought, sentText, sentCall])
    expect(events.filter(({ type }) => type === 'part-end')).toHaveLength(4)
  })

  it('when a server ends its reasoning after the text that follows (llama-server)', () => {
    const readable = {
      id: 'rs_1',
      type: 'reasoning',
      summary: [],
      content: [{ type: 'reasoning_text', text: 'Hm.' }],
      encrypted_content: '',
    }
    const hm = { type: 'response.reasoning_text.delta', item_id: 'rs_1', delta: 'Hm.' }
    const begun = [added(0, { ...readable, content: [] }), hm, added(1, message('')), textDelta(1, 'Hello')]
    expect(roundTrip([...begun, done(0, readable), done(1, message('Hello')), completed()])).toEqual([
      { type: 'reasoning', id: 'rs_1', summary: [], content: readable.content },
      sentText,
    ])
  })

  it('with the members that only its host knows', () => {
    const signed = { ...thought, format: 'google-gemini-v1', status: 'completed', content: null }
    const called = call({ namespace: 'forex', caller: { type: 'program', caller_id: 'call_p' } })
    expect(roundTrip([done(0, signed), done(1, called), completed()])).toEqual([
      { ...sentThought, format: 'google-gemini-v1' },
      { ...sentCall, namespace: 'forex', caller: { type: 'program', caller_id: 'call_p' } },
    ])
  })

  it('with the phase of a message, also where there was no reasoning', () => {
    const commentary = message('Hello', { phase: 'commentary' })
    expect(roundTrip([done(0, commentary), completed()])).toEqual([{ ...sentText, phase: 'commentary' }])
  })

  it('without ids where there was no reasoning: nothing needs them, and another host may refuse them', () => {
    const { id: _, ...plainCall } = sentCall
    expect(roundTrip([...messageEvents(0, ['Hello']), done(1, call()), completed()])).toEqual([
      { role: 'assistant', content: 'Hello' },
      plainCall,
    ])
  })

  it.each<JsonObject>([
    { id: 'ws_1', type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'sky' } },
    { id: 'fs_1', type: 'file_search_call', status: 'completed', queries: ['a'], results: null },
    { id: 'ci_1', type: 'code_interpreter_call', status: 'completed', code: '1', container_id: 'c', outputs: [] },
    { id: 'ig_1', type: 'image_generation_call', status: 'completed', result: 'aGk=' },
    { id: 'mcp_1', type: 'mcp_call', name: 'echo', arguments: '{}', server_label: 's', output: 'ok' },
    { id: 'mcpl_1', type: 'mcp_list_tools', server_label: 's', tools: [] },
    { id: 'sh_1', type: 'shell_call', call_id: 'call_s', action: { commands: ['ls'] }, status: 'completed' },
    { id: 'ctc_1', type: 'custom_tool_call', call_id: 'call_c', name: 'patch', input: '*** Begin' },
    { id: 'cmp_1', type: 'compaction', encrypted_content: 'c28gZmFy' },
    { id: 'x_1', type: 'hologram_call', beam: { depth: [1] } },
  ])('unchanged when it is an item of its own kind: $type', (item) => {
    const { assembly } = decodeEvents([
      added(0, { ...item, status: 'in_progress' }),
      done(0, item),
      ...messageEvents(1, ['Hello']),
      completed(),
    ])
    expect(assembly.parts[0]).toMatchObject({ type: 'native', kind: item['type'], data: item })
    expect(assembly.finishReason).toBe('stop')
    expect(back(assembly.parts)).toEqual([item, { role: 'assistant', content: 'Hello' }])
  })

  it('is not called empty when it only thought: but a blank text gets no token that would hide it', () => {
    const { assembly } = decodeEvents([done(0, thought), done(1, message(' \n')), completed()])
    expect(assembly.parts.at(-1)).toMatchObject({ type: 'text', text: ' \n' })
    expect(assembly.parts.at(-1)).not.toHaveProperty('replay')
  })
})

describe('what cannot go back', () => {
  it('takes the names of what it led to with it: an id without its reasoning is a 400', () => {
    const { encrypted_content: _, ...unsealed } = thought
    const search = { id: 'ws_1', type: 'web_search_call', status: 'completed' }
    const { assembly } = decodeEvents([
      done(0, unsealed),
      done(1, search),
      done(2, message('Hello')),
      done(3, call()),
      completed(),
    ])
    const { body, warnings } = encode(
      targetedRequest({ messages: [{ role: 'assistant', origin, content: assembly.parts }] }),
    )
    const { id: _id, ...plainCall } = sentCall
    expect(body['input']).toEqual([{ role: 'assistant', content: 'Hello' }, plainCall])
    expect(warnings.map(({ code }) => code)).toEqual(['dropped-native'])
  })

  it('leaves compaction: it stands for itself', () => {
    const compaction = { id: 'cmp_1', type: 'compaction', encrypted_content: 'c28gZmFy' }
    const { encrypted_content: _, ...unsealed } = thought
    expect(roundTrip([done(0, unsealed), done(1, compaction), completed()])).toEqual([compaction])
  })

  it('is what another protocol made: tokens and native parts mean nothing here', () => {
    const foreign = { provider: 'anthropic', protocol: 'anthropic-messages', model: 'claude-x' } as const
    const content: readonly AssistantPart[] = [
      { type: 'reasoning', text: 'Hm.', replay: { id: 'rs_9', encrypted_content: 'x' } },
      { type: 'text', text: 'Hello', replay: { id: 'msg_9' } },
      { type: 'native', kind: 'server_tool_use', data: { type: 'server_tool_use' } },
      { type: 'tool-call', id: 'call_a', name: 'weather', args: {}, rawArgs: '', replay: { id: 'toolu_1' } },
    ]
    const { body, warnings } = encode(targetedRequest({ messages: [{ role: 'assistant', origin: foreign, content }] }))
    expect(body['input']).toEqual([
      { role: 'assistant', content: 'Hello' },
      { type: 'function_call', call_id: 'call_a', name: 'weather', arguments: '{}' },
    ])
    expect(warnings.map(({ code }) => code)).toEqual(['dropped-replay', 'dropped-native'])
  })

  it('is an id that is longer than the wire takes; what it names goes without', () => {
    const long = 'x'.repeat(65)
    const items = roundTrip([
      done(0, { ...thought, id: long }),
      done(1, message('Hello', { id: long })),
      done(2, call({ id: long })),
      completed(),
    ])
    const { id: _thought, ...namelessThought } = sentThought
    const { id: _call, ...namelessCall } = sentCall
    expect(items).toEqual([namelessThought, { role: 'assistant', content: 'Hello' }, namelessCall])
  })
})
