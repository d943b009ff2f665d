import { describeChatRecordings } from './chat-recordings.ts'
import { mistralVerdicts } from './chat-verdicts.ts'

describeChatRecordings({
  protocol: 'mistral',
  verdicts: mistralVerdicts,
  corrections: {},
  readByHand: {},
  counts: { stream: 39, document: 28, error: 2 },
})
