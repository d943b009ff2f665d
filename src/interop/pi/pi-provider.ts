import type { ProviderConfig } from '../../vocabulary/provider-config.ts'
import { piRequest, UnsupportedByPi, type PiRequest } from './pi-request.ts'
import type { PiEvent, PiModel, PiModels, PiUsage } from './pi-types.ts'

/** Nobody is there: the requests go to the library in this process. */
const baseUrl = 'https://pi-ai.invalid/v1'

/**
 * A provider whose models are those of pi-ai (`@earendil-works/pi-ai` 1.x), a library that asks many backends itself, with keys that
 * it finds itself. Models are named `<name>/<backend>/<model>`; backend and model must be in the collection exactly as named.
 *
 * Its keys, retries and hosts are pi-ai's own matter: the router sees one provider. What pi-ai's common interface has no word for
 * (a demanded tool call, structured output, files other than inline images) is refused.
 *
 * @example
 * const router = createRouter({ providers: { pi: piProvider(builtinModels()) }, routes: { default: ['pi/openai/gpt-5.4'] } })
 */
export function piProvider(models: PiModels): ProviderConfig {
  return {
    protocol: 'openai-chat',
    baseUrl,
    fetch: async (_input, init) => {
      const body = JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as Readonly<Record<string, unknown>>
      const found = findModel(models, String(body['model']))
      if ('problem' in found) return refusal(404, found.problem, 'model_not_found')
      try {
        return await answer(models, found, piRequest(body, found), init?.signal ?? undefined)
      } catch (error) {
        if (error instanceof UnsupportedByPi) return refusal(400, error.message, 'unsupported_parameter')
        throw error
      }
    },
  }
}

function findModel(models: PiModels, name: string): PiModel | { readonly problem: string } {
  const [, backend = name, id = ''] = /^([^/]+)\/(.+)$/s.exec(name) ?? []
  const backends = models.getProviders().map((provider) => provider.id)
  if (!backends.includes(backend)) {
    return {
      problem: `The model does not exist: pi-ai has no backend \`${backend}\`; there are ${backends.join(', ')}.`,
    }
  }
  const model = models.getModel(backend, id)
  // Not the nearest one: another model is never put in the place of the one that was named.
  return model?.id === id
    ? model
    : { problem: `The model does not exist: pi-ai's \`${backend}\` has no model \`${id}\`.` }
}

function refusal(status: number, message: string, code: string): Response {
  return Response.json({ error: { message, code } }, { status })
}

async function answer(
  models: PiModels,
  model: PiModel,
  { context, options }: PiRequest,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const stream = models.streamSimple(model as never, context as never, { ...options, signal } as never)
  const events = stream[Symbol.asyncIterator]() as AsyncIterator<PiEvent>
  let first = await events.next()
  while (first.done !== true && first.value.type === 'start') first = await events.next()
  // Before anything was said, a failure is an error answer; afterwards it stands in the stream.
  if (first.done !== true && first.value.type === 'error') {
    return refusal(500, first.value.error.errorMessage ?? first.value.reason, first.value.reason)
  }
  return new Response(chatStream(first, events), { headers: { 'content-type': 'text/event-stream' } })
}

function chatStream(first: IteratorResult<PiEvent>, events: AsyncIterator<PiEvent>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let next: IteratorResult<PiEvent> | undefined = first
  let calls = 0
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const step: IteratorResult<PiEvent> = next ?? (await events.next())
      next = undefined
      if (step.done === true) return controller.close()
      const { value } = step
      const chunks = chunksOf(value, calls)
      if (value.type === 'toolcall_end') calls++
      controller.enqueue(encoder.encode(chunks.map((chunk) => `data: ${chunk}\n\n`).join('')))
      if (value.type === 'done' || value.type === 'error') controller.close()
    },
    async cancel() {
      await events.return?.()
    },
  })
}

const finishReasons = { stop: 'stop', length: 'length', toolUse: 'tool_calls' } as const

function chunksOf(event: PiEvent, call: number): readonly string[] {
  switch (event.type) {
    case 'text_delta':
      return [choice({ content: event.delta })]
    case 'thinking_delta':
      return [choice({ reasoning_content: event.delta })]
    case 'toolcall_end': {
      const { id, name, arguments: given } = event.toolCall
      const called = { name, arguments: JSON.stringify(given) }
      return [choice({ tool_calls: [{ index: call, id, type: 'function', function: called }] })]
    }
    case 'done':
      return [
        choice({}, finishReasons[event.reason]),
        JSON.stringify({ choices: [], usage: usageOf(event.message.usage) }),
        '[DONE]',
      ]
    case 'error':
      return [JSON.stringify({ error: { message: event.error.errorMessage ?? event.reason, code: event.reason } })]
    default:
      return []
  }
}

function choice(delta: Readonly<Record<string, unknown>>, finishReason: string | null = null): string {
  return JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finishReason }] })
}

function usageOf({ input, output, cacheRead, cacheWrite, cost }: PiUsage): object {
  const prompt = input + cacheRead + cacheWrite
  return {
    prompt_tokens: prompt,
    completion_tokens: output,
    total_tokens: prompt + output,
    prompt_tokens_details: { cached_tokens: cacheRead, cache_write_tokens: cacheWrite },
    ...(cost === undefined ? {} : { cost: cost.total }),
  }
}
