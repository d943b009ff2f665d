import { describe, expect, it } from 'vitest'

import { describeFailure } from '../../../src/adapters/bedrock-converse/failure.ts'

const coral = ':http://internal.amazon.com/coral/com.amazon.bedrock/'

describe('an error of Bedrock', () => {
  it('is named by its header, without the address behind it', () => {
    const headers = { 'x-amzn-errortype': `ThrottlingException${coral}`, 'x-amzn-requestid': 'r-1' }
    const body = { message: 'Too many tokens, please wait before trying again.' }
    expect(describeFailure({ status: 429, headers, body }, 0)).toEqual({
      status: 429,
      code: 'ThrottlingException',
      message: 'Too many tokens, please wait before trying again.',
      requestId: 'r-1',
    })
  })

  it.each([
    [
      { __type: 'com.amazon.coral.service#UnrecognizedClientException', message: 'Bad token' },
      'UnrecognizedClientException',
    ],
    [{ __type: 'AccessDeniedException', Message: 'No access' }, 'AccessDeniedException'],
    [
      { Output: { __type: 'com.amazon.coral.service#UnknownOperationException' }, Version: '1.0' },
      'UnknownOperationException',
    ],
  ])('is named by its body where the header is missing: %j', (body, code) => {
    expect(describeFailure({ status: 403, headers: {}, body }, 0)).toMatchObject({ status: 403, code })
  })

  it('speaks with either spelling of its words', () => {
    expect(describeFailure({ status: 403, body: { Message: 'Denied' } }, 0).message).toBe('Denied')
    expect(describeFailure({ status: 403, body: '{"message":"Denied"}' }, 0).message).toBe('Denied')
  })

  it('of a gateway in front of it is read too', () => {
    const body = { error: { message: 'No such deployment', type: 'not_found', code: '404' } }
    expect(describeFailure({ status: 404, headers: { 'x-request-id': 'g-1' }, body }, 0)).toEqual({
      status: 404,
      type: 'not_found',
      message: 'No such deployment',
      requestId: 'g-1',
    })
  })

  it('keeps the hint of how long to wait', () => {
    const headers = { 'retry-after': '3' }
    expect(describeFailure({ status: 503, headers, body: { message: 'Busy' } }, 1000).wait).toEqual({
      retryAfterMs: 3000,
      resetsAt: 4000,
    })
  })
})
