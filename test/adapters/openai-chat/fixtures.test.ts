import { describeFailure } from '../../../src/adapters/openai-chat/failure.ts'
import { openaiChat } from '../../../src/adapters/openai-chat/protocol.ts'
import { describeExchanges } from '../written-exchanges.ts'
import { targetedRequest } from './targeted-request.ts'

describeExchanges({
  protocol: openaiChat,
  describeFailure,
  count: 13,
  targetedRequest,
  sent: ({ body, headers, warnings, toolNames }) => ({
    body,
    headers,
    warnings: warnings.map(({ code }) => code),
    toolNames: Object.fromEntries(toolNames ?? []),
  }),
  alsoFound: ({ events }) => ({
    events: events.map((event) => ('index' in event ? `${event.type} ${event.index}` : event.type)),
  }),
})
