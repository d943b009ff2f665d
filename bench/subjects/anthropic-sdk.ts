import Anthropic from '@anthropic-ai/sdk'

import { apiKey, DeltaCount, question, type Subject } from './subject.ts'

/** Anthropic's own SDK by `messages.stream`, which also puts the message together. */
export const subject: Subject = {
  open({ baseUrl, model }) {
    const client = new Anthropic({ apiKey, baseURL: baseUrl.replace(/\/v1$/, ''), maxRetries: 0 })
    return async () => {
      const count = new DeltaCount()
      const stream = client.messages.stream({
        model,
        max_tokens: 4096,
        messages: [{ role: 'user', content: question }],
      })
      for await (const event of stream) {
        if (event.type !== 'content_block_delta') continue
        const { delta } = event
        if (delta.type === 'text_delta') count.add(delta.text)
        else if (delta.type === 'input_json_delta') count.add(delta.partial_json)
        else if (delta.type === 'thinking_delta') count.add(delta.thinking)
      }
      return count.seen((await stream.finalMessage()).usage.input_tokens)
    }
  },
}
