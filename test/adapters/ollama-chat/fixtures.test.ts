import { describeFailure } from '../../../src/adapters/ollama-chat/failure.ts'
import { ollamaChat } from '../../../src/adapters/ollama-chat/protocol.ts'
import { describeExchanges } from '../written-exchanges.ts'
import { targetedRequest } from './targeted-request.ts'

describeExchanges({
  protocol: ollamaChat,
  describeFailure,
  count: 13,
  targetedRequest,
  sent: ({ body, warnings }) => ({ body, warnings: warnings.map(({ code }) => code) }),
  stream: { file: 'response.ndjson' },
})
