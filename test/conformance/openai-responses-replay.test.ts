import { describe, expect, it } from 'vitest'

import { openaiResponses } from '../../src/adapters/openai-responses/protocol.ts'
import type { Json, JsonObject } from '../../src/vocabulary/message.ts'
import { targetedRequest } from '../adapters/openai-responses/targeted-request.ts'
import { decodeAnswer } from './decode-answer.ts'
import { bodyBytes, recordingsExist, recordingsOf, type Recording } from './recordings.ts'

// What `/responses/compact` answers is no answer of a model: it repeats messages of the user.
const answers = recordingsOf('openai-responses').filter(
  ({ expected, response }) => expected?.error !== true && !response.body.includes('"response.compaction"'),
)

describe.runIf(recordingsExist)('recorded answers sent back to whom they came from', () => {
  it('hold the items of the wire: sealed reasoning, texts with their phase, calls, hosted tools, in their order', () => {
    const kinds = new Map<string, number>()
    for (const recording of answers) {
      const items = wireItems(recording)
      for (const kind of items.map(kindOf)) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
      expect.soft(sentBack(recording).map(essence), recording.id).toEqual(sendable(items).map(essence))
    }
    console.log(`openai-responses items sent back: ${[...kinds].map(([kind, count]) => `${kind} ${count}`).join(', ')}`)
    expect(kinds.get('message')).toBeGreaterThan(150)
    expect(kinds.get('reasoning')).toBeGreaterThan(100)
    expect(kinds.get('function_call')).toBeGreaterThan(100)
    expect(kinds.size).toBeGreaterThan(12)
  })

  it('name items only beside the reasoning that they belong to', () => {
    let named = 0
    for (const recording of answers) {
      const items = sentBack(recording)
      const hasReasoning = items.some((item) => item['type'] === 'reasoning')
      for (const item of items) {
        const isNamed = (item['type'] === 'message' || item['type'] === 'function_call') && item['id'] !== undefined
        if (isNamed && item['phase'] === undefined) expect(hasReasoning, recording.id).toBe(true)
        if (isNamed) named += 1
        expect(idOf(item).length, recording.id).toBeLessThanOrEqual(item['type'] === 'reasoning' ? 64 : 128)
      }
    }
    expect(named).toBeGreaterThan(30)
  })

  it('carry the citations of the wire', () => {
    const cited = answers.filter(({ tags }) => tags.includes('citations'))
    for (const recording of cited) {
      const { assembly } = decodeAnswer(openaiResponses, [bodyBytes(recording)])
      const citations = assembly.parts.flatMap((part) => (part.type === 'text' ? (part.citations ?? []) : []))
      const annotations = wireItems(recording).flatMap((item) =>
        contents(item).flatMap((part) => (part['annotations'] ?? []) as Json[]),
      )
      expect(
        citations.map(({ raw }) => raw),
        recording.id,
      ).toEqual(annotations)
      for (const { start, end } of citations) expect((start ?? 0) <= (end ?? 0), recording.id).toBe(true)
    }
    expect(cited.length).toBe(14)
  })
})

function sentBack(recording: Recording): readonly JsonObject[] {
  const { assembly } = decodeAnswer(openaiResponses, [bodyBytes(recording)])
  const { body } = openaiResponses.encode(
    targetedRequest({ messages: [{ role: 'assistant', content: assembly.parts }] }),
  )
  return body['input'] as readonly JsonObject[]
}

/** The items as the wire gave them whole. */
function wireItems({ response, streaming }: Recording): readonly JsonObject[] {
  if (!streaming) return (JSON.parse(response.body) as { output: JsonObject[] }).output
  const lines = response.body.split(/\r?\n/).filter((line) => /^data:.*response\.output_item\.done/.test(line))
  const events = lines.map(
    (line) => JSON.parse(line.slice('data:'.length)) as { output_index: number; item: JsonObject },
  )
  // OpenRouter ends its reasoning after the message that follows it.
  return events.toSorted((one, other) => one.output_index - other.output_index).map(({ item }) => item)
}

/** Without reasoning that nobody could read, and the hosted tools that it would have to precede. */
function sendable(items: readonly JsonObject[]): readonly JsonObject[] {
  let isOrphaned = false
  return items.filter((item) => {
    if (item['type'] === 'message') return textOf(item) !== ''
    if (item['type'] === 'function_call') return true
    if (item['type'] !== 'reasoning') return !isOrphaned || item['type'] === 'compaction'
    isOrphaned = !item['encrypted_content'] && contents(item).length === 0
    return !isOrphaned
  })
}

/** What must be the same of an item, whatever form it is sent in. */
function essence(item: JsonObject): unknown {
  const { type, call_id: callId, name, namespace, encrypted_content: sealed, summary, phase } = item
  switch (type) {
    case undefined:
    case 'message':
      return { text: textOf(item), phase }
    case 'function_call':
      return { callId, name, namespace, arguments: item['arguments'] === '' ? '{}' : item['arguments'] }
    case 'reasoning':
      return { sealed: sealed ?? undefined, summary, content: contents(item) }
    default:
      return item
  }
}

function kindOf({ type }: JsonObject): string {
  return typeof type === 'string' ? type : ''
}

function idOf({ id }: JsonObject): string {
  return typeof id === 'string' ? id : ''
}

function contents({ content }: JsonObject): readonly JsonObject[] {
  return Array.isArray(content) ? (content as readonly JsonObject[]) : []
}

function textOf(item: JsonObject): string {
  if (typeof item['content'] === 'string') return item['content']
  let text = ''
  for (const part of contents(item)) {
    const piece = part['text'] ?? part['refusal']
    if (typeof piece === 'string') text += piece
  }
  return text
}
