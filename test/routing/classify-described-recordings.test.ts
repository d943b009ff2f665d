import { describe, expect, it } from 'vitest'

import { loadFailureReader, loadProtocol } from '../../src/adapters/protocol-table.ts'
import { parseJson } from '../../src/adapters/server-sent-events.ts'
import { classifyFailure } from '../../src/routing/classify-failure.ts'
import type { ClassifiedFailure, FailureDescription, WireFailure } from '../../src/vocabulary/failure.ts'
import type { ProtocolId } from '../../src/vocabulary/model.ts'
import { decodeAnswer } from '../conformance/decode-answer.ts'
import { bodyBytes, type Recording, recordingsExist, recordingsOf } from '../conformance/recordings.ts'

/** What each recorded error means, by who answered and what its protocol read: `provider status code type`. */
const meanings: Readonly<Record<string, string>> = {
  'google 429 PerMinute RESOURCE_EXHAUSTED': 'rate-limit retry',
  'google 429 429 RESOURCE_EXHAUSTED': 'rate-limit retry',
  'google 400 API_KEY_INVALID INVALID_ARGUMENT': 'authentication next',
  'google 404 404 NOT_FOUND': 'model-not-found next',
  'google 403 403 PERMISSION_DENIED': 'permission next',
  'vertex 400 400 INVALID_ARGUMENT': 'invalid-request stop',
  'vertex 404 404 NOT_FOUND': 'model-not-found next',
  'bedrock 403 AccessDeniedException -': 'permission next',
  'chatgpt 401 - -': 'authentication next',
  'openai 401 invalid_api_key invalid_request_error': 'authentication next',
  'openai 400 context_length_exceeded invalid_request_error': 'context-overflow next',
  'openai 400 unsupported_value invalid_request_error': 'invalid-request stop',
  'openai 400 model_not_found invalid_request_error': 'model-not-found next',
  'openai - insufficient_quota insufficient_quota': 'quota next',
  'openai 429 insufficient_quota insufficient_quota': 'quota next',
  'openai 400 - invalid_request_error': 'invalid-request stop',
  'openai - rate_limit_exceeded tokens': 'request-too-large next',
  'openai 400 unsupported_file invalid_request_error': 'invalid-request stop',
  'openai 400 invalid_value invalid_request_error': 'invalid-request stop',
  'openai 400 decimal_below_min_value invalid_request_error': 'invalid-request stop',
}

/** The recordings whose code and type say nothing, or too little: what their words say. */
const byWords: Readonly<Record<string, string>> = {
  'vertex-chat-real-error-scenarios-vertexai-gemini-2-5-fl-fa2969f9': 'context-overflow next',
  'bedrock-chat-real-error-scenarios-bedrock-amazon-nova-2-b2a7bdaf': 'context-overflow next',
  'bedrock-test-model-name-suggestion-bedrock-2bc130d3': 'model-not-found next',
  'bedrock-test-multimodal-tool-return-matrix-direct-binary-7369e37d': 'unsupported next',
  'bedrock-test-multimodal-tool-return-matrix-direct-upload-2212211d': 'unsupported next',
  'bedrock-test-invoke-model-with-invalid-model-25b1f980': 'model-not-found next',
  'bedrock-test-invoke-model-with-response-stream-invalid-m-b7f2ce63': 'model-not-found next',
  'xai-auth-rejection-classifies-with-contract-0f6d2469': 'authentication next',
  'xai-provider-error-classifies-with-contract-but-repo-200e3b57': 'model-not-found next',
}

/** Recorded protocols and who reads their errors; InvokeModel's are those of Converse. */
const readers: Readonly<Record<string, ProtocolId>> = {
  gemini: 'gemini',
  'bedrock-converse': 'bedrock-converse',
  'bedrock-invoke': 'bedrock-converse',
  'openai-responses': 'openai-responses',
  ollama: 'ollama-chat',
}

interface RecordedError {
  readonly recording: Recording
  readonly protocol: ProtocolId
  readonly described: FailureDescription
}

/** The error that an exchange ended in, as an answer of its own or inside of one. */
async function wireFailure(recording: Recording, protocol: ProtocolId): Promise<WireFailure | undefined> {
  const { status, headers, body } = recording.response
  if (status >= 400) return { status, headers, body: parseJson(body) ?? body }
  const { assembly } = decodeAnswer(await loadProtocol(protocol), [bodyBytes(recording)])
  return assembly.failure
}

async function recordedErrors(): Promise<readonly RecordedError[]> {
  const errors: RecordedError[] = []
  for (const [recorded, protocol] of Object.entries(readers)) {
    const describeFailure = await loadFailureReader(protocol)
    for (const recording of recordingsOf(recorded).filter(({ expected }) => expected?.error === true)) {
      const failure = await wireFailure(recording, protocol)
      expect(failure, recording.id).toBeDefined()
      errors.push({ recording, protocol, described: describeFailure(failure ?? {}, 0) })
    }
  }
  return errors
}

function saidBy({ recording, described }: RecordedError): string {
  return `${recording.provider} ${described.status ?? '-'} ${described.code ?? '-'} ${described.type ?? '-'}`
}

function verdictOn({ recording, protocol, described }: RecordedError): ClassifiedFailure {
  return classifyFailure(described, { provider: recording.provider, protocol, local: false })
}

describe.skipIf(!recordingsExist)(
  'recorded errors as their protocols describe them (../shared/recordings)',
  async () => {
    const errors = await recordedErrors()

    it('sees them all', () => {
      const counts: Record<string, number> = {}
      for (const { recording } of errors) counts[recording.protocol] = (counts[recording.protocol] ?? 0) + 1
      console.log(`classified errors: ${JSON.stringify(counts)}; ollama recorded none`)
      expect(counts).toEqual({ gemini: 12, 'bedrock-converse': 4, 'bedrock-invoke': 3, 'openai-responses': 24 })
      const ids = errors.map(({ recording }) => recording.id)
      expect(Object.keys(byWords).filter((id) => !ids.includes(id))).toEqual([])
      const unworded = errors.filter(({ recording }) => byWords[recording.id] === undefined)
      expect(new Set(Object.keys(meanings))).toEqual(new Set(unworded.map(saidBy)))
    })

    it.each(errors.map((error) => [error.recording.id, error] as const))('%s', (id, error) => {
      const { code, action } = verdictOn(error)
      expect(`${code} ${action}`).toBe(byWords[id] ?? meanings[saidBy(error)])
    })

    it('never fall through to the last rule', () => {
      expect(errors.filter((error) => verdictOn(error).rule === 'default-unknown')).toEqual([])
    })
  },
)
