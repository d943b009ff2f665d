import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

import { describeFailure } from '../../../src/adapters/bedrock-converse/failure.ts'
import { bedrockConverse } from '../../../src/adapters/bedrock-converse/protocol.ts'
import type { Protocol, TargetedRequest } from '../../../src/adapters/protocol.ts'
import { cutAt, decodeAnswer, type DecodedAnswer } from '../../conformance/decode-answer.ts'
import { targetedRequest } from './targeted-request.ts'

/*
 * Exchanges written for this library after the shape of real ones; the bytes of the streams were made by AWS's own codec. A case is
 * a folder: `asked.json` (what is changed of a plain request), `request.json` (path and body that are sent), `response.base64` (the
 * bytes of a stream) or `response.json` (a document of `/converse`), `expected.json`.
 */
const folder = fileURLToPath(new URL('../../fixtures/bedrock-converse/', import.meta.url))
const cases = globSync('*/expected.json', { cwd: folder }).map((path) => path.split(/[\\/]/)[0] ?? '')
const documents: Protocol = { ...bedrockConverse, framing: { ...bedrockConverse.framing, documentAllowed: true } }

function json(path: string): unknown {
  return JSON.parse(readFileSync(folder + path, 'utf8'))
}

function response(name: string): { readonly protocol: Protocol; readonly bytes: Uint8Array } {
  const stream = `${folder}${name}/response.base64`
  return existsSync(stream)
    ? { protocol: bedrockConverse, bytes: new Uint8Array(Buffer.from(readFileSync(stream, 'utf8'), 'base64')) }
    : { protocol: documents, bytes: new Uint8Array(readFileSync(`${folder}${name}/response.json`)) }
}

/** What `expected.json` holds. */
function outcome({ assembly }: DecodedAnswer): unknown {
  const { finishReason, rawFinishReason, wireModel, responseId, reportedUsage, warnings, failure, openPart } = assembly
  const parts = [...assembly.parts, ...(openPart === undefined ? [] : [openPart])].map(
    ({ origin: _origin, ...part }) => part,
  )
  const error = failure === undefined ? undefined : describeFailure(failure, 0)
  const found = {
    parts,
    finishReason,
    rawFinishReason,
    wireModel,
    responseId,
    usage: reportedUsage,
    warnings: warnings.map(({ code }) => code),
    error,
  }
  return JSON.parse(JSON.stringify(found)) as unknown
}

describe('exchanges written for this library', () => {
  it('are there', () => {
    expect(cases).toHaveLength(10)
  })

  it.each(cases)('%s: the request is written as expected', (name) => {
    const { path, body } = bedrockConverse.encode(
      targetedRequest(json(`${name}/asked.json`) as Partial<TargetedRequest>),
    )
    expect({ path, body }).toEqual(json(`${name}/request.json`))
  })

  it.each(cases)('%s: the answer is read as expected, whole and one byte at a time', (name) => {
    const { protocol, bytes } = response(name)
    const whole = decodeAnswer(protocol, [bytes])
    expect(outcome(whole)).toEqual(json(`${name}/expected.json`))
    const offsets = Array.from({ length: bytes.length }, (_, at) => at)
    expect(decodeAnswer(protocol, cutAt(bytes, offsets)).events).toEqual(whole.events)
  })
})
