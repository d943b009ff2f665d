import { describeFailure } from '../../../src/adapters/bedrock-converse/failure.ts'
import { bedrockConverse } from '../../../src/adapters/bedrock-converse/protocol.ts'
import { describeExchanges } from '../written-exchanges.ts'
import { targetedRequest } from './targeted-request.ts'

// The bytes of the streams were made by AWS's own codec; a document is an answer of `/converse`.
describeExchanges({
  protocol: bedrockConverse,
  describeFailure,
  count: 10,
  targetedRequest,
  sent: ({ path, body }) => ({ path, body }),
  stream: { file: 'response.base64', encoding: 'base64' },
  documents: { ...bedrockConverse, framing: { ...bedrockConverse.framing, documentAllowed: true } },
})
