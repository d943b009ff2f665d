import OpenAI from 'openai'

import { apiKey, DeltaCount, question, type Endpoint, type SeenAnswer, type Subject } from './subject.ts'

/** OpenAI's own SDK. It knows no fallback: that is the same catch-and-ask as the baseline's. */
export const subject: Subject = {
  open(endpoint, fallback) {
    const ask = clientOf(endpoint)
    if (fallback === undefined) return ask
    const askFallback = clientOf(fallback)
    return () => ask().catch(askFallback)
  },
}

function clientOf({ baseUrl, model }: Endpoint): () => Promise<SeenAnswer> {
  const client = new OpenAI({ apiKey, baseURL: baseUrl, maxRetries: 0 })
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
