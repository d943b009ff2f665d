import type { ConfiguredProvider } from './provider.ts'

/** Node's `util.inspect` asks for this member. */
const inspect = Symbol.for('nodejs.util.inspect.custom')

/** What printing shows: everything but the values of headers. */
function printable(provider: ConfiguredProvider): object {
  return {
    ...provider,
    headers: Object.keys(provider.headers),
    credentials: provider.credentials.map(({ label }) => label),
  }
}

/** Freezes a provider and keeps its secrets out of wherever it is printed. */
export function sealProvider<P extends ConfiguredProvider>(provider: P): P {
  Object.defineProperty(provider, 'toJSON', { value: () => printable(provider) })
  Object.defineProperty(provider, inspect, { value: () => printable(provider) })
  return Object.freeze(provider)
}
