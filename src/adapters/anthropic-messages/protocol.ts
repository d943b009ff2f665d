import type { Protocol } from '../protocol.ts'
import { serverSentEvents } from '../server-sent-events.ts'
import { decode, decodeDocument, end, start, type DecodeState } from './decode.ts'
import { encode } from './encode.ts'

/** Anthropic Messages: `POST /v1/messages` of Anthropic and of the many hosts that speak it too. */
export const anthropicMessages: Protocol<DecodeState> = {
  id: 'anthropic-messages',
  endpoints: ['/v1/messages'],
  encode,
  framing: serverSentEvents,
  start,
  decode,
  decodeDocument,
  end,
}
