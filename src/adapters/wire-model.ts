/**
 * A model id as the provider spells it. On hosts whose ids all are `vendor/model` an id without a slash is one of the host's
 * own models: the reference `openrouter/free` is sent as `openrouter/free`, `openrouter/anthropic/claude-sonnet-4.6` as
 * `anthropic/claude-sonnet-4.6`. Takes a row or a resolved provider.
 */
export function wireModel(provider: { readonly ownNamespace?: string | undefined } | undefined, model: string): string {
  const namespace = provider?.ownNamespace
  return namespace === undefined || model.includes('/') ? model : `${namespace}/${model}`
}
