export type * from './vocabulary/audit.ts'
export type * from './vocabulary/baseline.ts'
export type * from './vocabulary/budget-config.ts'
export type {
  CacheEpoch,
  CacheEpochReason,
  CacheMark,
  CacheLifetime,
  CachingOptions,
  RequestCaching,
} from './vocabulary/caching.ts'
export type * from './vocabulary/capabilities.ts'
export type * from './vocabulary/catalog-refresh.ts'
export type * from './vocabulary/compaction.ts'
export type * from './vocabulary/completion.ts'
export type * from './vocabulary/completion-event.ts'
export type * from './vocabulary/completion-request.ts'
export type * from './vocabulary/completion-result.ts'
export type * from './vocabulary/cost-estimate.ts'
export type {
  AccessTokenAuth,
  AwsAuth,
  AwsCredentials,
  GoogleAuth,
  GoogleAuthorizedUser,
  GoogleCredentials,
  GoogleServiceAccount,
  ProviderAuth,
} from './vocabulary/credential.ts'
export type { FailureAction, FailureScope } from './vocabulary/failure.ts'
export type * from './vocabulary/fetch.ts'
export type { FinishReason } from './vocabulary/finish-reason.ts'
export type * from './vocabulary/message.ts'
export type * from './vocabulary/message-input.ts'
export type * from './vocabulary/model.ts'
export type * from './vocabulary/notice.ts'
export type { ProviderDefinition } from './vocabulary/parsed-provider.ts'
export type * from './vocabulary/probe.ts'
export type * from './vocabulary/provider-config.ts'
export type * from './vocabulary/provider-status.ts'
export type * from './vocabulary/route-plan.ts'
export type * from './vocabulary/router-config.ts'
export { RouterError } from './vocabulary/router-error.ts'
export type { RouterErrorCode, RouterErrorDetails } from './vocabulary/router-error.ts'
export type * from './vocabulary/router.ts'
export type * from './vocabulary/routing-config.ts'
export type { Runtime, Timer } from './vocabulary/runtime.ts'
export type * from './vocabulary/search.ts'
export type * from './vocabulary/spend.ts'
export type * from './vocabulary/usage-report.ts'
export type { Selector } from './vocabulary/selector.ts'
export type { ShadowComparison, ShadowSide } from './vocabulary/shadow.ts'
export type * from './vocabulary/state-store.ts'
export type * from './vocabulary/switched-off.ts'
export type {
  JsonSchemaInput,
  Schema,
  SchemaInput,
  SchemaOutput,
  StandardResult,
  StandardSchema,
} from './vocabulary/standard-schema.ts'
export type { PhaseName, TaskClass, TaskName, WorkflowPhase } from './vocabulary/task.ts'
export type * from './vocabulary/token-count.ts'
export type { AttemptUsage, BillingClass, Cost, Usage, UsageSource } from './vocabulary/usage.ts'
export { createRouter } from './create-router.ts'
export { replayAudit } from './operations/replay-audit.ts'
export { memoryStateStore } from './state/memory-store.ts'
