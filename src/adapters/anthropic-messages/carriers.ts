import { awsEventStream, errorPrefix, exceptionPrefix } from '../aws-event-stream.ts'
import { exceptionName } from '../aws-exceptions.ts'
import { regionOfModel } from '../aws-region.ts'
import { isJsonObject } from '../plain-json.ts'
import type { Protocol, TargetedRequest, WireRequest } from '../protocol.ts'
import { parseJson } from '../server-sent-events.ts'
import { pathSegment } from '../path-segment.ts'
import type { Frame, Framing } from '../../vocabulary/wire.ts'
import type { DecodeState } from './decode.ts'
import { anthropicMessages } from './protocol.ts'

/*
 * The messages of Anthropic as two clouds carry them: the model stands in the path, the version of the protocol in the body.
 * Sources: facts of 2026-11 and recorded exchanges.
 */

/** On Vertex: `/models/{model}:streamRawPredict`. The base URL says what stands before it, project, location and publisher. */
export const anthropicOnVertex: Protocol<DecodeState> = {
  ...anthropicMessages,
  encode(request) {
    const { wire, body } = withoutModel(request)
    const { 'anthropic-version': _, ...headers } = wire.headers
    return {
      ...wire,
      path: `/models/${pathSegment(request.model)}:streamRawPredict`,
      headers,
      body: { anthropic_version: 'vertex-2023-10-16', ...body },
    }
  },
}

/** On Bedrock: `invoke-with-response-stream`. Beta features are named in the body, and that it streams in the path. */
export const anthropicOnBedrock: Protocol<DecodeState> = {
  ...anthropicMessages,
  framing: invokeFraming(),
  encode(request) {
    const { wire, body } = withoutModel(request)
    const { stream: _, ...rest } = body
    const betas = wire.headers['anthropic-beta']?.split(',') ?? []
    const { 'anthropic-version': _version, 'anthropic-beta': _beta, ...headers } = wire.headers
    return {
      ...wire,
      path: `/model/${encodeURIComponent(request.model)}/invoke-with-response-stream`,
      headers,
      region: regionOfModel(request.model),
      body: {
        anthropic_version: 'bedrock-2023-05-31',
        ...(betas.length === 0 ? {} : { anthropic_beta: betas }),
        ...rest,
      },
    }
  },
}

function withoutModel(request: TargetedRequest): { readonly wire: WireRequest; readonly body: WireRequest['body'] } {
  const wire = anthropicMessages.encode(request)
  const { model: _, ...body } = wire.body
  return { wire, body }
}

/** AWS's messages, each with an event of Anthropic's in base64; what the service itself reports becomes an `error`. */
function invokeFraming(): Framing {
  return {
    ...awsEventStream,
    open(onFrame) {
      const decoder = new TextDecoder()
      return awsEventStream.open((frame) => onFrame(unwrap(frame, decoder)))
    },
  }
}

function unwrap(frame: Frame, decoder: TextDecoder): Frame {
  const { event, data } = frame
  const prefix = [exceptionPrefix, errorPrefix].find((start) => event.startsWith(start))
  if (prefix !== undefined) {
    const error = {
      ...(isJsonObject(data) ? data : { message: frame.text }),
      __type: exceptionName(event.slice(prefix.length)),
    }
    return { event: 'error', data: error, text: '' }
  }
  const encoded = isJsonObject(data) ? data['bytes'] : undefined
  if (typeof encoded !== 'string') return frame
  const text = decoder.decode(bytesOf(encoded))
  const parsed = parseJson(text)
  return { event: '', data: parsed, text: parsed === undefined ? text || encoded : '' }
}

/** The bytes behind base64; none where it is none. */
function bytesOf(base64: string): Uint8Array {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  } catch {
    return new Uint8Array(0)
  }
}
