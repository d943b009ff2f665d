import { createFallback } from 'ai-fallback'

import { asking, modelOf } from './ai-models.ts'
import type { Subject } from './subject.ts'

/** ai-fallback, the fallback library of the AI SDK. Left to itself version 3.0.0 does not fall back when a connection was reset. */
export const subject: Subject = {
  open(endpoint, fallback = endpoint) {
    const models = [modelOf(endpoint), modelOf(fallback)]
    // A fallback model keeps to the one that worked for minutes, so each call gets a new one. Making it costs nothing.
    return asking(() => createFallback({ models, shouldRetryThisError: () => true }), endpoint.callsTool)
  },
}
