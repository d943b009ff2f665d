import { awsEventStream } from '../aws-event-stream.ts'
import type { Protocol } from '../protocol.ts'
import { start, type DecodeState } from './decode-state.ts'
import { decode, decodeDocument, end } from './decode.ts'
import { encode } from './encode.ts'

/** Bedrock Converse: `POST /model/{id}/converse-stream` of Amazon Bedrock, for models of every vendor there. */
export const bedrockConverse: Protocol<DecodeState> = {
  id: 'bedrock-converse',
  endpoints: ['/model'],
  encode,
  framing: awsEventStream,
  start,
  decode,
  decodeDocument,
  end,
}
