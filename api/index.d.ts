interface AccessTokenAuth {
    readonly type: 'access-token';
    readonly token: Secret;
}

interface AgentConfig {
    readonly model?: ChainRef | undefined;
    readonly enabled?: boolean | undefined;
}

interface AssistantMessage extends Pinnable {
    readonly role: 'assistant';
    readonly content: string | readonly AssistantPart[];
    readonly origin?: Origin | undefined;
}

type AssistantPart = TextPart | FilePart | ReasoningPart | ToolCallPart | NativePart;

interface Attempt {
    readonly number: number;
    readonly target: Target;
    readonly protocol: ProtocolId | 'web-search';
    readonly kind: AttemptKind;
    readonly outcome: 'success' | 'failed' | 'aborted' | 'discarded';
    readonly failure?: AttemptFailure | undefined;
    readonly startedAt: number;
    readonly durationMs: number;
    readonly firstTokenMs?: number | undefined;
    readonly firstTokenLimitMs?: number | undefined;
    readonly waitedMs?: number | undefined;
    readonly outputLimit?: {
        readonly tokens: number;
        readonly source: 'request' | 'config' | 'environment' | 'policy' | 'model';
    } | undefined;
    readonly finishReason?: FinishReason | undefined;
    readonly rawFinishReason?: string | undefined;
    readonly wireModel?: string | undefined;
    readonly requestId?: string | undefined;
    readonly serviceTier?: string | undefined;
    readonly usage?: AttemptUsage | undefined;
    readonly cost?: Cost | undefined;
    readonly drill?: boolean | undefined;
    readonly tags?: Readonly<Record<string, string>> | undefined;
}

interface AttemptEndEvent {
    readonly type: 'attempt-end';
    readonly attempt: Attempt;
}

interface AttemptFailure {
    readonly code: RouterErrorCode;
    readonly message: string;
    readonly status?: number | undefined;
    readonly providerMessage?: string | undefined;
    readonly providerCode?: string | undefined;
    readonly requestId?: string | undefined;
    readonly retryAfterMs?: number | undefined;
    readonly rule: string;
    readonly scope: FailureScope;
    readonly action: FailureAction;
}

type AttemptKind = 'first' | 'retry' | 'fallback' | 'probe' | 'resume' | 'repair' | 'escalation' | 'continuation' | 'follow-up' | 'compaction' | 'hedge';

interface AttemptStartEvent {
    readonly type: 'attempt-start';
    readonly number: number;
    readonly target: Target;
    readonly kind: AttemptKind;
}

interface AttemptUsage extends Usage {
    readonly source: UsageSource;
}

interface AuditDecision {
    readonly type: 'plan' | 'admission' | 'failure' | 'retry';
    readonly question: Json;
    readonly decision: Json;
}

interface AuditRecord {
    readonly version: 1;
    readonly requested: Target;
    readonly route: string;
    readonly rule: SelectionRule;
    readonly reason: string;
    readonly served?: Served | undefined;
    readonly error?: RouterErrorCode | undefined;
    readonly startedAt: number;
    readonly endedAt: number;
    readonly attempts: readonly Attempt[];
    readonly skipped: readonly SkippedTarget[];
    readonly usage: CompletionResult['usage'];
    readonly cost: CompletionResult['cost'];
    readonly decisions: readonly AuditDecision[];
}

interface AuditReplay {
    readonly isSame: boolean;
    readonly decisions: number;
    readonly differences: readonly {
        readonly index: number;
        readonly type: AuditDecision['type'];
        readonly decision: Json;
    }[];
}

type AuthKind = 'api-key' | 'oauth' | 'access-token' | 'aws-signature' | 'none';

interface Authored {
    readonly origin?: Origin | undefined;
    readonly replay?: JsonObject | undefined;
}

interface AwsAuth {
    readonly type: 'aws';
    readonly region?: string | undefined;
    readonly credentials: AwsCredentials | (() => AwsCredentials | Promise<AwsCredentials>);
}

interface AwsCredentials {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string | undefined;
}

interface BaselineAnswer {
    readonly target: ModelRef;
    readonly prompt: number;
    readonly round: number;
    readonly result: CompletionResult;
}

interface BaselineOptions {
    readonly prompts: readonly BaselinePrompt[];
    readonly targets: readonly ModelRef[];
    readonly repeat?: number | undefined;
    readonly score?: ((answer: BaselineAnswer) => number | Promise<number>) | undefined;
    readonly signal?: AbortSignal | undefined;
}

type BaselinePrompt = string | Omit<CompletionRequest, 'model' | 'agent' | 'task' | 'phase' | 'tier' | 'signal'>;

interface BaselineReport {
    readonly startedAt: number;
    readonly prompts: number;
    readonly repeat: number;
    readonly targets: readonly BaselineTarget[];
    readonly models: Readonly<Record<ModelRef, {
        readonly score: number;
    }>>;
}

interface BaselineTarget {
    readonly target: ModelRef;
    readonly answered: number;
    readonly failed: Readonly<Partial<Record<RouterErrorCode, number>>>;
    readonly firstTokenMs?: Percentiles | undefined;
    readonly totalMs?: Percentiles | undefined;
    readonly tokensPerSecond?: Percentiles | undefined;
    readonly usage: Usage;
    readonly cost: Cost;
    readonly score?: number | undefined;
}

type BillingClass = 'pay-per-token' | 'free-tier' | 'subscription' | 'local' | 'routes-to-many';

interface BudgetConfig {
    readonly output?: OutputBudgetConfig | undefined;
    readonly spend?: readonly SpendLimit[] | undefined;
    readonly spendStore?: SpendStore | undefined;
}

interface CacheEpoch {
    readonly epoch: number;
    readonly reason: CacheEpochReason;
    readonly block?: string | undefined;
}

type CacheEpochReason = 'provider-family-changed' | 'cache-mode-changed' | 'tool-schema-changed' | 'stable-prefix-changed';

type CacheLifetime = '5m' | '1h';

type CacheMark = boolean | CacheLifetime;

type CacheTtl = '5m' | '30m' | '1h' | '12h' | '24h';

type CachingKind = 'automatic' | 'explicit';

interface CachingOptions {
    readonly mode?: 'auto' | 'off' | undefined;
    readonly ttl?: CacheLifetime | undefined;
    readonly tenant?: string | undefined;
    readonly makeContents?: boolean | undefined;
}

interface Capabilities {
    readonly target: Target;
    readonly protocol: ProtocolId;
    readonly billing: BillingClass;
    readonly auth?: readonly AuthKind[] | undefined;
    readonly thinking: {
        readonly kinds?: readonly ThinkingKind[] | undefined;
        readonly budget?: ModelInfo['thinkingBudget'];
        readonly efforts?: ModelInfo['efforts'];
    };
    readonly caching: {
        readonly kinds?: readonly CachingKind[] | undefined;
        readonly minTokens?: number | undefined;
        readonly ttls?: ModelInfo['cacheTtls'];
    };
    readonly compaction: 'native' | 'client';
    readonly batch: {
        readonly supported?: boolean | undefined;
        readonly priceFactor?: number | undefined;
    };
    readonly tokenCount: 'endpoint' | 'estimate';
    readonly tools?: boolean | undefined;
    readonly structuredOutput?: boolean | undefined;
    readonly vision?: boolean | undefined;
    readonly pdf?: boolean | undefined;
    readonly audio?: boolean | undefined;
    readonly contextWindow?: number | undefined;
    readonly maxInputTokens?: number | undefined;
    readonly maxOutputTokens?: number | undefined;
    readonly status?: ModelInfo['status'];
    readonly asOf?: string | undefined;
}

type Capability = 'vision' | 'pdf' | 'audio' | 'tools' | 'structured-output' | 'reasoning';

interface CatalogRefresh {
    readonly refreshed: boolean;
    readonly models: number;
    readonly leftOut: number;
    readonly reason?: string | undefined;
}

interface CatalogRefreshOptions {
    readonly url?: string | undefined;
    readonly signal?: AbortSignal | undefined;
}

interface ChainImpact {
    readonly chain: string;
    readonly left: readonly Target[];
    readonly lost: readonly Target[];
}

type ChainRef = string | readonly string[];

interface Citation {
    readonly url?: string | undefined;
    readonly title?: string | undefined;
    readonly citedText?: string | undefined;
    readonly start?: number | undefined;
    readonly end?: number | undefined;
    readonly raw?: Json | undefined;
}

interface CompactedHistory {
    readonly history: readonly Message[];
    readonly tokensBefore: number;
    readonly tokensAfter: number;
    readonly summary?: string | undefined;
    readonly usage: Usage;
    readonly cost: Cost;
    readonly attempts: readonly Attempt[];
    readonly warnings: readonly Warning[];
}

type CompactionMode = 'auto' | 'overflow' | 'off';

interface CompactionOptions {
    readonly mode?: CompactionMode | undefined;
    readonly trigger?: number | undefined;
    readonly target?: number | undefined;
    readonly instructions?: string | undefined;
    readonly model?: string | readonly string[] | undefined;
    readonly native?: boolean | undefined;
}

interface Completion<Output = unknown, Calls extends ToolCallPart<string, unknown> = ToolCallPart> extends AsyncIterable<CompletionEvent<CompletionResult<Output, Calls>>>, Promise<CompletionResult<Output, Calls>>, AsyncDisposable {
    readonly events: AsyncIterable<CompletionEvent<CompletionResult<Output, Calls>>>;
    readonly textStream: AsyncIterable<string>;
    settled(): Promise<Settled<CompletionResult<Output, Calls>>>;
    toReadableStream(): ReadableStream<CompletionEvent<CompletionResult<Output, Calls>>>;
    abort(reason?: unknown): void;
}

type CompletionEvent<Result = CompletionResult> = AttemptStartEvent | AttemptEndEvent | RouteChangedEvent | RestartEvent | ResumeEvent | TextStartEvent | TextDeltaEvent | ReasoningStartEvent | ReasoningDeltaEvent | ToolCallStartEvent | ToolCallDeltaEvent | PartEndEvent | SearchEvent | WarningEvent | RawEvent | FinishEvent<Result>;

interface CompletionRequest<S extends Schema = Schema, T extends Tools = Tools, RouteName extends string = string> {
    readonly messages: string | readonly MessageInput[];
    readonly system?: string | readonly SystemBlock[] | undefined;
    readonly model?: ModelRef | RouteName | readonly (ModelRef | RouteName)[] | undefined;
    readonly agent?: string | undefined;
    readonly task?: TaskName | undefined;
    readonly phase?: PhaseName | undefined;
    readonly tier?: TierName | undefined;
    readonly purpose?: 'chat' | 'agent' | undefined;
    readonly constraints?: Constraints | undefined;
    readonly tools?: T | undefined;
    readonly toolChoice?: ToolChoice | undefined;
    readonly parallelToolCalls?: boolean | undefined;
    readonly output?: OutputFormat<S> | undefined;
    readonly maxOutputTokens?: number | undefined;
    readonly onTruncation?: 'recover' | 'stop' | undefined;
    readonly reasoningEffort?: ReasoningEffort | undefined;
    readonly temperature?: number | undefined;
    readonly topP?: number | undefined;
    readonly topK?: number | undefined;
    readonly seed?: number | undefined;
    readonly stopSequences?: readonly string[] | undefined;
    readonly appendOnly?: boolean | undefined;
    readonly includeRaw?: boolean | undefined;
    readonly signal?: AbortSignal | undefined;
    readonly timeouts?: Timeouts | undefined;
    readonly session?: string | undefined;
    readonly tags?: Readonly<Record<string, string>> | undefined;
    readonly search?: boolean | CompletionSearch | undefined;
    readonly caching?: RequestCaching | undefined;
    readonly compaction?: CompactionMode | CompactionOptions | undefined;
    readonly apiKeys?: Readonly<Record<string, Secret>> | undefined;
    readonly headers?: Readonly<Record<string, string>> | undefined;
    readonly providerOptions?: Readonly<Record<string, JsonObject>> | undefined;
}

interface CompletionResult<Output = unknown, Calls extends ToolCallPart<string, unknown> = ToolCallPart> {
    readonly text: string;
    readonly messages: readonly Message[];
    readonly message: AssistantMessage;
    readonly history?: readonly Message[] | undefined;
    readonly toolCalls: readonly Calls[];
    readonly output: Output;
    readonly citations: readonly Citation[];
    readonly finishReason: FinishReason;
    readonly rawFinishReason: string | undefined;
    readonly usage: Usage;
    readonly cost: Cost;
    readonly requested: Target;
    readonly served: Served;
    readonly servedBy: readonly Served[];
    readonly route: string;
    readonly rule: SelectionRule;
    readonly reason: string;
    readonly fallbackOccurred: boolean;
    readonly downgraded: boolean;
    readonly attempts: readonly Attempt[];
    readonly skipped: readonly SkippedTarget[];
    readonly warnings: readonly Warning[];
    readonly guidance?: {
        readonly code: GuidanceCode;
        readonly text: string;
    } | undefined;
}

interface CompletionSearch extends Omit<SearchQuery, 'query' | 'maxResults' | 'merge' | 'constraints' | 'tags' | 'session' | 'timeoutMs' | 'signal'> {
    readonly maxSearches?: number | undefined;
    readonly maxResults?: number | undefined;
    readonly native?: boolean | undefined;
}

interface Constraints {
    readonly regions?: readonly string[] | undefined;
    readonly vendors?: readonly string[] | undefined;
    readonly offline?: boolean | undefined;
    readonly noTraining?: boolean | undefined;
    readonly minTier?: Tier | undefined;
    readonly maxCostUsd?: number | undefined;
    readonly maxLatencyMs?: number | undefined;
    readonly needs?: readonly Capability[] | undefined;
}

interface Cost {
    readonly usd?: number | undefined;
    readonly source: 'reported' | 'computed' | 'none';
    readonly incomplete?: boolean | undefined;
    readonly reason?: string | undefined;
    readonly pricesAsOf?: string | undefined;
}

interface CostEstimate {
    readonly isEstimate: true;
    readonly inputTokens: number;
    readonly targets: readonly TargetCostEstimate[];
    readonly alternatives: readonly TargetCostEstimate[];
    readonly skipped: readonly SkippedTarget[];
}

interface CostEstimateOptions {
    readonly expectedOutputTokens?: number | undefined;
    readonly requestsPerDay?: number | undefined;
    readonly alternatives?: readonly (ModelRef | (string & {}))[] | undefined;
    readonly service?: PricedService | undefined;
}

interface CostRange {
    readonly lowUsd: number;
    readonly expectedUsd: number;
    readonly highUsd?: number | undefined;
}

interface DetectorConfig {
    readonly empty?: boolean | undefined;
    readonly wrongModel?: boolean | undefined;
    readonly reasoningOnly?: boolean | undefined;
    readonly truncatedPrompt?: boolean | undefined;
    readonly loop?: boolean | undefined;
    readonly toolCallAsText?: boolean | undefined;
}

interface DisableOptions {
    readonly reason: string;
    readonly forMs?: number | undefined;
    readonly abortInFlight?: boolean | undefined;
}

type DrillCode = Exclude<RouterErrorCode, 'configuration' | 'missing-credential' | 'no-target' | 'exhausted' | 'aborted' | 'budget'>;

interface DrillConfig {
    readonly target: ModelRef;
    readonly code: DrillCode;
}

type FailureAction = 'retry' | 'next' | 'stop';

type FailureScope = 'request' | 'model-key' | 'key' | 'account' | 'region';

type Fetch = (url: string, init: FetchInit) => Promise<FetchAnswer>;

interface FetchAnswer {
    readonly status: number;
    readonly ok: boolean;
    readonly type: string;
    readonly headers: Iterable<readonly [
        string,
        string
    ]>;
    readonly body: FetchBody | null;
}

interface FetchBody {
    getReader(): FetchReader;
}

interface FetchInit {
    readonly method: 'GET' | 'POST' | 'DELETE';
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly redirect: 'manual';
    readonly signal: AbortSignal;
}

interface FetchReader {
    read(): Promise<{
        readonly done: boolean;
        readonly value?: Uint8Array | undefined;
    }>;
    cancel(): Promise<void>;
}

type FileData = {
    readonly type: 'base64';
    readonly base64: string;
} | {
    readonly type: 'url';
    readonly url: string;
} | {
    readonly type: 'text';
    readonly text: string;
} | {
    readonly type: 'id';
    readonly fileId: string;
};

type FileDataInput = FileData | ArrayBuffer | ArrayBufferView | URL | string | FileDataInputObject;

type FileDataInputObject = {
    readonly type: 'base64';
    readonly base64: string | ArrayBuffer | ArrayBufferView;
} | {
    readonly type: 'url';
    readonly url: string | URL;
};

interface FilePart extends Authored {
    readonly type: 'file';
    readonly mediaType: string;
    readonly data: FileData;
    readonly filename?: string | undefined;
    readonly cache?: CacheMark | undefined;
}

interface FilePartInput extends Omit<FilePart, 'data' | 'mediaType'> {
    readonly data: FileDataInput;
    readonly mediaType?: string | undefined;
}

interface FinishEvent<Result = CompletionResult> {
    readonly type: 'finish';
    readonly result: Result;
}

type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'other';

interface GoogleAuth {
    readonly type: 'google';
    readonly credentials: GoogleCredentials | (() => GoogleCredentials | Promise<GoogleCredentials>);
}

interface GoogleAuthorizedUser {
    readonly type: 'authorized_user';
    readonly client_id: string;
    readonly client_secret: string;
    readonly refresh_token: string;
    readonly [other: string]: unknown;
}

type GoogleCredentials = GoogleServiceAccount | GoogleAuthorizedUser | string;

interface GoogleServiceAccount {
    readonly type: 'service_account';
    readonly client_email: string;
    readonly private_key: string;
    readonly private_key_id?: string | undefined;
    readonly [other: string]: unknown;
}

type GuidanceCode = 'output-truncated' | 'reasoning-exhausted' | 'tool-call-truncated' | 'context-full' | 'recovery-failed' | 'paused' | 'search-limit';

interface HedgeConfig {
    readonly afterMs: number;
    readonly maxExtra?: number | undefined;
}

interface HostOptions {
    readonly resource?: string | undefined;
    readonly apiVersion?: string | undefined;
    readonly deployment?: string | undefined;
    readonly deployments?: string | undefined;
    readonly project?: string | undefined;
    readonly location?: string | undefined;
    readonly domain?: string | undefined;
    readonly numCtx?: number | false | undefined;
    readonly keepAlive?: string | number | undefined;
    readonly attribution?: boolean | undefined;
}

interface InvalidToolCall<Name extends string = string> extends ToolCallPart<Name, Readonly<Record<string, never>> | null> {
    readonly invalid: NonNullable<ToolCallPart['invalid']>;
}

type Json = null | boolean | number | string | readonly Json[] | JsonObject;

interface JsonObject {
    readonly [key: string]: Json | undefined;
}

interface JsonSchemaInput<Output = unknown> {
    readonly jsonSchema: Record<string, unknown>;
    readonly validate?: ((value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>) | undefined;
}

type Message = UserMessage | AssistantMessage | ToolMessage;

type MessageInput = (Omit<UserMessage, 'content'> & {
    readonly content: string | readonly (TextPart | FilePartInput)[];
}) | (Omit<AssistantMessage, 'content'> & {
    readonly content: string | readonly (AssistantPart | FilePartInput | ToolCallInput)[];
}) | (Omit<ToolMessage, 'content'> & {
    readonly content: readonly ToolResultInput[];
});

type Modality = 'text' | 'image' | 'audio' | 'video' | 'pdf';

interface ModelInfo {
    readonly provider: string;
    readonly model: string;
    readonly name?: string | undefined;
    readonly contextWindow?: number | undefined;
    readonly maxInputTokens?: number | undefined;
    readonly maxOutputTokens?: number | undefined;
    readonly capabilities?: Readonly<Partial<Record<Capability, boolean>>> | undefined;
    readonly tier?: Tier | undefined;
    readonly price?: ModelPrice | undefined;
    readonly priceTiers?: readonly PriceTier[] | undefined;
    readonly priceFactors?: Readonly<Partial<Record<PricedService, number>>> | undefined;
    readonly priceChanges?: readonly PriceChange[] | undefined;
    readonly peakHours?: PeakHours | undefined;
    readonly asOf?: string | undefined;
    readonly efforts?: Readonly<Partial<Record<ReasoningEffort, string | null>>> | undefined;
    readonly thinking?: readonly ThinkingKind[] | undefined;
    readonly thinkingBudget?: {
        readonly minTokens?: number | undefined;
        readonly maxTokens?: number | undefined;
    } | undefined;
    readonly sampling?: boolean | undefined;
    readonly cacheMinTokens?: number | undefined;
    readonly cacheTtls?: readonly CacheTtl[] | undefined;
    readonly modalities?: {
        readonly input?: readonly Modality[] | undefined;
        readonly output?: readonly Modality[] | undefined;
    } | undefined;
    readonly status?: 'alpha' | 'beta' | 'deprecated' | 'retired' | undefined;
    readonly retiresOn?: string | undefined;
    readonly replacedBy?: string | undefined;
    readonly releasedOn?: string | undefined;
    readonly knowledgeCutoff?: string | undefined;
    readonly openWeights?: boolean | undefined;
    readonly replayReasoning?: 'reasoning_content' | 'reasoning_details' | undefined;
    readonly recommendedFor?: string | undefined;
    readonly region?: string | undefined;
    readonly score?: number | undefined;
}

type ModelOverride = Partial<Omit<ModelInfo, 'provider' | 'model' | 'priceChanges' | 'peakHours'>>;

interface ModelPrice {
    readonly inputUsdPerMillion?: number | undefined;
    readonly outputUsdPerMillion?: number | undefined;
    readonly cacheReadUsdPerMillion?: number | undefined;
    readonly cacheWriteUsdPerMillion?: number | undefined;
    readonly cacheWrite1hUsdPerMillion?: number | undefined;
}

type ModelRef = `${string}/${string}`;

interface NativePart extends Authored {
    readonly type: 'native';
    readonly kind: string;
    readonly data: Json;
}

interface Notice {
    readonly type: NoticeType;
    readonly message: string;
    readonly target?: Target | undefined;
    readonly tags?: Readonly<Record<string, string>> | undefined;
    readonly spend?: SpendAlert | undefined;
    readonly empty?: {
        readonly answers: number;
        readonly attempts: number;
    } | undefined;
    readonly cacheEpoch?: CacheEpoch | undefined;
    readonly audit?: AuditRecord | undefined;
    readonly shadow?: ShadowComparison | undefined;
    readonly at: number;
}

type NoticeType = 'skipped-target' | 'unusable-provider' | 'failover' | 'downgrade' | 'cooldown' | 'concurrency' | 'empty-response' | 'wrong-model' | 'vendor-terms' | 'cache-epoch' | 'budget' | 'drill' | 'shadow' | 'audit' | 'unusable-search-backend';

interface Origin {
    readonly provider: string;
    readonly protocol: ProtocolId;
    readonly model: string;
}

interface OutputBudgetConfig {
    readonly policy?: 'adaptive' | 'legacy' | undefined;
    readonly maxOutputTokens?: number | undefined;
    readonly initialTokens?: number | undefined;
    readonly escalatedTokens?: number | undefined;
    readonly maxContinuations?: number | undefined;
}

interface OutputFormat<S extends Schema = Schema> {
    readonly schema: S;
    readonly name?: string | undefined;
    readonly mode?: 'native' | 'tool' | 'prompt' | undefined;
}

interface PartEndEvent {
    readonly type: 'part-end';
    readonly index: number;
    readonly part: AssistantPart;
}

interface PassedRule {
    readonly rule: SelectionRule;
    readonly reason: string;
}

interface PeakHours {
    readonly weekdayHoursUtc: readonly (readonly [
        from: number,
        to: number
    ])[];
    readonly offPeakFactor: number;
}

interface Percentiles {
    readonly p50: number;
    readonly p90: number;
    readonly p99: number;
}

type PhaseName = WorkflowPhase | (string & {});

interface Pinnable {
    readonly pinned?: boolean | undefined;
}

interface PlanOptions {
    readonly down?: readonly Selector[] | undefined;
}

interface PlanTarget {
    readonly target: Target;
    readonly protocol: ProtocolId;
    readonly reason: string;
    readonly tier?: Tier | undefined;
    readonly score?: number | undefined;
    readonly latencyMs?: number | undefined;
    readonly downgrade: boolean;
}

type PresetName = 'best-quality' | 'daily' | 'code' | 'flat-rate-agents' | 'fastest' | 'cheapest' | 'dev-test' | 'private' | 'budget-reasoning';

interface PriceChange {
    readonly from: string;
    readonly price: ModelPrice;
}

interface PriceTier extends ModelPrice {
    readonly aboveInputTokens: number;
}

type PricedService = 'batch' | 'flex' | 'priority';

interface ProbeOptions {
    readonly timeoutMs?: number | undefined;
    readonly signal?: AbortSignal | undefined;
}

interface ProbeReport {
    readonly target: Target;
    readonly outcome: 'ok' | 'adjusted' | 'failed';
    readonly latencyMs: number;
    readonly wireModel?: string | undefined;
    readonly code?: RouterErrorCode | undefined;
    readonly status?: number | undefined;
    readonly message?: string | undefined;
    readonly hints: readonly string[];
    readonly warnings: readonly Warning[];
    readonly attempts: readonly Attempt[];
    readonly cost?: Cost | undefined;
}

type ProtocolId = 'openai-chat' | 'openai-responses' | 'anthropic-messages' | 'gemini' | 'bedrock-converse' | 'ollama-chat';

type ProviderAuth = AwsAuth | AccessTokenAuth | GoogleAuth;

interface ProviderConfig {
    readonly protocol?: ProtocolId | undefined;
    readonly baseUrl?: string | undefined;
    readonly allowHttp?: boolean | undefined;
    readonly apiKey?: Secret | readonly Secret[] | undefined;
    readonly keyVariables?: readonly string[] | undefined;
    readonly auth?: ProviderAuth | undefined;
    readonly headers?: Readonly<Record<string, string>> | undefined;
    readonly fetch?: Fetch | undefined;
    readonly defaultModel?: string | undefined;
    readonly tiers?: Readonly<Partial<Record<TierName, string>>> | undefined;
    readonly region?: string | undefined;
    readonly noTraining?: boolean | undefined;
    readonly owner?: string | undefined;
    readonly enabled?: boolean | undefined;
    readonly limits?: ProviderLimits | undefined;
    readonly options?: HostOptions | undefined;
}

interface ProviderDefinition {
    readonly id: string;
    readonly provider: ProviderConfig;
    readonly models?: Readonly<Record<string, ModelOverride>> | undefined;
}

interface ProviderLimits {
    readonly rpm?: number | undefined;
    readonly tpm?: number | undefined;
    readonly maxConcurrent?: number | undefined;
}

type ProviderOptions = JsonObject;

interface ProviderStatus {
    readonly id: string;
    readonly protocol: ProtocolId;
    readonly baseUrl: string;
    readonly enabled: boolean;
    readonly disabled?: readonly SwitchedOff[] | undefined;
    readonly hasCredential: boolean;
    readonly environment: readonly string[];
    readonly billing: BillingClass;
    readonly owner?: string | undefined;
    readonly defaultModel?: string | undefined;
    readonly tiers: Readonly<Partial<Record<Tier, string>>>;
    readonly region?: string | undefined;
}

interface RawEvent {
    readonly type: 'raw';
    readonly attempt: number;
    readonly event: string;
    readonly data: Json;
}

interface ReasoningDeltaEvent {
    readonly type: 'reasoning-delta';
    readonly index: number;
    readonly delta: string;
}

type ReasoningEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';

interface ReasoningPart extends Authored {
    readonly type: 'reasoning';
    readonly text: string;
}

interface ReasoningStartEvent {
    readonly type: 'reasoning-start';
    readonly index: number;
}

type ReportDimension = 'provider' | 'model' | 'task' | 'phase' | 'agent' | 'kind' | 'day' | 'month' | `tag:${string}`;

interface RequestCaching extends CachingOptions {
    readonly cachedContent?: string | undefined;
}

interface RestartEvent {
    readonly type: 'restart';
    readonly discard: number;
}

interface ResumeEvent {
    readonly type: 'resume';
    readonly at: number;
}

interface RolesConfig {
    readonly chat?: ChainRef | undefined;
    readonly autonomous?: ChainRef | undefined;
    readonly fallback?: ChainRef | undefined;
}

interface RouteChangedEvent {
    readonly type: 'route-changed';
    readonly from: Target;
    readonly to: Target;
    readonly reason: string;
    readonly downgrade: boolean;
}

interface RouteConfig {
    readonly targets: readonly ModelRef[];
    readonly tier?: TierName | undefined;
    readonly task?: TaskName | readonly TaskName[] | undefined;
    readonly phase?: PhaseName | readonly PhaseName[] | undefined;
    readonly allowDowngrade?: boolean | undefined;
    readonly retryPrimaryAfterSeconds?: number | undefined;
    readonly onContentFilter?: 'stop' | 'next' | undefined;
    readonly needs?: readonly Capability[] | undefined;
    readonly constraints?: Constraints | undefined;
}

type RouteName<C> = 'default' | (C extends {
    readonly routes?: infer Routes;
} ? keyof NonNullable<Routes> & string : never) | (C extends {
    readonly providers?: infer Providers;
} ? keyof NonNullable<Providers> & string : never) | (C extends {
    readonly routing: {
        readonly presets: true;
    };
} ? PresetName : never);

interface RoutePlan {
    readonly route: string;
    readonly rule: SelectionRule;
    readonly reason: string;
    readonly passed: readonly PassedRule[];
    readonly requested: Target;
    readonly floor?: Tier | undefined;
    readonly targets: readonly PlanTarget[];
    readonly skipped: readonly SkippedTarget[];
    readonly impact?: readonly ChainImpact[] | undefined;
}

interface Router<C extends RouterConfig = RouterConfig> extends AsyncDisposable {
    complete<const S extends Schema = Schema<unknown>, const T extends Tools = Tools>(request: CompletionRequest<S, T, RouteName<C>>): Completion<SchemaOutput<S>, ToolCallsOf<T>>;
    plan(request: CompletionRequest<Schema, Tools, RouteName<C>>, options?: PlanOptions): Promise<RoutePlan>;
    estimateCost(request: CompletionRequest<Schema, Tools, RouteName<C>>, options?: CostEstimateOptions): Promise<CostEstimate>;
    countTokens(request: CompletionRequest<Schema, Tools, RouteName<C>>, options?: TokenCountOptions): Promise<TokenCount>;
    compact(request: CompletionRequest<Schema, Tools, RouteName<C>>): Promise<CompactedHistory>;
    models(): Promise<readonly ModelInfo[]>;
    capabilities(target: ModelRef | Target): Promise<Capabilities>;
    probe(target: string | Target, options?: ProbeOptions): Promise<ProbeReport>;
    refreshCatalog(options?: CatalogRefreshOptions): Promise<CatalogRefresh>;
    report(query?: UsageQuery): Promise<UsageReport>;
    search(query: SearchQuery): Promise<SearchResponse>;
    baseline(options: BaselineOptions): Promise<BaselineReport>;
    providers(): readonly ProviderStatus[];
    disable(what: Selector, options: DisableOptions): void;
    enable(what: Selector): void;
    configure(config: RouterConfig): void;
    addProvider(id: string, config: ProviderConfig): void;
    addProvider(definition: ProviderDefinition): void;
    removeProvider(id: string): void;
    setDefault(chain: ModelRef | readonly ModelRef[]): void;
    close(): Promise<void>;
}

interface RouterConfig {
    readonly providers?: Readonly<Record<string, ProviderConfig>> | undefined;
    readonly routes?: Readonly<Record<string, readonly ModelRef[] | RouteConfig>> | undefined;
    readonly agents?: Readonly<Record<string, AgentConfig>> | undefined;
    readonly roles?: RolesConfig | undefined;
    readonly models?: Readonly<Record<string, ModelOverride>> | undefined;
    readonly routing?: RoutingConfig | undefined;
    readonly budget?: BudgetConfig | undefined;
    readonly caching?: CachingOptions | undefined;
    readonly compaction?: CompactionMode | CompactionOptions | undefined;
    readonly search?: SearchConfig | undefined;
    readonly runtime?: Partial<Runtime> | undefined;
    readonly onNotice?: ((notice: Notice) => void) | undefined;
}

declare class RouterError extends Error {
    readonly code: RouterErrorCode;
    readonly hints: readonly string[];
    readonly target: Target | undefined;
    readonly status: number | undefined;
    readonly providerMessage: string | undefined;
    readonly providerCode: string | undefined;
    readonly requestId: string | undefined;
    readonly retryAfterMs: number | undefined;
    readonly attempts: readonly Attempt[];
    readonly partial: Partial<CompletionResult> | undefined;
    constructor(code: RouterErrorCode, message: string, details?: RouterErrorDetails);
    static is(error: unknown, code?: RouterErrorCode): error is RouterError;
    static [Symbol.hasInstance](error: unknown): boolean;
    toJSON(): Record<string, unknown>;
}

type RouterErrorCode = 'configuration' | 'missing-credential' | 'no-target' | 'exhausted' | 'aborted' | 'authentication' | 'permission' | 'model-not-found' | 'rate-limit' | 'quota' | 'overloaded' | 'server' | 'network' | 'timeout' | 'invalid-request' | 'request-too-large' | 'context-overflow' | 'content-filter' | 'empty-response' | 'stream-truncated' | 'malformed-stream' | 'invalid-output' | 'budget' | 'unsupported';

interface RouterErrorDetails {
    readonly hints?: readonly string[] | undefined;
    readonly target?: Target | undefined;
    readonly status?: number | undefined;
    readonly providerMessage?: string | undefined;
    readonly providerCode?: string | undefined;
    readonly requestId?: string | undefined;
    readonly retryAfterMs?: number | undefined;
    readonly attempts?: readonly Attempt[] | undefined;
    readonly partial?: Partial<CompletionResult> | undefined;
    readonly cause?: unknown;
}

interface RoutingConfig {
    readonly maxRetries?: number | undefined;
    readonly maxAttempts?: number | undefined;
    readonly retryPrimaryAfterSeconds?: number | undefined;
    readonly onContentFilter?: 'stop' | 'next' | undefined;
    readonly allowDowngrade?: boolean | undefined;
    readonly presets?: boolean | undefined;
    readonly maxAnswerBytes?: number | undefined;
    readonly timeouts?: Timeouts | undefined;
    readonly detectors?: DetectorConfig | undefined;
    readonly hedge?: HedgeConfig | undefined;
    readonly drill?: readonly DrillConfig[] | undefined;
    readonly shadow?: ShadowConfig | undefined;
    readonly audit?: boolean | undefined;
    readonly stateStore?: StateStore | undefined;
}

interface Runtime {
    readonly fetch: Fetch;
    now(): number;
    setTimer(delayMs: number, fire: () => void): Timer;
    random(): number;
    readEnv(name: string): string | undefined;
}

type SafeSearch = 'off' | 'moderate' | 'strict';

type Schema<Output = unknown> = StandardSchema<unknown, Output> | StandardSchema<never, Output> | JsonSchemaInput<Output>;

type SchemaInput<S> = S extends {
    readonly '~standard': {
        readonly types?: infer Types;
    };
} ? NonNullable<Types> extends {
    readonly input: infer Input;
} ? Input : unknown : SchemaOutput<S>;

type SchemaOutput<S> = S extends {
    readonly '~standard': {
        readonly types?: infer Types;
    };
} ? NonNullable<Types> extends {
    readonly output: infer Output;
} ? Output : unknown : S extends JsonSchemaInput<infer Output> ? Output : unknown;

interface SearchBackendConfig {
    readonly apiKey?: Secret | readonly Secret[] | undefined;
    readonly baseUrl?: string | undefined;
    readonly allowPrivateHosts?: boolean | undefined;
    readonly engineId?: string | undefined;
    readonly headers?: Readonly<Record<string, string>> | undefined;
    readonly region?: string | undefined;
    readonly usdPerQuery?: number | undefined;
    readonly enabled?: boolean | undefined;
}

type SearchBackendId = 'tavily' | 'exa' | 'brave' | 'serpapi' | 'google' | 'searxng' | 'duckduckgo';

interface SearchClient {
    search(query: SearchQuery): Promise<SearchResponse>;
}

interface SearchClientConfig extends SearchConfig {
    readonly runtime?: Partial<Runtime> | undefined;
    readonly onNotice?: ((notice: Notice) => void) | undefined;
}

interface SearchConfig {
    readonly backends?: Readonly<Partial<Record<SearchBackendId, SearchBackendConfig>>> | undefined;
    readonly order?: readonly SearchBackendId[] | undefined;
    readonly primary?: Exclude<SearchBackendId, 'duckduckgo'> | undefined;
    readonly fallback?: Exclude<SearchBackendId, 'duckduckgo'> | undefined;
    readonly duckDuckGo?: boolean | undefined;
    readonly timeoutMs?: number | undefined;
}

type SearchDateRange = 'day' | 'week' | 'month' | 'year';

interface SearchEvent {
    readonly type: 'search';
    readonly state: 'started' | 'finished' | 'failed';
    readonly id: string;
    readonly query: string;
    readonly backend?: SearchBackendId | undefined;
    readonly results?: readonly SearchResult[] | undefined;
    readonly message?: string | undefined;
}

interface SearchImage {
    readonly url: string;
    readonly thumbnailUrl?: string | undefined;
    readonly width?: number | undefined;
    readonly height?: number | undefined;
}

interface SearchQuery {
    readonly query: string;
    readonly type?: SearchType | undefined;
    readonly maxResults?: number | undefined;
    readonly dateRange?: SearchDateRange | undefined;
    readonly region?: string | undefined;
    readonly language?: string | undefined;
    readonly safeSearch?: SafeSearch | undefined;
    readonly includeDomains?: readonly string[] | undefined;
    readonly excludeDomains?: readonly string[] | undefined;
    readonly backend?: SearchBackendId | undefined;
    readonly merge?: boolean | undefined;
    readonly constraints?: Constraints | undefined;
    readonly tags?: Readonly<Record<string, string>> | undefined;
    readonly session?: string | undefined;
    readonly timeoutMs?: number | undefined;
    readonly signal?: AbortSignal | undefined;
}

interface SearchResponse {
    readonly query: string;
    readonly type: SearchType;
    readonly backend: SearchBackendId;
    readonly results: readonly SearchResult[];
    readonly cost: Cost;
    readonly attempts: readonly Attempt[];
    readonly skipped: readonly SkippedTarget[];
    readonly warnings: readonly Warning[];
    readonly fallbackOccurred: boolean;
}

interface SearchResult {
    readonly title: string;
    readonly url: string;
    readonly snippet: string;
    readonly publishedAt?: string | undefined;
    readonly age?: string | undefined;
    readonly source?: string | undefined;
    readonly score?: number | undefined;
    readonly image?: SearchImage | undefined;
    readonly backends?: readonly SearchBackendId[] | undefined;
}

type SearchType = 'web' | 'news' | 'images';

type Secret = string | (() => string | Promise<string>);

type SelectionRule = 'model' | 'agent' | 'task' | 'phase' | 'capability' | 'tier' | 'role' | 'default' | 'fallback';

type Selector = {
    readonly provider: string;
} | {
    readonly model: string;
} | {
    readonly target: ModelRef;
} | {
    readonly key: string;
};

interface Served extends Target {
    readonly protocol: ProtocolId;
    readonly wireModel?: string | undefined;
}

type Settled<Result> = {
    readonly ok: true;
    readonly result: Result;
} | {
    readonly ok: false;
    readonly error: RouterError;
};

interface ShadowComparison {
    readonly original: ShadowSide;
    readonly copy: ShadowSide;
}

interface ShadowConfig {
    readonly targets: readonly ModelRef[];
    readonly sample?: number | undefined;
    readonly maxCallsPerDay?: number | undefined;
    readonly maxUsdPerDay?: number | undefined;
}

interface ShadowSide {
    readonly target: Target;
    readonly text: string;
    readonly error?: RouterErrorCode | undefined;
    readonly usage: Usage;
    readonly cost: Cost;
    readonly durationMs: number;
    readonly firstTokenMs?: number | undefined;
}

type SkipReason = 'capability' | 'context-window' | 'cooldown' | 'limit' | 'budget' | 'disabled' | 'down' | 'offline' | 'region' | 'vendor' | 'training' | 'price' | 'latency' | 'tier' | 'downgrade' | RouterErrorCode;

interface SkippedTarget {
    readonly target: Target;
    readonly reason: SkipReason;
    readonly message: string;
    readonly until?: number | undefined;
}

interface SoundToolCall<Name extends string = string, Args = Json> extends ToolCallPart<Name, Args> {
    readonly invalid?: undefined;
}

interface SpendAlert extends SpendStatus {
    readonly share: number;
}

interface SpendLimit {
    readonly usd: number;
    readonly per: SpendPeriod;
    readonly tag?: string | Readonly<Record<string, string>> | undefined;
    readonly session?: string | boolean | undefined;
    readonly provider?: string | undefined;
    readonly model?: string | undefined;
    readonly alertAt?: number | readonly number[] | undefined;
    readonly hard?: boolean | undefined;
}

type SpendPeriod = 'call' | 'run' | 'day' | 'month' | {
    readonly hours: number;
};

interface SpendReservation {
    readonly ok: boolean;
    readonly totals: readonly SpendTotal[];
}

interface SpendStatus {
    readonly limit: string;
    readonly usd: number;
    readonly spentUsd: number;
    readonly reservedUsd: number;
    readonly resetsAt?: number | undefined;
}

interface SpendStore {
    reserve(windows: readonly SpendWindow[], nanoUsd: number): SpendReservation | Promise<SpendReservation>;
    settle(windows: readonly SpendWindow[], reservedNanoUsd: number, spentNanoUsd: number): readonly SpendTotal[] | Promise<readonly SpendTotal[]>;
}

interface SpendTotal {
    readonly spentNanoUsd: number;
    readonly reservedNanoUsd: number;
}

interface SpendWindow {
    readonly key: string;
    readonly limitNanoUsd?: number | undefined;
    readonly endsAt?: number | undefined;
}

type StandardResult<Output> = {
    readonly value: Output;
    readonly issues?: undefined;
} | {
    readonly issues: readonly {
        readonly message: string;
        readonly path?: readonly unknown[] | undefined;
    }[];
};

interface StandardSchema<Input = unknown, Output = Input> {
    readonly '~standard': {
        readonly version: 1;
        readonly vendor: string;
        validate(value: unknown): StandardResult<Output> | Promise<StandardResult<Output>>;
        readonly types?: {
            readonly input: Input;
            readonly output: Output;
        } | undefined;
        readonly jsonSchema?: {
            input(options: {
                readonly target: string;
            }): Record<string, unknown>;
        } | undefined;
    };
}

interface StateStore {
    get(): Promise<VersionedState | undefined> | VersionedState | undefined;
    set(state: StoredState, expected: number | undefined): Promise<number | undefined> | number | undefined;
}

interface StoredState {
    readonly health: Json;
    readonly limits: Json;
}

interface SwitchedOff {
    readonly what: Selector;
    readonly reason: string;
    readonly until?: number | undefined;
}

interface SystemBlock {
    readonly text: string;
    readonly scope: 'session' | 'turn';
    readonly key?: string | undefined;
    readonly cache?: CacheMark | undefined;
}

interface Target {
    readonly provider: string;
    readonly model: string;
}

interface TargetCostEstimate {
    readonly target: Target;
    readonly cost?: CostRange | undefined;
    readonly perDay?: CostRange | undefined;
    readonly relative?: number | undefined;
    readonly inputTokens: number;
    readonly outputTokens: {
        readonly low: number;
        readonly expected: number;
        readonly high?: number | undefined;
    };
    readonly pricesAsOf?: string | undefined;
    readonly confidence: 'high' | 'medium' | 'low' | 'none';
    readonly reason?: string | undefined;
}

type TaskClass = 'triage' | 'classification' | 'extraction' | 'summary' | 'quick' | 'chat' | 'drafting' | 'translation' | 'research' | 'math' | 'vision' | 'long-context' | 'code' | 'planning' | 'synthesis' | 'shipped-code' | 'verification';

type TaskName = TaskClass | 'auto' | (string & {});

interface TextDeltaEvent {
    readonly type: 'text-delta';
    readonly index: number;
    readonly delta: string;
}

interface TextPart extends Authored {
    readonly type: 'text';
    readonly text: string;
    readonly citations?: readonly Citation[] | undefined;
    readonly cache?: CacheMark | undefined;
}

interface TextStartEvent {
    readonly type: 'text-start';
    readonly index: number;
}

type ThinkingKind = 'adaptive' | 'budget' | 'level' | 'toggle';

type Tier = 'flagship' | 'balanced' | 'fast';

type TierName = Tier | 'opus' | 'sonnet' | 'haiku';

interface Timeouts {
    readonly headersMs?: number | undefined;
    readonly firstTokenMs?: number | undefined;
    readonly idleMs?: number | undefined;
    readonly stallMs?: number | undefined;
    readonly totalMs?: number | undefined;
}

interface Timer {
    cancel(): void;
}

interface TokenCount {
    readonly tokens: number;
    readonly exact: boolean;
    readonly source: 'endpoint' | 'estimate';
    readonly target: Target;
    readonly reason?: string | undefined;
}

interface TokenCountOptions {
    readonly source?: 'endpoint' | 'estimate' | undefined;
}

interface Tool {
    readonly description?: string | undefined;
    readonly input?: Schema | undefined;
    readonly strict?: boolean | undefined;
    readonly cache?: CacheMark | undefined;
}

type ToolArguments<S> = unknown extends SchemaInput<S> ? Json : SchemaInput<S>;

interface ToolCallDeltaEvent {
    readonly type: 'tool-call-delta';
    readonly index: number;
    readonly delta: string;
}

type ToolCallInput = Omit<ToolCallPart, 'args' | 'rawArgs'> & ({
    readonly args: unknown;
    readonly rawArgs?: string | undefined;
} | {
    readonly args?: undefined;
    readonly rawArgs: string;
});

interface ToolCallPart<Name extends string = string, Args = Json> extends Authored {
    readonly type: 'tool-call';
    readonly id: string;
    readonly name: Name;
    readonly args: Args;
    readonly rawArgs: string;
    readonly invalid?: 'truncated' | 'malformed' | undefined;
    readonly cache?: CacheMark | undefined;
}

interface ToolCallStartEvent {
    readonly type: 'tool-call-start';
    readonly index: number;
    readonly id: string;
    readonly name: string;
}

type ToolCallsOf<T extends Tools> = string extends keyof T ? ToolCallPart<string, Json> : {
    [Name in keyof T & string]: SoundToolCall<Name, T[Name] extends {
        input: infer S;
    } ? ToolArguments<S> : Json> | InvalidToolCall<Name>;
}[keyof T & string];

type ToolChoice = 'auto' | 'none' | 'required' | {
    readonly name: string;
};

interface ToolMessage extends Pinnable {
    readonly role: 'tool';
    readonly content: readonly ToolResultPart[];
}

interface ToolResultInput extends Omit<ToolResultPart, 'name' | 'output' | 'files'> {
    readonly name?: string | undefined;
    readonly output: unknown;
    readonly files?: readonly FilePartInput[] | undefined;
}

interface ToolResultPart {
    readonly type: 'tool-result';
    readonly callId: string;
    readonly name: string;
    readonly output: Json;
    readonly files?: readonly FilePart[] | undefined;
    readonly isError?: boolean | undefined;
    readonly cache?: CacheMark | undefined;
}

type Tools = Readonly<Record<string, Tool>>;

interface Usage {
    readonly inputTokens?: number | undefined;
    readonly outputTokens?: number | undefined;
    readonly cachedTokens?: number | undefined;
    readonly cacheWriteTokens?: number | undefined;
    readonly cacheWrite1hTokens?: number | undefined;
    readonly reasoningTokens?: number | undefined;
}

interface UsageCounts {
    readonly calls: number;
    readonly failedCalls: number;
    readonly fallbacks: number;
    readonly downgrades: number;
    readonly attempts: number;
    readonly retries: number;
    readonly failedAttempts: number;
    readonly failures: Readonly<Partial<Record<RouterErrorCode, number>>>;
    readonly usage: Usage;
    readonly usd: number;
    readonly unpricedAttempts: number;
}

interface UsageQuery {
    readonly groupBy?: readonly ReportDimension[] | undefined;
    readonly where?: Readonly<Partial<Record<ReportDimension, string>>> | undefined;
    readonly from?: string | undefined;
    readonly to?: string | undefined;
}

interface UsageReport {
    readonly from?: string | undefined;
    readonly to?: string | undefined;
    readonly total: UsageCounts;
    readonly rows: readonly UsageRow[];
    readonly isComplete: boolean;
}

interface UsageRow extends UsageCounts {
    readonly group: Readonly<Partial<Record<ReportDimension, string>>>;
}

type UsageSource = 'reported' | 'partial' | 'estimated';

interface UserMessage extends Pinnable {
    readonly role: 'user';
    readonly content: string | readonly UserPart[];
    readonly summary?: boolean | undefined;
}

type UserPart = TextPart | FilePart;

interface VersionedState {
    readonly version: number;
    readonly state: StoredState;
}

interface Warning {
    readonly code: string;
    readonly message: string;
    readonly target?: Target | undefined;
}

interface WarningEvent {
    readonly type: 'warning';
    readonly warning: Warning;
}

type WorkflowPhase = 'plan' | 'research' | 'analyze' | 'create' | 'execute' | 'verify' | 'deliver' | 'general';

declare function createRouter<const C extends RouterConfig = RouterConfig>(config?: C): Router<C>;

declare function memoryStateStore(): StateStore;

declare function replayAudit(record: AuditRecord): Promise<AuditReplay>;

export type { AccessTokenAuth, AgentConfig, AssistantMessage, AssistantPart, Attempt, AttemptEndEvent, AttemptFailure, AttemptKind, AttemptStartEvent, AttemptUsage, AuditDecision, AuditRecord, AuditReplay, AuthKind, Authored, AwsAuth, AwsCredentials, BaselineAnswer, BaselineOptions, BaselinePrompt, BaselineReport, BaselineTarget, BillingClass, BudgetConfig, CacheEpoch, CacheEpochReason, CacheLifetime, CacheMark, CacheTtl, CachingKind, CachingOptions, Capabilities, Capability, CatalogRefresh, CatalogRefreshOptions, ChainImpact, ChainRef, Citation, CompactedHistory, CompactionMode, CompactionOptions, Completion, CompletionEvent, CompletionRequest, CompletionResult, CompletionSearch, Constraints, Cost, CostEstimate, CostEstimateOptions, CostRange, DetectorConfig, DisableOptions, DrillCode, DrillConfig, FailureAction, FailureScope, Fetch, FetchAnswer, FetchBody, FetchInit, FetchReader, FileData, FileDataInput, FileDataInputObject, FilePart, FilePartInput, FinishEvent, FinishReason, GoogleAuth, GoogleAuthorizedUser, GoogleCredentials, GoogleServiceAccount, GuidanceCode, HedgeConfig, HostOptions, InvalidToolCall, Json, JsonObject, JsonSchemaInput, Message, MessageInput, Modality, ModelInfo, ModelOverride, ModelPrice, ModelRef, NativePart, Notice, NoticeType, Origin, OutputBudgetConfig, OutputFormat, PartEndEvent, PassedRule, PeakHours, Percentiles, PhaseName, Pinnable, PlanOptions, PlanTarget, PresetName, PriceChange, PriceTier, PricedService, ProbeOptions, ProbeReport, ProtocolId, ProviderAuth, ProviderConfig, ProviderDefinition, ProviderLimits, ProviderOptions, ProviderStatus, RawEvent, ReasoningDeltaEvent, ReasoningEffort, ReasoningPart, ReasoningStartEvent, ReportDimension, RequestCaching, RestartEvent, ResumeEvent, RolesConfig, RouteChangedEvent, RouteConfig, RouteName, RoutePlan, Router, RouterConfig, RouterErrorCode, RouterErrorDetails, RoutingConfig, Runtime, SafeSearch, Schema, SchemaInput, SchemaOutput, SearchBackendConfig, SearchBackendId, SearchClient, SearchClientConfig, SearchConfig, SearchDateRange, SearchEvent, SearchImage, SearchQuery, SearchResponse, SearchResult, SearchType, Secret, SelectionRule, Selector, Served, Settled, ShadowComparison, ShadowConfig, ShadowSide, SkipReason, SkippedTarget, SoundToolCall, SpendAlert, SpendLimit, SpendPeriod, SpendReservation, SpendStatus, SpendStore, SpendTotal, SpendWindow, StandardResult, StandardSchema, StateStore, StoredState, SwitchedOff, SystemBlock, Target, TargetCostEstimate, TaskClass, TaskName, TextDeltaEvent, TextPart, TextStartEvent, ThinkingKind, Tier, TierName, Timeouts, Timer, TokenCount, TokenCountOptions, Tool, ToolArguments, ToolCallDeltaEvent, ToolCallInput, ToolCallPart, ToolCallStartEvent, ToolCallsOf, ToolChoice, ToolMessage, ToolResultInput, ToolResultPart, Tools, Usage, UsageCounts, UsageQuery, UsageReport, UsageRow, UsageSource, UserMessage, UserPart, VersionedState, Warning, WarningEvent, WorkflowPhase };

export { RouterError, createRouter, memoryStateStore, replayAudit };
