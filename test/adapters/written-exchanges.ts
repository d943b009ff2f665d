import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

import type { DescribeFailure, Protocol, TargetedRequest, WireRequest } from '../../src/adapters/protocol.ts'
import type { ProtocolId } from '../../src/vocabulary/model.ts'
import { decodeAnswer, everyByte, type DecodedAnswer } from '../conformance/decode-answer.ts'
import { traces } from '../conformance/oracle-comparison.ts'
import { expectWellFormed } from '../conformance/well-formed.ts'
import { bodyCheck, schemasExist } from './body-check.ts'

/** What is particular to the exchanges that were written for a protocol. */
export interface WrittenExchanges {
  readonly protocol: Protocol
  readonly describeFailure: DescribeFailure
  /** How many there are. */
  readonly count: number
  /** The plain request that `asked.json` changes. */
  readonly targetedRequest: (changes: Partial<TargetedRequest>) => TargetedRequest
  /** What `request.json` holds. */
  readonly sent: (request: WireRequest) => unknown
  /** The schema that `request.json` is valid by: file and definition, as `bodyCheck` names them. Absent: none is checked. */
  readonly schema?: readonly [file: string, definition: string]
  /** Where the bytes of a stream are, and how they are written down. Default: `response.sse`, as they come. */
  readonly stream?: { readonly file: string; readonly encoding?: 'base64' }
  /** Who reads `response.json`. Default: the protocol. */
  readonly documents?: Protocol
  /** What else `expected.json` holds of an answer. */
  readonly alsoFound?: (answer: DecodedAnswer) => object
}

const folderOf = (protocol: ProtocolId): string => fileURLToPath(new URL(`../fixtures/${protocol}/`, import.meta.url))

/**
 * Registers the tests of exchanges that were written for this library after the shape of real ones. An exchange is a folder:
 * `asked.json` (what is changed of a plain request), `request.json` (what is sent), the bytes that come as a stream or as
 * `response.json` (a document), `expected.json`.
 */
export function describeExchanges(exchanges: WrittenExchanges): void {
  const { protocol, count, targetedRequest, sent, schema } = exchanges
  const folder = folderOf(protocol.id)
  const names = globSync('*/expected.json', { cwd: folder }).map((path) => path.split(/[\\/]/)[0] ?? '')
  const json = (name: string, file: string): unknown => JSON.parse(readFileSync(`${folder}${name}/${file}`, 'utf8'))

  describe('exchanges written for this library', () => {
    it('are there', () => {
      expect(names).toHaveLength(count)
    })

    it.each(names)('%s: the request is written as expected', (name) => {
      const asked = json(name, 'asked.json') as Partial<TargetedRequest>
      expect(sent(protocol.encode(targetedRequest(asked)))).toEqual(json(name, 'request.json'))
    })

    if (schema !== undefined) {
      it.runIf(schemasExist).each(names)('%s: the expected request is valid', (name) => {
        expect(bodyCheck(...schema)(json(name, 'request.json'))).toEqual([])
      })
    }

    it.each(names)('%s: the answer is read as expected, whole and one byte at a time', (name) => {
      const { reader, bytes } = response(exchanges, name)
      const whole = decodeAnswer(reader, [bytes])
      expect(found(exchanges, whole)).toEqual(json(name, 'expected.json'))
      if (whole.assembly.finishReason !== undefined) expectWellFormed(whole.events)
      expect(traces(decodeAnswer(reader, everyByte(bytes)))).toEqual(traces(whole))
    })
  })
}

/** The bytes that come, and who reads them. */
function response(
  { protocol, stream = { file: 'response.sse' }, documents = protocol }: WrittenExchanges,
  name: string,
): { readonly reader: Protocol; readonly bytes: Uint8Array } {
  const folder = `${folderOf(protocol.id)}${name}/`
  if (!existsSync(folder + stream.file)) {
    return { reader: documents, bytes: new Uint8Array(readFileSync(`${folder}response.json`)) }
  }
  const written = readFileSync(folder + stream.file)
  const bytes = stream.encoding === undefined ? written : Buffer.from(written.toString(), stream.encoding)
  return { reader: protocol, bytes: new Uint8Array(bytes) }
}

/** What `expected.json` holds. */
function found({ describeFailure, alsoFound }: WrittenExchanges, answer: DecodedAnswer): unknown {
  const { assembly } = answer
  const { finishReason, rawFinishReason, wireModel, responseId, openPart, failure } = assembly
  const parts = [...assembly.parts, ...(openPart === undefined ? [] : [openPart])].map(
    ({ origin: _origin, ...part }) => part,
  )
  const outcome = {
    parts,
    finishReason,
    rawFinishReason,
    wireModel,
    responseId,
    usage: assembly.reportedUsage,
    costUsd: assembly.reportedCostUsd,
    warnings: assembly.warnings.map(({ code }) => code),
    error: failure === undefined ? undefined : describeFailure(failure, 0),
    ...alsoFound?.(answer),
  }
  return JSON.parse(JSON.stringify(outcome)) as unknown
}
