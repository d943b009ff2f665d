import { describeFailure } from '../../../src/adapters/anthropic-messages/failure.ts'
import { anthropicMessages } from '../../../src/adapters/anthropic-messages/protocol.ts'
import { describeExchanges } from '../written-exchanges.ts'
import { targetedRequest } from './targeted-request.ts'

describeExchanges({
  protocol: anthropicMessages,
  describeFailure,
  count: 9,
  targetedRequest,
  sent: ({ body }) => body,
})
