import { describeChatRecordings } from './chat-recordings.ts'
import { corrections, openaiChatVerdicts, readByHand } from './chat-verdicts.ts'

describeChatRecordings({
  protocol: 'openai-chat',
  verdicts: openaiChatVerdicts,
  corrections,
  readByHand,
  counts: { stream: 0, document: 0, error: 0 },
})
