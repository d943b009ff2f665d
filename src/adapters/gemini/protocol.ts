import type { Protocol } from '../protocol.ts'
import { serverSentEvents } from '../server-sent-events.ts'
import { decode, decodeDocument, end, start, type DecodeState } from './decode.ts'
import { encode } from './encode.ts'

/** Gemini's `streamGenerateContent`: the Gemini API, Vertex AI, and Code Assist. */
export const gemini: Protocol<DecodeState> = {
  id: 'gemini',
  endpoints: ['/models'],
  encode,
  framing: serverSentEvents,
  start,
  decode,
  decodeDocument,
  end,
}
