import { asking, modelOf } from './ai-models.ts'
import type { Subject } from './subject.ts'

/** The AI SDK by `streamText` and its full stream. It knows no fallback: `ai-fallback.ts` is what it has for that. */
export const subject: Subject = {
  open(endpoint) {
    const model = modelOf(endpoint)
    return asking(() => model, endpoint.callsTool)
  },
}
