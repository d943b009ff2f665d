import { describeChatRecordings } from './chat-recordings.ts'
import { mistralCorrections, mistralVerdicts } from './chat-verdicts.ts'

describeChatRecordings({
  protocol: 'mistral',
  verdicts: mistralVerdicts,
  corrections: mistralCorrections,
  readByHand: {},
  counts: { stream: 39, document: 28, error: 2 },
})
