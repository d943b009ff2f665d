import { describe, expect, it } from 'vitest'

import { describeFailure } from '../../../src/adapters/openai-responses/failure.ts'
import { openaiResponses } from '../../../src/adapters/openai-responses/protocol.ts'
import { bodyCheck, schemasExist } from '../body-check.ts'
import { describeExchanges, exchangeJson, exchangeNames } from '../written-exchanges.ts'
import { targetedRequest } from './targeted-request.ts'

describeExchanges({
  protocol: openaiResponses,
  describeFailure,
  count: 11,
  targetedRequest,
  sent: ({ body }) => body,
})

describe('exchanges written for this library', () => {
  it.runIf(schemasExist).each(exchangeNames('openai-responses'))('%s: the expected request is valid', (name) => {
    const request = exchangeJson('openai-responses', name, 'request.json')
    expect(bodyCheck('openai', 'CreateResponse.strict')(request)).toEqual([])
  })
})
