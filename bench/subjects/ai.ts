import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import { jsonSchema, streamText, tool, type LanguageModel, type ToolSet } from 'ai'
import { createFallback } from 'ai-fallback'

import { apiKey, DeltaCount, question, type Ask, type Endpoint, type Subject } from './subject.ts'

const tools: ToolSet = { store: tool({ description: 'Stores rows.', inputSchema: jsonSchema({ type: 'object' }) }) }

/** The AI SDK by `streamText` and its full stream; its fallback is ai-fallback's. */
export const subject: Subject = {
  open(endpoint, fallback) {
    const model = modelOf(endpoint)
    if (fallback === undefined) return asking(() => model, endpoint.callsTool)
    const models = [model, modelOf(fallback)]
    // A fallback model keeps to the one that worked for minutes, so each call gets a new one. Making it costs nothing. Left to itself
    // ai-fallback 3.0.0 does not fall back when a connection was reset.
    return asking(() => createFallback({ models, shouldRetryThisError: () => true }), endpoint.callsTool)
  },
}

function modelOf({
  wire,
  baseUrl,
  model,
}: Endpoint): Parameters<typeof createFallback>[0]['models'][number] & LanguageModel {
  const settings = { apiKey, baseURL: baseUrl }
  return wire === 'chat' ? createOpenAI(settings).chat(model) : createAnthropic(settings)(model)
}

function asking(model: () => LanguageModel, callsTool: boolean): Ask {
  return async () => {
    const count = new DeltaCount()
    const stream = streamText({ model: model(), prompt: question, maxRetries: 0, tools: callsTool ? tools : {} })
    for await (const part of stream.fullStream) {
      if (part.type === 'text-delta' || part.type === 'reasoning-delta') count.add(part.text)
      else if (part.type === 'tool-input-delta') count.add(part.delta)
      else if (part.type === 'error') throw part.error
    }
    return count.seen((await stream.usage).inputTokens)
  }
}
