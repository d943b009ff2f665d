import type { Protocol } from '../protocol.ts'
import { serverSentEvents } from '../server-sent-events.ts'
import { startChat } from './chat-state.ts'
import type { ChatState } from './chat-state.ts'
import { decodeChat, decodeChatDocument, endChat } from './decode.ts'
import { encodeChat } from './encode.ts'

/** OpenAI's chat completions, and every host that speaks them: Groq, DeepSeek, Mistral, OpenRouter, llama.cpp and many more. */
export const openaiChat: Protocol<ChatState> = {
  id: 'openai-chat',
  endpoints: ['/chat/completions'],
  encode: encodeChat,
  framing: serverSentEvents,
  start: startChat,
  decode: decodeChat,
  decodeDocument: decodeChatDocument,
  end: endChat,
}
