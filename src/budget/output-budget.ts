/** Who set an output limit: `policy` also stands for the default of a model whose cap nobody knows. */
export type OutputLimitSource = 'request' | 'config' | 'environment' | 'policy' | 'model'

/** `budget.output` of a configuration, as far as it is given. */
export interface ConfiguredOutput {
  readonly policy?: 'adaptive' | 'legacy' | undefined
  readonly maxOutputTokens?: number | undefined
  readonly initialTokens?: number | undefined
  readonly escalatedTokens?: number | undefined
  readonly maxContinuations: number
}

/** The rules of output limits for all calls of a router: the configuration's, else the environment's. */
export interface OutputBudget {
  /** Absent: `adaptive` for agents only. */
  readonly policy: 'adaptive' | 'legacy' | undefined
  /** The limit of every answer that does not ask for one itself. */
  readonly limit: { readonly tokens: number; readonly source: 'config' | 'environment' } | undefined
  /** Instead of the policy's first limits. */
  readonly initialTokens: number | undefined
  /** Instead of the policy's larger limit. */
  readonly escalatedTokens: number | undefined
  /** Under `legacy`, the limit of a turn with tools. */
  readonly legacyToolTokens: number | undefined
  /** How often one answer is gone on with. */
  readonly maxContinuations: number
}

/** The environment's values are never taken for more than this (requirements B4). */
const maxFromEnvironment = 128_000

/** Joins the configuration and the variables `COWORK_LLM_*` as they were when the router was made; unusable values count as not set. */
export function outputBudget(
  given: ConfiguredOutput,
  environment: Readonly<Record<string, string | undefined>>,
): OutputBudget {
  const tokens = (name: string): number | undefined => tokensOf(environment[`COWORK_LLM_${name}`])
  const environmentLimit = tokens('MAX_OUTPUT_TOKENS')
  return {
    policy: given.policy ?? policyOf(environment['COWORK_LLM_OUTPUT_POLICY']),
    limit:
      given.maxOutputTokens !== undefined
        ? { tokens: given.maxOutputTokens, source: 'config' }
        : environmentLimit === undefined
          ? undefined
          : { tokens: environmentLimit, source: 'environment' },
    initialTokens: given.initialTokens ?? tokens('AGENTIC_INITIAL_MAX_TOKENS'),
    escalatedTokens: given.escalatedTokens ?? tokens('AGENTIC_ESCALATED_MAX_TOKENS'),
    legacyToolTokens: tokens('TOOL_RESPONSE_MAX_TOKENS'),
    maxContinuations: given.maxContinuations,
  }
}

function policyOf(text: string | undefined): 'adaptive' | 'legacy' | undefined {
  const word = text?.trim().toLowerCase()
  return word === 'adaptive' || word === 'legacy' ? word : undefined
}

function tokensOf(text: string | undefined): number | undefined {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Math.floor(Number(text))
  return Number.isFinite(value) && value >= 1 ? Math.min(value, maxFromEnvironment) : undefined
}
