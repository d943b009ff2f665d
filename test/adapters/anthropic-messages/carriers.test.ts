import { describe, expect, it } from 'vitest'

import { anthropicOnBedrock, anthropicOnVertex } from '../../../src/adapters/anthropic-messages/carriers.ts'
import { decodeAnswer, type DecodedAnswer } from '../../conformance/decode-answer.ts'
import { event, exception } from '../bedrock-converse/event-stream.ts'
import { targetedRequest } from './targeted-request.ts'

const body = {
  max_tokens: 4096,
  stream: true,
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
}
const file = { type: 'file', mediaType: 'application/pdf', data: { type: 'id', fileId: 'file_1' } } as const

describe('R21 the messages of Anthropic on Vertex', () => {
  it('name the model in the path, and the version in the body', () => {
    const request = targetedRequest({ model: 'claude-sonnet-4-5@20250929' })
    expect(anthropicOnVertex.encode(request)).toMatchObject({
      path: '/models/claude-sonnet-4-5@20250929:streamRawPredict',
      headers: {},
    })
    expect(anthropicOnVertex.encode(request).body).toEqual({ anthropic_version: 'vertex-2023-10-16', ...body })
  })

  it('name features in a header', () => {
    const {
      path,
      headers,
      body: sent,
    } = anthropicOnVertex.encode(targetedRequest({ messages: [{ role: 'user', content: [file] }] }))
    expect(path).toBe('/models/claude-sonnet-4-6:streamRawPredict')
    expect(headers['anthropic-beta']).toBeTruthy()
    expect(Object.keys(headers)).toEqual(['anthropic-beta'])
    expect(sent).not.toHaveProperty('model')
  })
})

const chunk = (data: unknown): Uint8Array =>
  event('chunk', { bytes: Buffer.from(JSON.stringify(data)).toString('base64'), p: 'abc' })

const answer = [
  { type: 'message_start', message: { id: 'msg_1', model: 'claude', usage: { input_tokens: 7, output_tokens: 1 } } },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Grüß Gott' } },
  { type: 'content_block_stop', index: 0 },
]
const end = [
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } },
  { type: 'message_stop' },
]

function decode(...messages: readonly Uint8Array[]): DecodedAnswer {
  return decodeAnswer(anthropicOnBedrock, [new Uint8Array(Buffer.concat(messages))])
}

describe('R12 the messages of Anthropic on Bedrock', () => {
  it('name the model and that they stream in the path, version and features in the body', () => {
    const wire = anthropicOnBedrock.encode(
      targetedRequest({ model: 'eu.anthropic.claude-sonnet-4-6-v1:0', messages: [{ role: 'user', content: [file] }] }),
    )
    expect(wire.path).toBe('/model/eu.anthropic.claude-sonnet-4-6-v1%3A0/invoke-with-response-stream')
    expect(wire.headers).toEqual({})
    expect(Object.keys(wire.body)).toEqual(['anthropic_version', 'anthropic_beta', 'max_tokens', 'messages'])
    expect(wire.body['anthropic_version']).toBe('bedrock-2023-05-31')
    expect(wire.body['anthropic_beta']).toHaveLength(1)
    const plain = anthropicOnBedrock.encode(targetedRequest())
    const { stream: _, ...rest } = body
    expect(plain.body).toEqual({ anthropic_version: 'bedrock-2023-05-31', ...rest })
  })

  it('come in base64, each in a message of AWS', () => {
    const { assembly } = decode(...[...answer, ...end].map(chunk))
    expect(assembly.visibleText).toBe('Grüß Gott')
    expect([assembly.finishReason, assembly.failure]).toEqual(['stop', undefined])
  })

  it.each([
    ['throttlingException', 'ThrottlingException'],
    ['modelStreamErrorException', 'ModelStreamErrorException'],
  ])('fail with what the service reports in the middle: %s', (name, type) => {
    const { assembly } = decode(...answer.map(chunk), exception(name, { message: 'Slow down.' }), ...end.map(chunk))
    expect(assembly.failure).toEqual({ body: { message: 'Slow down.', __type: type } })
  })

  it.each([
    ['no base64', event('chunk', { bytes: '%%%' })],
    ['no JSON', event('chunk', { bytes: Buffer.from('{"type":').toString('base64') })],
    ['no bytes', event('chunk', { p: 'abc' })],
  ])('lose a message that holds %s, and nothing else', (_, odd) => {
    expect(decode(...answer.map(chunk), odd, ...end.map(chunk)).assembly.visibleText).toBe('Grüß Gott')
  })
})
