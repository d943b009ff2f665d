import type { TargetedRequest } from '../protocol.ts'

/**
 * The smallest window that a server chooses by itself: with less than 24 GB of video memory (docs/context-length.mdx, 2026).
 * Others choose 32 768 or 262 144.
 */
const smallestDefault = 4_096

/** What the estimate is multiplied by: it may be a fifth too small (see `estimateTokens`), and the model's template comes on top. */
const safetyFactor = 1.25

/** Room for the answer where no limit says how long it may be, in tokens. */
const roomForAnswer = 2_048

/** Models of Ollama's cloud, which have their whole window (docs/context-length.mdx, 2026). */
const isCloudModel = /[-:]cloud$/

/**
 * The window to ask for, in tokens, so that the prompt and its answer fit: the server's own choice may be smaller, and then it
 * would cut the prompt. Absent where the smallest one is enough, where nothing is known of the input, and for cloud models.
 *
 * Another window than the loaded one makes the server load the model again, so it grows by doubling only. It is never larger than
 * the model's own, where that is known; elsewhere the server lowers it. `options.numCtx` fixes it, `false` leaves it to the server.
 */
export function contextTokens({
  model,
  modelInfo,
  options,
  inputTokens,
  maxOutputTokens,
}: TargetedRequest): number | undefined {
  const fixed = options['numCtx']
  if (fixed === false) return undefined
  if (typeof fixed === 'number' && Number.isInteger(fixed) && fixed > 0) return fixed
  if (inputTokens === undefined || isCloudModel.test(model)) return undefined
  const needed = Math.ceil(inputTokens * safetyFactor) + (maxOutputTokens ?? roomForAnswer)
  if (needed <= smallestDefault) return undefined
  let window = smallestDefault
  while (window < needed) window *= 2
  return Math.min(window, modelInfo?.contextWindow ?? window)
}
