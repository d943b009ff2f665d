import type { Protocol } from '../protocol.ts'
import { serverSentEvents } from '../server-sent-events.ts'
import { start } from './decode-state.ts'
import type { DecodeState } from './decode-state.ts'
import { decode, decodeDocument, end } from './decode.ts'
import { encode } from './encode.ts'

/** OpenAI Responses: `POST /responses` of OpenAI, Azure, xAI, the ChatGPT backend, and of the hosts that speak it too. */
export const openaiResponses: Protocol<DecodeState> = {
  id: 'openai-responses',
  endpoints: ['/responses'],
  encode,
  framing: serverSentEvents,
  start,
  decode,
  decodeDocument,
  end,
}
