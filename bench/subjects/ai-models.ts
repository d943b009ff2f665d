import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import { jsonSchema, streamText, tool, type LanguageModel, type ToolSet } from 'ai'
import type { createFallback } from 'ai-fallback'

import { apiKey, DeltaCount, question, type Ask, type Endpoint } from './subject.ts'

const tools: ToolSet = { store: tool({ description: 'Stores rows.', inputSchema: jsonSchema({ type: 'object' }) }) }

/** A model of the AI SDK that ai-fallback takes as well. */
export type AiModel = Parameters<typeof createFallback>[0]['models'][number] & LanguageModel

/** The model behind an endpoint. */
export function modelOf({ wire, baseUrl, model }: Endpoint): AiModel {
  const settings = { apiKey, baseURL: baseUrl }
  switch (wire) {
    case 'chat':
      return createOpenAI(settings).chat(model)
    case 'responses':
      return createOpenAI(settings).responses(model)
    case 'anthropic':
      return createAnthropic(settings)(model)
    default:
      throw new Error(`the AI SDK is not measured over ${wire}`)
  }
}

/** Asks by `streamText` and reads its full stream. `model` is called for each question. */
export function asking(model: () => LanguageModel, callsTool: boolean): Ask {
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
