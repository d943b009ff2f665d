import { describe, expect, it } from 'vitest'

import { chunk, completion, decodeChunks, decodeDocument, done, event, finishChunk } from './chat-stream.ts'
import { openaiChat } from '../../../src/adapters/openai-chat/protocol.ts'
import { decodeAnswer } from '../../conformance/decode-answer.ts'

describe('content', () => {
  it.each<[string, unknown, string]>([
    [
      'a list of typed parts',
      [
        { type: 'text', text: 'Hello ' },
        { type: 'text', text: 'there' },
      ],
      'Hello there',
    ],
    ['a list with bare strings', ['Hello ', 'there'], 'Hello there'],
    ['an object, as JSON mode of some hosts gives it', { name: 'Eve', age: 33 }, '{"name":"Eve","age":33}'],
    ['a number', 42, '42'],
    ['a boolean', false, 'false'],
    ['null', null, ''],
    ['a list of what is no part', [null, 5, {}, [], { type: 'text', text: 7 }], ''],
  ])('may be %s', (_, content, text) => {
    expect(decodeChunks([chunk({ content }), finishChunk(), done]).assembly.visibleText).toBe(text)
  })

  it('of a refusal is text, and the reason a content filter beside the word of the host', () => {
    const streamed = decodeChunks([
      chunk({ content: '', refusal: 'I am ' }),
      chunk({ refusal: 'sorry.' }),
      finishChunk(),
      done,
    ])
    const whole = decodeDocument(completion({ content: null, refusal: 'I am sorry.' }))
    const part = decodeDocument(completion({ content: [{ type: 'refusal', refusal: 'I am sorry.' }] }))
    for (const { assembly } of [streamed, whole, part]) {
      expect([assembly.visibleText, assembly.finishReason, assembly.rawFinishReason]).toEqual([
        'I am sorry.',
        'content-filter',
        'stop',
      ])
    }
  })

  it('of reasoning before the text is reasoning, in a stream and in a document (Claude at Databricks)', () => {
    const summary = (text: string): unknown => [{ type: 'reasoning', summary: [{ type: 'summary_text', text }] }]
    const streamed = decodeChunks([
      chunk({ content: summary('Easy') }),
      chunk({ content: summary('.') }),
      chunk({ content: 'Four' }),
      finishChunk(),
      done,
    ])
    const whole = decodeDocument(completion({ content: [...(summary('Easy.') as unknown[]), 'Four'] }))
    for (const { assembly } of [streamed, whole]) {
      expect([assembly.readableReasoning, assembly.visibleText]).toEqual(['Easy.', 'Four'])
    }
  })

  it('of a refusal that is also the content counts once', () => {
    expect(decodeDocument(completion({ content: 'No.', refusal: 'No.' })).assembly.visibleText).toBe('No.')
  })

  it('comes from the first choice and from choices without an index, never from others', () => {
    const choices = [
      { index: 1, delta: { content: 'B' }, finish_reason: 'stop' },
      { index: 0, delta: { content: 'A' }, finish_reason: null },
    ]
    const { assembly } = decodeChunks([{ choices }, finishChunk(), done])
    expect(assembly.visibleText).toBe('A')
    const split = {
      choices: [
        { message: { content: 'Let me see.' }, finish_reason: 'tool_calls' },
        {
          message: { tool_calls: [{ id: 'a', function: { name: 'now', arguments: '{}' } }] },
          finish_reason: 'tool_calls',
        },
      ],
    }
    expect(decodeDocument(split).assembly.parts.map(({ type }) => type)).toEqual(['text', 'tool-call'])
  })

  it('is taken from the delta when a message so far stands beside it (Perplexity)', () => {
    const both = (delta: string, message: string, finish: string | null): unknown => ({
      object: 'chat.completion',
      choices: [{ index: 0, delta: { content: delta }, message: { content: message }, finish_reason: finish }],
    })
    const { assembly } = decodeChunks([
      both('One', 'One', null),
      both(' two', 'One two', null),
      both('.', 'One two.', 'stop'),
    ])
    expect([assembly.visibleText, assembly.finishReason]).toEqual(['One two.', 'stop'])
  })

  it('is not given again by a whole message at the end of the stream', () => {
    const { assembly } = decodeChunks([
      chunk({ content: 'One.' }),
      { choices: [{ index: 0, message: { content: 'One.' }, finish_reason: 'stop' }] },
      done,
    ])
    expect(assembly.visibleText).toBe('One.')
  })

  it('is read from an event that holds a whole message', () => {
    const { assembly } = decodeChunks([completion({ role: 'assistant', content: 'One.' })])
    expect([assembly.visibleText, assembly.finishReason]).toEqual(['One.', 'stop'])
  })

  it('is read past chunks that hold nothing', () => {
    const nothing = [
      null,
      {},
      { choices: null },
      { choices: [] },
      { choices: [null] },
      { choices: [{ index: 0 }] },
      { choices: [{ index: 0, delta: null }] },
    ]
    const { assembly } = decodeChunks([
      ...nothing,
      chunk({ content: 'Hi' }),
      ...nothing,
      finishChunk(),
      ...nothing,
      done,
    ])
    expect([assembly.visibleText, assembly.finishReason, assembly.warnings]).toEqual(['Hi', 'stop', []])
  })
})

describe('the served model', () => {
  it('and the id of the answer are taken where they first have a value', () => {
    const { assembly } = decodeChunks([
      { id: '', model: '', choices: [] },
      { id: 'x', choices: [] },
      { id: 'x', model: 'served', choices: [] },
      finishChunk(),
      done,
    ])
    expect([assembly.wireModel, assembly.responseId]).toEqual(['served', 'x'])
  })
})

describe('sources', () => {
  const citationsOf = (values: readonly unknown[]): unknown => {
    const { assembly } = decodeChunks(values)
    return assembly.parts.flatMap((part) =>
      part.type === 'text'
        ? (part.citations ?? []).map(({ url, title, start, end }) => ({ url, title, start, end }))
        : [],
    )
  }
  const cited = (url: string, title?: string, start?: number, end?: number): unknown => ({ url, title, start, end })

  it('of OpenAI and OpenRouter are annotations, wherever they come', () => {
    const annotation = (url: string, from: number, to: number): unknown => ({
      type: 'url_citation',
      url_citation: { url, title: 'T', content: 'C', start_index: from, end_index: to },
    })
    const values = [
      chunk({ content: '', annotations: [annotation('https://a.example', 0, 0)] }),
      chunk({ content: 'Hello' }),
      chunk({ content: '', annotations: [annotation('https://b.example', 1, 4)] }),
      finishChunk(),
      finishChunk(),
      done,
    ]
    expect(citationsOf(values)).toEqual([cited('https://a.example', 'T'), cited('https://b.example', 'T', 1, 4)])
  })

  it('of Perplexity are on every chunk and count once', () => {
    const search = {
      search_results: [{ title: 'A', url: 'https://a.example', snippet: 'S' }],
      citations: ['https://a.example'],
    }
    expect(citationsOf([chunk({ content: 'Hi' }, null, search), finishChunk('stop', search)])).toEqual([
      cited('https://a.example', 'A'),
    ])
    const bare = { citations: ['https://a.example', 'https://b.example'] }
    expect(citationsOf([chunk({ content: 'Hi' }, null, bare), finishChunk('stop', bare)])).toEqual([
      cited('https://a.example'),
      cited('https://b.example'),
    ])
    const twice = [
      finishChunk('stop', search),
      { ...(finishChunk('stop', search) as object), object: 'chat.completion.done' },
    ]
    expect(citationsOf([chunk({ content: 'Hi' }, null, search), ...twice])).toEqual([cited('https://a.example', 'A')])
  })

  it('that are listed beside annotations are left out', () => {
    const annotations = [{ type: 'url_citation', url_citation: { url: 'https://a.example' } }]
    expect(
      citationsOf([chunk({ content: 'Hi', annotations }, 'stop', { citations: ['https://a.example'] }), done]),
    ).toEqual([cited('https://a.example')])
  })

  it('of Venice are found beside the usage', () => {
    const found = { venice_parameters: { web_search_citations: [{ title: 'A', url: 'https://a.example' }] } }
    expect(citationsOf([chunk({ content: 'Hi' }, null, found), finishChunk(), done])).toEqual([
      cited('https://a.example', 'A'),
    ])
  })

  it('are in the part that a consumer is given when a tool call follows the text', () => {
    const annotations = [{ type: 'url_citation', url_citation: { url: 'https://a.example' } }]
    const call = { tool_calls: [{ index: 0, id: 'a', function: { name: 'now', arguments: '{}' } }] }
    const { events } = decodeChunks([
      chunk({ content: 'Hi', annotations }),
      chunk(call),
      finishChunk('tool_calls'),
      done,
    ])
    expect(events.find(({ type }) => type === 'part-end')).toMatchObject({
      part: { type: 'text', citations: [{ url: 'https://a.example' }] },
    })
  })
})

describe('files and native parts', () => {
  it('are made of images, inline or by address', () => {
    const images = [
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
      { type: 'image_url', image_url: { url: 'https://a.example/b.png' } },
      { type: 'image_url' },
    ]
    const { assembly } = decodeChunks([chunk({ content: 'Here: ', images }), finishChunk(), done])
    expect(assembly.parts.slice(1)).toMatchObject([
      { type: 'file', mediaType: 'image/png', data: { type: 'base64', base64: 'AAAA' } },
      { type: 'file', mediaType: 'image/*', data: { type: 'url', url: 'https://a.example/b.png' } },
    ])
  })

  it('are made of spoken answers, whose transcript is the text', () => {
    const { assembly } = decodeDocument(
      completion({ content: null, audio: { id: 'audio_1', data: 'UklGRg==', transcript: 'Hello!' } }),
    )
    expect(assembly.visibleText).toBe('Hello!')
    expect(assembly.parts[1]).toMatchObject({ type: 'file', mediaType: 'audio/wav', data: { base64: 'UklGRg==' } })
  })

  it('are made of streamed sound, whose pieces are encoded one by one', () => {
    const audio = [{ id: 'audio_1', transcript: 'Hel' }, { data: 'YWI=' }, { transcript: 'lo' }, { data: 'Y2Q=' }]
    const { assembly } = decodeChunks([...audio.map((piece) => chunk({ audio: piece })), finishChunk(), done])
    expect(assembly.visibleText).toBe('Hello')
    expect(assembly.parts.at(-1)).toMatchObject({ mediaType: 'audio/pcm', data: { base64: btoa('abcd') } })
  })

  it('are made of the tools that a compound model ran, and of parsed files', () => {
    const tool = { index: 0, type: 'search', arguments: '{}', output: 'found' }
    const file = { type: 'file', file: { hash: 'h', name: 'a.pdf' } }
    const { assembly } = decodeDocument(completion({ content: 'Hi', executed_tools: [tool], annotations: [file] }))
    expect(assembly.parts.slice(1)).toMatchObject([
      { type: 'native', kind: 'annotation', data: file },
      { type: 'native', kind: 'executed_tool', data: tool },
    ])
  })

  it('are not made of an audio that is empty', () => {
    const { assembly } = decodeDocument(completion({ content: 'Hi', audio: { data: '', transcript: '', id: '' } }))
    expect(assembly.parts.map(({ type }) => type)).toEqual(['text'])
  })
})

describe('bytes', () => {
  it('may begin with a byte order mark, cut anywhere', () => {
    const body = new Uint8Array(
      Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), event(chunk({ content: 'Hi' })), event(finishChunk())]),
    )
    for (let cut = 0; cut <= 6; cut += 1) {
      const { assembly } = decodeAnswer(openaiChat, [body.subarray(0, cut), body.subarray(cut)])
      expect([assembly.visibleText, assembly.finishReason], String(cut)).toEqual(['Hi', 'stop'])
    }
  })

  it('may be keep-alive blank lines before a document', () => {
    const { assembly } = decodeAnswer(openaiChat, [
      new TextEncoder().encode('\n\n'),
      new TextEncoder().encode(`\n  ${JSON.stringify(completion({ content: 'Hi' }))}\n`),
    ])
    expect([assembly.visibleText, assembly.finishReason, assembly.isClosed]).toEqual(['Hi', 'stop', true])
  })
})
