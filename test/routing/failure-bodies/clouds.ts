import { anthropic, type FailureBody, type FailureFamily, google, means } from './failure-body.ts'

const info = (reason: string): object => ({ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason })
const quota = (...ids: readonly string[]): object => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: ids.map((quotaId) => ({ quotaId })),
})
const retry = (retryDelay: string): object => ({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay })
const perDay = 'GenerateRequestsPerDayPerProjectPerModel-FreeTier'
const perMinute = 'GenerateContentInputTokensPerModelPerMinute'

const gemini: readonly FailureBody[] = [
  [
    429,
    google(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota.', quota(perMinute), retry('37s')),
    means.rateLimit,
  ],
  [
    429,
    google(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota.', quota(perDay), retry('37s')),
    means.quotaOfModel,
  ],
  [
    429,
    google(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota.', quota(perMinute, perDay)),
    means.quotaOfModel,
  ],
  [429, google(429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).'), means.rateLimit],
  [402, google(402, 'RESOURCE_EXHAUSTED', 'Prepaid credit is used up.'), means.quota],
  [503, google(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'), means.overloaded],
  [undefined, google(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'), means.overloaded],
  [500, google(500, 'INTERNAL', 'An internal error has occurred.'), means.server, 'by status'],
  [504, google(504, 'DEADLINE_EXCEEDED', 'Deadline expired before operation could complete.'), means.timeout],
  [
    400,
    google(
      400,
      'INVALID_ARGUMENT',
      'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
    ),
    means.overflow,
  ],
  [
    400,
    google(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', info('API_KEY_INVALID')),
    means.badKey,
  ],
  [400, google(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'), means.permission],
  [403, google(403, 'PERMISSION_DENIED', 'Method does not allow unregistered callers.'), means.permission, 'by status'],
  [
    404,
    google(404, 'NOT_FOUND', 'models/gemini-99 is not found for API version v1beta.'),
    means.unknownModel,
    'by status',
  ],
  [400, google(400, 'INVALID_ARGUMENT', 'Corrupted thought signature.'), means.invalid],
  [400, [google(400, 'INVALID_ARGUMENT', 'Unable to submit request.')], means.invalid, 'by status'],
]

const vertex: readonly FailureBody[] = [
  [429, google(429, 'RESOURCE_EXHAUSTED', 'Resource exhausted. Please try again later.'), means.rateLimit],
  [401, google(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.'), means.badKey],
  [
    403,
    google(403, 'PERMISSION_DENIED', 'This API method requires billing to be enabled.'),
    means.permission,
    'by status',
  ],
  [503, google(503, 'UNAVAILABLE', 'The service is currently unavailable.'), means.overloaded],
  [404, google(404, 'NOT_FOUND', 'Publisher Model was not found.'), means.unknownModel, 'by status'],
  [
    400,
    google(400, 'INVALID_ARGUMENT', 'The input token count exceeds the maximum number of tokens allowed 1048576.'),
    means.overflow,
  ],
]

const aws = (type: string, message: string): unknown => ({ __type: type, message })

const bedrock: readonly FailureBody[] = [
  [429, aws('ThrottlingException', 'Too many tokens, please wait before trying again.'), means.rateLimit],
  [
    429,
    { message: 'Too many requests, please wait.' },
    means.rateLimit,
    { 'x-amzn-errortype': 'ThrottlingException:http://internal.amazon.com/coral/' },
  ],
  [429, aws('ModelNotReadyException', 'The model is not ready for inference.'), means.overloaded],
  [400, aws('ServiceQuotaExceededException', 'You have exceeded your service quota.'), means.quota],
  [408, aws('ModelTimeoutException', 'The model took too long.'), means.timeout],
  [424, aws('ModelErrorException', 'The model returned an error.'), means.server],
  [424, aws('ModelStreamErrorException', 'The stream was interrupted.'), means.server],
  [500, aws('InternalServerException', 'Internal failure.'), means.server],
  [503, aws('ServiceUnavailableException', 'Bedrock is unable to process your request.'), means.overloaded],
  [529, '', means.overloaded],
  [undefined, aws('throttlingException', 'Too many requests.'), means.rateLimit],
  [undefined, aws('modelStreamErrorException', 'The stream was interrupted.'), means.server],
  [undefined, aws('internalServerException', 'Internal failure.'), means.server],
  [undefined, aws('serviceUnavailableException', 'Try again.'), means.overloaded],
  [400, aws('ValidationException', 'Input is too long for requested model.'), means.overflow],
  [400, aws('ValidationException', 'Number of input tokens exceeds maximum length of 300000.'), means.overflow],
  [400, aws('ValidationException', 'The provided model identifier is invalid.'), means.unknownModel],
  [
    400,
    aws(
      'ValidationException',
      "Invocation with on-demand throughput isn't supported. Retry with an inference profile that contains this model.",
    ),
    means.unknownModel,
  ],
  [400, aws('ValidationException', "This model doesn't support tool use."), means.unsupported],
  [400, aws('ValidationException', 'The format of the value is invalid.'), means.invalid, 'by status'],
  [
    403,
    aws('AccessDeniedException', "You don't have access to the model with the specified model ID."),
    means.permission,
  ],
  [403, aws('UnrecognizedClientException', 'The security token included in the request is invalid.'), means.badKey],
  [403, aws('ExpiredTokenException', 'The security token included in the request is expired'), means.badKey],
  [403, aws('InvalidSignatureException', 'Signature expired.'), means.badKey],
  [403, aws('InvalidClientTokenId', 'No such key.'), means.badKey],
  [404, aws('ResourceNotFoundException', 'The model was not found.'), means.unknownModel],
]

export const cloudFailures: readonly FailureFamily[] = [
  { name: 'Gemini API', provider: 'gemini', protocol: 'gemini', bodies: gemini },
  {
    name: 'Vertex',
    provider: 'vertex',
    protocol: 'gemini',
    bodies: [...vertex, [undefined, anthropic('overloaded_error', 'Overloaded'), means.overloaded]],
  },
  { name: 'Bedrock', provider: 'bedrock', protocol: 'bedrock-converse', bodies: bedrock },
]
