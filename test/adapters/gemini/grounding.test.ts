import { describe, expect, it } from 'vitest'

import type { JsonObject } from '../../../src/vocabulary/message.ts'
import { chunk, decodeChunks, lastChunk, partsOf } from './chunk-stream.ts'

const web = { web: { uri: 'https://example.com/a', title: 'A' } }
const file = { retrievedContext: { title: 'Notes', text: 'Paris is the capital.', fileSearchStore: 'stores/1' } }
const segment = { startIndex: 3, endIndex: 9, text: 'Paris.' }
const support = (...groundingChunkIndices: readonly number[]): JsonObject => ({ segment, groundingChunkIndices })

describe('grounding', () => {
  it('cites each source of each passage, and keeps the whole as a native part', () => {
    const groundingMetadata = {
      webSearchQueries: ['capital'],
      groundingChunks: [web, file],
      groundingSupports: [support(0), support(0, 1)],
    }
    expect(
      partsOf([chunk([{ text: 'It is Paris.' }], { groundingMetadata: {} }), lastChunk('STOP', { groundingMetadata })]),
    ).toEqual([
      {
        type: 'text',
        text: 'It is Paris.',
        citations: [
          { url: 'https://example.com/a', title: 'A', raw: { groundingChunk: web, segment } },
          { title: 'Notes', citedText: 'Paris is the capital.', raw: { groundingChunk: file, segment } },
        ],
      },
      { type: 'native', kind: 'groundingMetadata', data: groundingMetadata },
    ])
  })

  it('repeated on every chunk is told once, as it was at last', () => {
    const early = { groundingChunks: [web], groundingSupports: [support(0)] }
    const late = { groundingChunks: [web, file], groundingSupports: [support(0), support(1)] }
    const parts = partsOf([
      chunk([{ text: 'It is ' }], { groundingMetadata: early }),
      chunk([{ text: 'Paris.' }], { groundingMetadata: late, finishReason: 'STOP' }),
      lastChunk('STOP', { groundingMetadata: {} }),
    ])
    expect(parts).toMatchObject([
      { citations: [{ title: 'A' }, { title: 'Notes' }] },
      { kind: 'groundingMetadata', data: late },
    ])
    expect(parts).toHaveLength(2)
  })

  it('without passages cites its sources', () => {
    const groundingMetadata = { groundingChunks: [web, {}, 'x'] }
    expect(partsOf([chunk([{ text: 'Paris.' }], { groundingMetadata }), lastChunk()])).toMatchObject([
      { citations: [{ url: 'https://example.com/a', raw: { groundingChunk: web } }] },
      {},
    ])
  })

  it('and the pages that were read are told beside each other', () => {
    const urlContextMetadata = {
      urlMetadata: [{ retrievedUrl: 'https://example.com', urlRetrievalStatus: 'URL_RETRIEVAL_STATUS_SUCCESS' }],
    }
    const parts = partsOf([
      chunk([{ text: 'Paris.' }], { urlContextMetadata }),
      lastChunk('STOP', { groundingMetadata: { webSearchQueries: ['q'] } }),
    ])
    expect(parts.slice(1)).toEqual([
      { type: 'native', kind: 'urlContextMetadata', data: urlContextMetadata },
      { type: 'native', kind: 'groundingMetadata', data: { webSearchQueries: ['q'] } },
    ])
  })

  it('does not make an answer out of nothing', () => {
    const { assembly } = decodeChunks([lastChunk('STOP', { groundingMetadata: { webSearchQueries: ['q'] } })])
    expect([assembly.parts, assembly.finishReason]).toEqual([[], 'stop'])
  })
})

describe('citations of what was recited', () => {
  it.each(['citations', 'citationSources'])('are read from %s, once each, where they name an address', (member) => {
    const source = { startIndex: 1, endIndex: 5, uri: 'https://example.com/b', title: 'B', license: 'MIT' }
    const citationMetadata = { [member]: [source, {}, source, { uri: 'https://example.com/c' }] }
    expect(partsOf([chunk([{ text: 'Text.' }], { citationMetadata }), lastChunk()])).toEqual([
      {
        type: 'text',
        text: 'Text.',
        citations: [
          { url: 'https://example.com/b', title: 'B', raw: source },
          { url: 'https://example.com/c', raw: { uri: 'https://example.com/c' } },
        ],
      },
    ])
  })
})
