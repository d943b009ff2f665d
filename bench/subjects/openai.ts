import OpenAI from 'openai'

import { apiKey, DeltaCount, question, type Ask, type Endpoint, type Subject } from './subject.ts'

/** OpenAI's own SDK. It knows no fallback: that is the same catch-and-ask as the baseline's. */
export const subject: Subject = {
  open(endpoint, fallback) {
    const ask = asking(endpoint)
    if (fallback === undefined) return ask
    const askFallback = asking(fallback)
    return () => ask().catch(askFallback)
  },
}

function asking({ wire, baseUrl, model }: Endpoint): Ask {
  const client = new OpenAI({ apiKey, baseURL: baseUrl, maxRetries: 0 })
  return wire === 'responses' ? askingResponses(client, model) : askingChat(client, model)
}

function askingChat(client: OpenAI, model: string): Ask {
  return async () => {
    const count = new DeltaCount()
    let inputTokens: number | undefined
    const stream = await client.chat.completions.create({
      model,
      messages: [{ role: 'user', content: question }],
      stream: true,
      stream_options: { include_usage: true },
    })
    for await (const { choices, usage } of stream) {
      const delta = choices[0]?.delta
      count.add(delta?.content)
      count.add(delta?.tool_calls?.[0]?.function?.arguments)
      if (usage !== undefined && usage !== null) inputTokens = usage.prompt_tokens
    }
    return count.seen(inputTokens)
  }
}

function askingResponses(client: OpenAI, model: string): Ask {
  return async () => {
    const count = new DeltaCount()
    let inputTokens: number | undefined
    const stream = await client.responses.create({
      model,
      input: [{ role: 'user', content: question }],
      stream: true,
    })
    for await (const event of stream) {
      if (event.type === 'response.output_text.delta' || event.type === 'response.function_call_arguments.delta')
        count.add(event.delta)
      else if (event.type === 'response.completed') inputTokens = event.response.usage?.input_tokens
    }
    return count.seen(inputTokens)
  }
}
