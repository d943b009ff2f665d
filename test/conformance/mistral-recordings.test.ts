import { describeChatRecordings } from './chat-recordings.ts'
import { corrections, mistralVerdicts } from './chat-verdicts.ts'

describeChatRecordings({
  protocol: 'mistral',
  verdicts: mistralVerdicts,
  corrections,
  readByHand: {},
  counts: { stream: 0, document: 0, error: 0 },
})
