import type { Fetch } from '../vocabulary/fetch.ts'
import { array, catchall, object, optional, safeParse, strictObject } from 'zod/mini'
import type { core } from 'zod/mini'

import type { CachingOptions } from '../vocabulary/caching.ts'
import type { CompactionOptions } from '../vocabulary/compaction.ts'
import type { Constraints, Timeouts } from '../vocabulary/completion-request.ts'
import type {
  CacheTtl,
  Modality,
  ModelOverride,
  ModelPrice,
  PricedService,
  PriceTier,
  ProtocolId,
  ThinkingKind,
  TierName,
} from '../vocabulary/model.ts'
import type { BudgetConfig, OutputBudgetConfig } from '../vocabulary/budget-config.ts'
import type { Notice } from '../vocabulary/notice.ts'
import type { ProviderConfig, ProviderLimits } from '../vocabulary/provider-config.ts'
import type { RouterConfig } from '../vocabulary/router-config.ts'
import type {
  AgentConfig,
  DetectorConfig,
  DrillCode,
  DrillConfig,
  HedgeConfig,
  RolesConfig,
  RouteConfig,
  RoutingConfig,
  ShadowConfig,
} from '../vocabulary/routing-config.ts'
import type { Runtime } from '../vocabulary/runtime.ts'
import type { OptionProblem } from './option-problem.ts'
import { search } from './search-schema.ts'
import { spend, spendStore } from './spend-schema.ts'
import { shapeProblems } from './shape-problems.ts'
import {
  amount,
  anyObject,
  auth,
  callback,
  day,
  duration,
  each,
  effortWord,
  flag,
  headers,
  jsonObject,
  oneOf,
  rank,
  requiredDuration,
  requiredText,
  requiredTokens,
  secrets,
  shareOrTokens,
  share,
  stateStore,
  text,
  texts,
  tokens,
  whole,
} from './option-values.ts'
import { capabilities, reasoningEfforts, tiers } from '../vocabulary/model-words.ts'

const protocols: readonly ProtocolId[] = [
  'openai-chat',
  'openai-responses',
  'anthropic-messages',
  'gemini',
  'bedrock-converse',
  'ollama-chat',
]
const tierWords: readonly TierName[] = [...tiers, 'opus', 'sonnet', 'haiku']
const modalities: readonly Modality[] = ['text', 'image', 'audio', 'video', 'pdf']
const thinkingKinds: readonly ThinkingKind[] = ['adaptive', 'budget', 'level', 'toggle']
const cacheTtls: readonly CacheTtl[] = ['5m', '30m', '1h', '12h', '24h']
const services: readonly PricedService[] = ['batch', 'flex', 'priority']

/** An object whose members are named by the caller. */
const members = <Member extends core.SomeType>(member: Member) => catchall(object({}), member)

const onContentFilter = () => optional(oneOf(['stop', 'next']))
const retryPrimaryAfterSeconds = () => whole(0, 3600, 'whole seconds')
const needs = () => optional(array(oneOf(capabilities)))

const limitNames: readonly (keyof ProviderLimits)[] = ['rpm', 'tpm', 'maxConcurrent']

const provider = () =>
  strictObject({
    protocol: optional(oneOf(protocols)),
    baseUrl: text(),
    allowHttp: flag(),
    apiKey: secrets(),
    keyVariables: optional(array(requiredText())),
    auth: auth(),
    headers: headers(),
    fetch: callback<Fetch>(),
    defaultModel: text(),
    tiers: optional(strictObject(each(tierWords, text()))),
    region: text(),
    owner: text(),
    noTraining: flag(),
    enabled: flag(),
    limits: optional(strictObject(each(limitNames, whole(1, Number.MAX_SAFE_INTEGER)))),
    options: jsonObject(),
  } satisfies Record<keyof ProviderConfig, unknown>)

const constraints = () =>
  strictObject({
    regions: optional(array(requiredText())),
    vendors: optional(array(requiredText())),
    offline: flag(),
    noTraining: flag(),
    minTier: optional(oneOf(tiers)),
    maxCostUsd: amount(),
    maxLatencyMs: duration(),
    needs: needs(),
  } satisfies Record<keyof Constraints, unknown>)

const route = () =>
  strictObject({
    targets: array(requiredText()),
    tier: optional(oneOf(tierWords)),
    task: texts(),
    phase: texts(),
    allowDowngrade: flag(),
    retryPrimaryAfterSeconds: retryPrimaryAfterSeconds(),
    onContentFilter: onContentFilter(),
    needs: needs(),
    constraints: optional(constraints()),
  } satisfies Record<keyof RouteConfig, unknown>)

const drillCodes: readonly DrillCode[] = [
  'rate-limit',
  'quota',
  'overloaded',
  'server',
  'network',
  'timeout',
  'empty-response',
  'stream-truncated',
  'malformed-stream',
  'authentication',
  'permission',
  'model-not-found',
  'context-overflow',
  'request-too-large',
  'unsupported',
  'content-filter',
  'invalid-request',
  'invalid-output',
]

const timeoutNames: readonly (keyof Timeouts)[] = ['headersMs', 'firstTokenMs', 'idleMs', 'stallMs', 'totalMs']
const detectorNames: readonly (keyof DetectorConfig)[] = [
  'empty',
  'wrongModel',
  'reasoningOnly',
  'truncatedPrompt',
  'loop',
  'toolCallAsText',
]

const hedge = () =>
  strictObject({
    afterMs: requiredDuration(),
    maxExtra: whole(1, 5),
  } satisfies Record<keyof HedgeConfig, unknown>)

const drill = () =>
  strictObject({
    target: requiredText(),
    code: oneOf(drillCodes),
  } satisfies Record<keyof DrillConfig, unknown>)

const shadow = () =>
  strictObject({
    targets: array(requiredText()),
    sample: share(),
    maxCallsPerDay: whole(1, Number.MAX_SAFE_INTEGER),
    maxUsdPerDay: amount(),
  } satisfies Record<keyof ShadowConfig, unknown>)

const routing = () =>
  strictObject({
    maxRetries: whole(0, 10),
    maxAttempts: whole(1, 50),
    retryPrimaryAfterSeconds: retryPrimaryAfterSeconds(),
    onContentFilter: onContentFilter(),
    allowDowngrade: flag(),
    presets: flag(),
    maxAnswerBytes: whole(1, Number.MAX_SAFE_INTEGER),
    timeouts: optional(strictObject(each(timeoutNames, duration()))),
    detectors: optional(strictObject(each(detectorNames, flag()))),
    hedge: optional(hedge()),
    drill: optional(array(drill())),
    shadow: optional(shadow()),
    audit: flag(),
    stateStore: stateStore(),
  } satisfies Record<keyof RoutingConfig, unknown>)

const agent = () => strictObject({ model: texts(), enabled: flag() } satisfies Record<keyof AgentConfig, unknown>)
const roleNames: readonly (keyof RolesConfig)[] = ['chat', 'autonomous', 'fallback']

const price = () =>
  ({
    inputUsdPerMillion: amount(),
    outputUsdPerMillion: amount(),
    cacheReadUsdPerMillion: amount(),
    cacheWriteUsdPerMillion: amount(),
    cacheWrite1hUsdPerMillion: amount(),
  }) satisfies Record<keyof ModelPrice, unknown>
const priceTier = () => ({ ...price(), aboveInputTokens: requiredTokens() }) satisfies Record<keyof PriceTier, unknown>

const model = () =>
  strictObject({
    name: text(),
    contextWindow: tokens(),
    maxInputTokens: tokens(),
    maxOutputTokens: tokens(),
    capabilities: optional(strictObject(each(capabilities, flag()))),
    tier: optional(oneOf(tiers)),
    price: optional(strictObject(price())),
    priceTiers: optional(array(strictObject(priceTier()))),
    priceFactors: optional(strictObject(each(services, amount()))),
    asOf: day(),
    efforts: optional(strictObject(each(reasoningEfforts, effortWord()))),
    thinking: optional(array(oneOf(thinkingKinds))),
    thinkingBudget: optional(strictObject({ minTokens: tokens(), maxTokens: tokens() })),
    sampling: flag(),
    cacheMinTokens: tokens(),
    cacheTtls: optional(array(oneOf(cacheTtls))),
    modalities: optional(strictObject(each(['input', 'output'] as const, optional(array(oneOf(modalities)))))),
    status: optional(oneOf(['alpha', 'beta', 'deprecated', 'retired'])),
    retiresOn: day(),
    replacedBy: text(),
    releasedOn: day(),
    knowledgeCutoff: day(),
    openWeights: flag(),
    replayReasoning: optional(oneOf(['reasoning_content', 'reasoning_details'])),
    recommendedFor: text(),
    region: text(),
    score: rank(),
  } satisfies Record<keyof ModelOverride, unknown>)

const output = () =>
  strictObject({
    policy: optional(oneOf(['adaptive', 'legacy'])),
    maxOutputTokens: tokens(),
    initialTokens: tokens(),
    escalatedTokens: tokens(),
    maxContinuations: whole(0, 20),
  } satisfies Record<keyof OutputBudgetConfig, unknown>)

const budget = () =>
  strictObject({ output: optional(output()), spend: spend(), spendStore: spendStore() } satisfies Record<
    keyof BudgetConfig,
    unknown
  >)
const caching = () =>
  strictObject({
    mode: optional(oneOf(['auto', 'off'])),
    ttl: optional(oneOf(['5m', '1h'])),
    tenant: text(),
    makeContents: flag(),
  } satisfies Record<keyof CachingOptions, unknown>)

const compaction = () =>
  strictObject({
    mode: optional(oneOf(['auto', 'overflow', 'off'])),
    trigger: shareOrTokens(),
    target: shareOrTokens(),
    instructions: text(),
    model: texts(),
    native: flag(),
  } satisfies Record<keyof CompactionOptions, unknown>)

const configuration = () =>
  strictObject({
    providers: optional(members(provider())),
    routes: optional(members(route())),
    agents: optional(members(agent())),
    roles: optional(strictObject(each(roleNames, texts()))),
    models: optional(members(model())),
    routing: optional(routing()),
    budget: optional(budget()),
    caching: optional(caching()),
    compaction: optional(compaction()),
    search: optional(search()),
    runtime: anyObject<Partial<Runtime>>(),
    onNotice: callback<(notice: Notice) => void>(),
  } satisfies Record<keyof RouterConfig, unknown>)

/** A route whose references have not been looked at. */
export interface ShapedRoute extends Omit<RouteConfig, 'targets'> {
  readonly targets: readonly string[]
}

/** A configuration whose options all exist and look right, and whose routes and compaction are objects. */
export interface ShapedConfig extends Omit<RouterConfig, 'routes' | 'compaction'> {
  readonly compaction?: CompactionOptions | undefined
  readonly routes?: Readonly<Record<string, ShapedRoute>> | undefined
}

/** Made by the first check: the import of the library does not wait for it. */
let schema: ReturnType<typeof configuration> | undefined

/**
 * Looks at every option's name and value; `config` has routes and compaction as objects. Names of providers and routes, references and what
 * depends on several options are checked elsewhere.
 */
export function checkShape(
  config: unknown,
): { readonly shaped: ShapedConfig } | { readonly problems: readonly OptionProblem[] } {
  schema ??= configuration()
  const result = safeParse(schema, config)
  // The schema lets an absent member be `undefined`; the types of some members do not say so.
  if (result.success) return { shaped: result.data as ShapedConfig }
  return { problems: shapeProblems(result.error.issues, schema) }
}
