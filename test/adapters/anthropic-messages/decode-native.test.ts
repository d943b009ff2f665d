import { describe, expect, it } from 'vitest'

import { encode } from '../../../src/adapters/anthropic-messages/encode.ts'
import type { Json, JsonObject } from '../../../src/vocabulary/message.ts'
import { block, decodeEvents, messageEnd, messageStart } from './event-stream.ts'
import { targetedRequest } from './targeted-request.ts'

const serverToolUse = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} }

/** The data of the native parts that the blocks become, and what goes over the wire when they come back. */
function roundTrip(blocks: readonly (readonly JsonObject[])[]): {
  readonly kept: readonly Json[]
  readonly returned: Json | undefined
} {
  const { assembly } = decodeEvents([messageStart(), ...blocks.flat(), ...messageEnd()])
  const { body } = encode(targetedRequest({ messages: [{ role: 'assistant', content: assembly.parts }] }))
  const [turn] = body['messages'] as readonly { readonly content: Json }[]
  return {
    kept: assembly.parts.map((part) => (part.type === 'native' ? part.data : part.type)),
    returned: turn?.content,
  }
}

describe('native blocks', () => {
  it.each<[string, readonly JsonObject[], JsonObject]>([
    [
      'a hosted call gathers its input',
      block(
        0,
        serverToolUse,
        { type: 'input_json_delta', partial_json: '{"query":' },
        { type: 'input_json_delta', partial_json: '"sky"}' },
      ),
      { ...serverToolUse, input: { query: 'sky' } },
    ],
    [
      'a hosted call keeps an input that came whole',
      block(0, { ...serverToolUse, input: { query: 'x' } }),
      { ...serverToolUse, input: { query: 'x' } },
    ],
    [
      'a call of an MCP server keeps the server',
      block(
        0,
        { type: 'mcp_tool_use', id: 'mcptoolu_1', name: 'echo', server_name: 's', input: {} },
        { type: 'input_json_delta', partial_json: '{"a":1}' },
      ),
      { type: 'mcp_tool_use', id: 'mcptoolu_1', name: 'echo', server_name: 's', input: { a: 1 } },
    ],
    [
      'a result comes whole',
      block(0, {
        type: 'code_execution_tool_result',
        tool_use_id: 'srvtoolu_1',
        content: { type: 'code_execution_result', stdout: '1\n' },
      }),
      {
        type: 'code_execution_tool_result',
        tool_use_id: 'srvtoolu_1',
        content: { type: 'code_execution_result', stdout: '1\n' },
      },
    ],
    [
      'a compaction is filled by its deltas',
      block(
        0,
        { type: 'compaction', content: null },
        { type: 'compaction_delta', content: 'So far', encrypted_content: 'e' },
        { type: 'compaction_delta', content: ': nothing.' },
      ),
      { type: 'compaction', content: 'So far: nothing.', encrypted_content: 'e' },
    ],
    [
      'a fallback says who took over',
      block(0, { type: 'fallback', from: { model: 'a' }, to: { model: 'b' } }),
      { type: 'fallback', from: { model: 'a' }, to: { model: 'b' } },
    ],
    [
      'an uploaded file is named',
      block(0, { type: 'container_upload', file_id: 'file_1' }),
      { type: 'container_upload', file_id: 'file_1' },
    ],
    [
      'a block to come grows by deltas to come',
      block(
        0,
        { type: 'hologram', text: 'a', depth: 1 },
        { type: 'hologram_delta', text: 'b', depth: 2 },
        { type: 'citations_delta', citation: { a: 1 } },
      ),
      { type: 'hologram', text: 'ab', depth: 2, citations: [{ a: 1 }] },
    ],
  ])('%s, and goes back unchanged', (_, events, expected) => {
    expect(roundTrip([events])).toEqual({ kept: [expected], returned: [expected] })
  })

  it('keep their place among the other parts', () => {
    const text = (index: number, words: string): readonly JsonObject[] =>
      block(index, { type: 'text', text: '' }, { type: 'text_delta', text: words })
    const { kept } = roundTrip([text(0, 'Let me see.'), block(1, serverToolUse), text(2, 'Found.')])
    expect(kept).toEqual(['text', serverToolUse, 'text'])
  })

  it('are left out with a warning when their input was cut', () => {
    const cut = block(0, serverToolUse, { type: 'input_json_delta', partial_json: '{"que' })
    const { assembly } = decodeEvents([messageStart(), ...cut, ...messageEnd('max_tokens')])
    expect(assembly.parts).toEqual([])
    expect(assembly.warnings.map(({ code }) => code)).toEqual(['dropped-native'])
  })

  it('are whole at the end although their blocks were not ended', () => {
    const { assembly } = decodeEvents([
      messageStart(),
      ...block(0, serverToolUse).slice(0, -1),
      ...messageEnd('pause_turn'),
    ])
    expect(assembly.parts).toMatchObject([{ type: 'native', kind: 'server_tool_use', data: serverToolUse }])
  })

  it('leave the events as they came: a raw event is not changed afterwards', () => {
    const start = { type: 'hologram', list: ['a'] }
    const before = structuredClone(start)
    roundTrip([block(0, start, { type: 'x', list: ['b'] })])
    expect(start).toEqual(before)
  })
})
