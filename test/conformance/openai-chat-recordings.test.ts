import { describeChatRecordings } from './chat-recordings.ts'
import { corrections, openaiChatVerdicts, readByHand } from './chat-verdicts.ts'

describeChatRecordings({
  protocol: 'openai-chat',
  verdicts: openaiChatVerdicts,
  corrections,
  readByHand,
  counts: { stream: 248, document: 325, error: 46 },
})
