import { describeFailure } from '../../../src/adapters/gemini/failure.ts'
import { gemini } from '../../../src/adapters/gemini/protocol.ts'
import { describeExchanges } from '../written-exchanges.ts'
import { targetedRequest } from './targeted-request.ts'

describeExchanges({
  protocol: gemini,
  describeFailure,
  count: 11,
  targetedRequest,
  sent: ({ path, body }) => ({ path, body }),
})
