import { describeFailure } from '../../../src/adapters/openai-responses/failure.ts'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

import { openaiResponses } from '../../../src/adapters/openai-responses/protocol.ts'
import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import { cutAt, decodeAnswer, type DecodedAnswer } from '../../conformance/decode-answer.ts'
import { expectWellFormed } from '../../conformance/well-formed.ts'
import { bodyCheck, schemasExist } from '../body-check.ts'
import { targetedRequest } from './targeted-request.ts'

/*
 * Exchanges written for this library after the shape of real ones. A case is a folder: `asked.json` (what is changed of a plain
 * request), `request.json` (the body that is sent), `response.sse` or `response.json` (the bytes that come), `expected.json`.
 */
const folder = fileURLToPath(new URL('../../fixtures/openai-responses/', import.meta.url))
const cases = globSync('*/expected.json', { cwd: folder }).map((path) => path.split(/[\\/]/)[0] ?? '')

function json(path: string): unknown {
  return JSON.parse(readFileSync(folder + path, 'utf8'))
}

function responseBytes(name: string): Uint8Array {
  const stream = `${folder}${name}/response.sse`
  return new Uint8Array(readFileSync(existsSync(stream) ? stream : `${folder}${name}/response.json`))
}

/** What `expected.json` holds. */
function outcome({ assembly }: DecodedAnswer): unknown {
  const { finishReason, rawFinishReason, wireModel, responseId, reportedUsage, reportedCostUsd, failure, openPart } =
    assembly
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
    costUsd: reportedCostUsd,
    warnings: assembly.warnings.map(({ code }) => code),
    error,
  }
  return JSON.parse(JSON.stringify(found)) as unknown
}

describe('exchanges written for this library', () => {
  it('are there', () => {
    expect(cases).toHaveLength(11)
  })

  it.each(cases)('%s: the request is written as expected', (name) => {
    const { body } = openaiResponses.encode(targetedRequest(json(`${name}/asked.json`) as Partial<TargetedRequest>))
    expect(body).toEqual(json(`${name}/request.json`))
  })

  it.runIf(schemasExist).each(cases)('%s: the expected request is valid', (name) => {
    expect(bodyCheck('openai', 'CreateResponse.strict')(json(`${name}/request.json`))).toEqual([])
  })

  it.each(cases)('%s: the answer is read as expected, whole and one byte at a time', (name) => {
    const bytes = responseBytes(name)
    const whole = decodeAnswer(openaiResponses, [bytes])
    expect(outcome(whole)).toEqual(json(`${name}/expected.json`))
    if (whole.assembly.finishReason !== undefined) expectWellFormed(whole.events)
    const offsets = Array.from({ length: bytes.length }, (_, at) => at)
    expect(decodeAnswer(openaiResponses, cutAt(bytes, offsets)).events).toEqual(whole.events)
  })
})
