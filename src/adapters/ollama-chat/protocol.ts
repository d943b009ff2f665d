import { jsonLines } from '../json-lines.ts'
import type { Protocol } from '../protocol.ts'
import { decode, decodeDocument, end, start, type DecodeState } from './decode.ts'
import { encode } from './encode.ts'

/** Ollama's own `/api/chat`: a server on the caller's machine, or ollama.com. */
export const ollamaChat: Protocol<DecodeState> = {
  id: 'ollama-chat',
  endpoints: ['/api/chat'],
  encode,
  framing: jsonLines,
  start,
  decode,
  decodeDocument,
  end,
}
