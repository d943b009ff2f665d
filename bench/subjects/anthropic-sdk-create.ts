import Anthropic from '@anthropic-ai/sdk'

import { apiKey, DeltaCount, question, type Subject } from './subject.ts'

/** Anthropic's own SDK by `messages.create({ stream: true })`: the parsed events as they come, and nothing else. */
export const subject: Subject = {
  open({ baseUrl, model }) {
    const client = new Anthropic({ apiKey, baseURL: baseUrl.replace(/\/v1$/, ''), maxRetries: 0 })
    return async () => {
      const count = new DeltaCount()
      let inputTokens: number | undefined
      const stream = await client.messages.create({
        model,
        max_tokens: 4096,
        messages: [{ role: 'user', content: question }],
        stream: true,
      })
      for await (const event of stream) {
        if (event.type === 'message_start') inputTokens = event.message.usage.input_tokens
        if (event.type !== 'content_block_delta') continue
        const { delta } = event
        if (delta.type === 'text_delta') count.add(delta.text)
        else if (delta.type === 'input_json_delta') count.add(delta.partial_json)
        else if (delta.type === 'thinking_delta') count.add(delta.thinking)
      }
      return count.seen(inputTokens)
    }
  },
}
