import type { Warning } from '../vocabulary/completion-result.ts'
import type { Json } from '../vocabulary/message.ts'
import type { Protocol, TargetedRequest, WireTool } from './protocol.ts'

/** More tools are a 400 (Azure OpenAI, 2026-11). */
const mostTools = 128

/** Versions of the interface before `v1` are days, and have addresses of their own. */
const day = /^\d{4}-\d{2}-\d{2}/

/**
 * A protocol as Azure carries it: the name of a deployment stands in the place of the model's, and `options.apiVersion` says which of
 * the two interfaces is asked: `v1` (default), or one of a day, which has the deployment in its path. `options.deployment` is the
 * deployment of every model, `options.deployments` (`model=deployment,...`) that of some; others are named like their model.
 */
export function carriedByAzure<State>(protocol: Protocol<State>): Protocol<State> {
  return {
    ...protocol,
    encode(request) {
      const { tools, warnings } = fewerTools(request)
      const wire = protocol.encode({ ...request, tools })
      const deployment = deploymentOf(request)
      return {
        ...wire,
        path: pathOf(wire.path, textOf(request.options['apiVersion']), deployment),
        body: wire.body['model'] === undefined ? wire.body : { ...wire.body, model: deployment },
        warnings: [...warnings, ...wire.warnings],
      }
    },
  }
}

function deploymentOf({ model, options }: TargetedRequest): string {
  const pairs = (textOf(options['deployments']) ?? '').split(',').map((pair) => pair.split('='))
  const own = pairs.find(([name]) => name?.trim() === model)?.[1]?.trim()
  return own || (textOf(options['deployment']) ?? model)
}

function textOf(option: Json | undefined): string | undefined {
  return typeof option === 'string' && option.trim() !== '' ? option.trim() : undefined
}

/** Anthropic's interface has no versions: its path stays. */
function pathOf(path: string, version: string | undefined, deployment: string): string {
  if (path.startsWith('/v1/')) return path
  const query = version === undefined || version === 'v1' ? '' : `?api-version=${encodeURIComponent(version)}`
  if (version === undefined || !day.test(version)) return `/v1${path}${query}`
  return path === '/responses' ? `${path}${query}` : `/deployments/${encodeURIComponent(deployment)}${path}${query}`
}

/** The first of the tools, the one that must be called among them. */
function fewerTools(request: TargetedRequest): {
  readonly tools: readonly WireTool[]
  readonly warnings: readonly Warning[]
} {
  const { tools, toolChoice, provider, model } = request
  if (tools.length <= mostTools) return { tools, warnings: [] }
  const named = typeof toolChoice === 'object' ? tools.find(({ name }) => name === toolChoice.name) : undefined
  const kept = tools.slice(0, mostTools)
  const first = named === undefined || kept.includes(named) ? kept : [named, ...kept.slice(0, -1)]
  const message = `Azure takes ${mostTools} tools: the last ${tools.length - mostTools} of ${tools.length} are not sent.`
  return { tools: first, warnings: [{ code: 'too-many-tools', message, target: { provider, model } }] }
}
