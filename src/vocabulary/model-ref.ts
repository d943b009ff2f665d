import type { Target } from './model.ts'

/**
 * Splits `provider/model` at the first slash; the model id keeps its own slashes. `undefined` when it is no such reference:
 * no slash, nothing before or after it, or blanks around either.
 */
export function parseModelRef(ref: string): Target | undefined {
  const slash = ref.indexOf('/')
  if (slash < 1) return undefined
  const provider = ref.slice(0, slash)
  const model = ref.slice(slash + 1)
  if (model === '' || model !== model.trim() || provider !== provider.trim()) return undefined
  return { provider, model }
}

/** A target as it is written: `provider/model`. */
export function nameOf({ provider, model }: Target): string {
  return `${provider}/${model}`
}

/** Whether two targets are one. */
export function isSame(a: Target, b: Target): boolean {
  return a.provider === b.provider && a.model === b.model
}
