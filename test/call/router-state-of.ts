import { configureProvider } from '../../src/adapters/configure-provider.ts'
import { protocolEndpoints } from '../../src/adapters/protocol-endpoints.ts'
import { parseConfiguration } from '../../src/configuration/parse-configuration.ts'
import { findKeys } from '../../src/credentials/api-key.ts'
import type { RouterConfig } from '../../src/index.ts'
import { createKillSwitch } from '../../src/state/kill-switch.ts'
import { createRouterMemory } from '../../src/state/router-memory.ts'
import { createRouterState, type RouterState } from '../../src/state/router-state.ts'
import { manualRuntime } from '../manual-runtime.ts'

/** The state behind a router of custom providers, for tests of what reads it. */
export function routerStateOf(given: RouterConfig): RouterState {
  const runtime = manualRuntime()
  const names = { providers: [], aliases: new Map() }
  const config = parseConfiguration(given, names)
  const readEnv = (name: string): string | undefined => runtime.readEnv(name)
  const ids = Object.keys(config.providers)
  return createRouterState(
    {
      config,
      runtime,
      notify: () => undefined,
      providers: {
        get: (id) =>
          configureProvider(id, config.providers[id], undefined, { readEnv, endpoints: protocolEndpoints, findKeys }),
        offered: ids,
      },
      known: { knownProviders: ids, providerAliases: names.aliases },
      running: new Set(),
      killSwitch: createKillSwitch(() => runtime.now()),
      environment: {},
    },
    createRouterMemory(runtime),
  )
}
