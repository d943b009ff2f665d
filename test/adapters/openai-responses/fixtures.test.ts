import { describeFailure } from '../../../src/adapters/openai-responses/failure.ts'
import { openaiResponses } from '../../../src/adapters/openai-responses/protocol.ts'
import { describeExchanges } from '../written-exchanges.ts'
import { targetedRequest } from './targeted-request.ts'

describeExchanges({
  protocol: openaiResponses,
  describeFailure,
  count: 11,
  targetedRequest,
  sent: ({ body }) => body,
  schema: ['openai', 'CreateResponse.strict'],
})
