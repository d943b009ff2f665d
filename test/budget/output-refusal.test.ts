import { describe, expect, it } from 'vitest'

import { readOutputRefusal } from '../../src/budget/output-refusal.ts'

describe('a refusal of an output limit', () => {
  it.each([
    [
      'max_tokens: 128001 > 64000, which is the maximum allowed number of output tokens for claude-opus-4-5-20251101',
      64_000,
    ],
    [
      'max_tokens is too large: 32000. This model supports at most 16384 completion tokens, whereas you provided 32000.',
      16_384,
    ],
    ['Invalid max_tokens value, the valid range of max_tokens is [1, 8192]', 8_192],
    ['<400> InternalError.Algo.InvalidParameter: Range of max_tokens should be [1, 8192]', 8_192],
    [
      'The parameter `max_completion_tokens` specified in the request are not valid: integer above maximum value, expected a value <= 12288, but got 32000 instead.',
      12_288,
    ],
    [
      "Invalid 'max_output_tokens': integer above maximum value. Expected a value <= 128000, but got 200000 instead.",
      128_000,
    ],
    [
      '`max_completion_tokens` must be less than or equal to `32768`, the maximum value for `max_completion_tokens` is less than the `context_window` for this model',
      32_768,
    ],
    [
      'The maximum tokens you requested exceeds the model limit of 4096. Try again with a maximum tokens value that is lower than 4096.',
      4_096,
    ],
    [
      'Unable to submit request because it has a maxOutputTokens value of 100000 but the supported range is from 1 (inclusive) to 65537 (exclusive). Update the value and try again.',
      65_536,
    ],
  ])('teaches the cap: %s', (message, tokens) => {
    expect(readOutputRefusal(message)).toEqual({ type: 'cap', tokens })
  })

  it.each([
    [
      'input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000, decrease input length or `max_tokens` and try again',
      11_760,
    ],
    [
      "'max_tokens' or 'max_completion_tokens' is too large: 64000. This model's maximum context length is      64001 tokens and your request has 24235 input tokens (64000 > 64001 - 24235). None",
      39_766,
    ],
    [
      "This model's maximum context length is 8192 tokens. However, you requested 8256 tokens (64 in the messages, 8192 in the completion). Please reduce the length of the messages or completion.",
      8_128,
    ],
    [
      "This endpoint's maximum context length is 131072 tokens. However, you requested about 140000 tokens (8000 of text input, 132000 in the output).",
      123_072,
    ],
  ])('says what room is left: %s', (message, tokens) => {
    expect(readOutputRefusal(message)).toEqual({ type: 'room', tokens })
  })

  it.each([
    [
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      'max_tokens',
    ],
    ['Extra inputs are not permitted: max_completion_tokens', 'max_completion_tokens'],
    ['Unsupported parameter: max_output_tokens', 'max_output_tokens'],
  ])('names the field: %s', (message, field) => {
    expect(readOutputRefusal(message)).toEqual({ type: 'field', field })
  })

  it.each([
    'prompt is too long: 210000 tokens > 200000 maximum',
    'max_tokens: Field required',
    'Unsupported parameter: temperature',
    '',
  ])('is not seen in: %s', (message) => {
    expect(readOutputRefusal(message)).toBeUndefined()
  })
})
