import { describeChatRecordings } from './chat-recordings.ts'
import { openaiChatCorrections, openaiChatVerdicts, readByHand } from './chat-verdicts.ts'

describeChatRecordings({
  protocol: 'openai-chat',
  verdicts: openaiChatVerdicts,
  corrections: openaiChatCorrections,
  readByHand,
  counts: { stream: 248, document: 325, error: 46 },
})
