import type { Fault } from './fault.ts'
import { givenText } from './wall-request.ts'

const page = '<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>'

/** Targets that do not begin to answer. */
export const refusals: readonly Fault[] = [
  {
    name: 'rate-limited',
    summary: '429, with any headers [retry-after=seconds, header=name: value].',
    play: (stage) =>
      stage.refuse(429, {
        message: 'Too many requests: rate limit reached.',
        type: 'rate_limit_error',
        code: 'rate_limit_exceeded',
      }),
  },
  {
    name: 'billing',
    summary: '429 that means an empty account, worded as the dialect words it.',
    play: (stage) =>
      stage.dialect.protocol === 'openai-chat'
        ? stage.refuse(429, {
            message: 'You exceeded your current quota, please check your plan and billing details.',
            type: 'insufficient_quota',
            code: 'insufficient_quota',
          })
        : stage.refuse(429, { message: 'Your organisation has reached its spend limit.', type: 'rate_limit_error' }),
  },
  {
    name: 'server-error',
    summary: 'An error of the server [status=500].',
    play: (stage) =>
      stage.refuse(stage.number('status', 500), { message: 'Something broke.', type: 'api_error', code: 'internal' }),
  },
  {
    name: 'unavailable',
    summary: '503 for as long as it is played.',
    play: (stage) => stage.refuse(503, { message: 'Service unavailable.', type: 'api_error' }),
  },
  {
    name: 'overloaded',
    summary: '529, or 503 where OpenAI is imitated: too many others ask.',
    play: (stage) =>
      stage.refuse(stage.dialect.protocol === 'openai-chat' ? 503 : 529, {
        message: 'Overloaded',
        type: 'overloaded_error',
      }),
  },
  {
    name: 'unauthorised',
    summary: '401: the key is not known.',
    play: (stage) =>
      stage.refuse(401, {
        message: 'Incorrect API key provided.',
        type: 'authentication_error',
        code: 'invalid_api_key',
      }),
  },
  {
    name: 'unknown-model',
    summary: '404: there is no such model.',
    play: (stage) =>
      stage.refuse(404, {
        message: `The model \`${stage.request.model}\` does not exist.`,
        type: 'not_found_error',
        code: 'model_not_found',
      }),
  },
  {
    name: 'context-length-exceeded',
    summary: '400: the prompt is longer than the window.',
    play: (stage) =>
      stage.refuse(400, {
        message:
          stage.dialect.protocol === 'openai-chat'
            ? "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens."
            : 'prompt is too long: 9000 tokens > 8192 maximum',
        type: 'invalid_request_error',
        code: 'context_length_exceeded',
      }),
  },
  {
    name: 'content-policy-violation',
    summary: "400: the model vendor's verdict on the content.",
    play: (stage) =>
      stage.refuse(400, {
        message: 'Output blocked by content filtering policy.',
        type: 'invalid_request_error',
        code: 'content_policy_violation',
      }),
  },
  {
    name: 'prefill-refused',
    summary:
      'Answers, but 400 when the conversation ends with an assistant message; [strict] when any answer of before is in it.',
    async play(stage) {
      const last = stage.request.body.messages.at(-1)?.role
      const isRefused = last === 'assistant' || (stage.options.has('strict') && givenText(stage.request) !== '')
      if (isRefused) {
        const message =
          'This model does not support assistant message prefill. The conversation must end with a user message.'
        await stage.refuse(400, { message, type: 'invalid_request_error' })
        return
      }
      await stage.begin()
      await stage.finish()
    },
  },
  {
    name: 'signature-refused',
    summary: 'Answers, but 400 when a signature of another provider is in the conversation.',
    async play(stage) {
      if (
        /"signature"|thought_signature|reasoning_content|encrypted_content/.test(JSON.stringify(stage.request.body))
      ) {
        await stage.refuse(400, { message: 'Invalid `signature` in `thinking` block', type: 'invalid_request_error' })
        return
      }
      await stage.begin()
      await stage.finish()
    },
  },
  {
    name: 'html-error-page',
    summary: 'An error page of a proxy in place of JSON [status=502].',
    play: (stage) => stage.reply(stage.number('status', 502), 'text/html', page),
  },
  {
    name: 'error-without-end',
    summary: 'An error [status=503] whose body begins and never ends.',
    async play(stage) {
      stage.open({ 'content-type': 'application/json' }, { status: stage.number('status', 503) })
      await stage.send('{"error":{"message":"Service ')
      await stage.hold()
    },
  },
  {
    name: 'redirect',
    summary: '307 to another target of the wall [to=elsewhere].',
    play(stage) {
      const { request, dialect, options } = stage
      const location = `/${options.get('to') ?? 'elsewhere'}/v1${dialect.endpoint}`
      return stage.reply(307, 'text/plain', `${request.target} has moved`, { location })
    },
  },
  {
    name: 'base-resp-error',
    summary: '200 with an error in `base_resp`, as MiniMax has it [status=1002].',
    play: (stage) =>
      stage.reply(
        200,
        'application/json',
        JSON.stringify({ base_resp: { status_code: stage.number('status', 1002), status_msg: 'rate limit' } }),
      ),
  },
  {
    name: 'reset-before-headers',
    summary: 'Takes the request and resets the connection.',
    play: (stage) => stage.reset(),
  },
  {
    name: 'never-answers',
    summary: 'Takes the request and says nothing, not even headers.',
    play: (stage) => stage.hold(),
  },
]
