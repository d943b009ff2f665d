import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

import { describeFailure } from '../../../src/adapters/ollama-chat/failure.ts'
import { ollamaChat } from '../../../src/adapters/ollama-chat/protocol.ts'
import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import { cutAt, decodeAnswer, type DecodedAnswer } from '../../conformance/decode-answer.ts'
import { traces } from '../../conformance/oracle-comparison.ts'
import { targetedRequest } from './targeted-request.ts'

/*
 * Exchanges written for this library after the shape of real ones. A case is a folder: `asked.json` (what is changed of a plain
 * request), `request.json` (what is sent), `response.ndjson` or `response.json` (the bytes that come), `expected.json`.
 */
const folder = fileURLToPath(new URL('../../fixtures/ollama-chat/', import.meta.url))
const cases = globSync('*/expected.json', { cwd: folder }).map((path) => path.split(/[\\/]/)[0] ?? '')

function json(path: string): unknown {
  return JSON.parse(readFileSync(folder + path, 'utf8'))
}

function responseBytes(name: string): Uint8Array {
  const stream = `${folder}${name}/response.ndjson`
  return new Uint8Array(readFileSync(existsSync(stream) ? stream : `${folder}${name}/response.json`))
}

/** What `request.json` holds. */
function sent(name: string): unknown {
  const { body, warnings } = ollamaChat.encode(targetedRequest(json(`${name}/asked.json`) as Partial<TargetedRequest>))
  return { body, warnings: warnings.map(({ code }) => code) }
}

/** What `expected.json` holds. */
function outcome({ assembly }: DecodedAnswer): unknown {
  const { finishReason, rawFinishReason, wireModel, reportedUsage, warnings, failure, openPart } = assembly
  const parts = [...assembly.parts, ...(openPart === undefined ? [] : [openPart])].map(
    ({ origin: _origin, ...part }) => part,
  )
  const found = {
    parts,
    finishReason,
    rawFinishReason,
    wireModel,
    usage: reportedUsage,
    warnings: warnings.map(({ code }) => code),
    error: failure === undefined ? undefined : describeFailure(failure, 0),
  }
  return JSON.parse(JSON.stringify(found)) as unknown
}

describe('exchanges written for this library', () => {
  it('are there', () => {
    expect(cases).toHaveLength(13)
  })

  it.each(cases)('%s: the request is written as expected', (name) => {
    expect(sent(name)).toEqual(json(`${name}/request.json`))
  })

  it.each(cases)('%s: the answer is read as expected, whole and one byte at a time', (name) => {
    const bytes = responseBytes(name)
    const whole = decodeAnswer(ollamaChat, [bytes])
    expect(outcome(whole)).toEqual(json(`${name}/expected.json`))
    const offsets = Array.from({ length: bytes.length }, (_, at) => at)
    expect(traces(decodeAnswer(ollamaChat, cutAt(bytes, offsets)))).toEqual(traces(whole))
  })
})
