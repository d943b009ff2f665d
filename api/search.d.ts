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

interface Authored {
    readonly origin?: Origin | undefined;
    readonly replay?: JsonObject | undefined;
}

interface CacheEpoch {
    readonly epoch: number;
    readonly reason: CacheEpochReason;
    readonly block?: string | undefined;
}

type CacheEpochReason = 'provider-family-changed' | 'cache-mode-changed' | 'tool-schema-changed' | 'stable-prefix-changed';

type CacheLifetime = '5m' | '1h';

type CacheMark = boolean | CacheLifetime;

type Capability = 'vision' | 'pdf' | 'audio' | 'tools' | 'structured-output' | 'reasoning';

interface Citation {
    readonly url?: string | undefined;
    readonly title?: string | undefined;
    readonly citedText?: string | undefined;
    readonly start?: number | undefined;
    readonly end?: number | undefined;
    readonly raw?: Json | undefined;
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

interface FilePart extends Authored {
    readonly type: 'file';
    readonly mediaType: string;
    readonly data: FileData;
    readonly filename?: string | undefined;
    readonly cache?: CacheMark | undefined;
}

type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'other';

type GuidanceCode = 'output-truncated' | 'reasoning-exhausted' | 'tool-call-truncated' | 'context-full' | 'recovery-failed' | 'paused' | 'search-limit';

type Json = null | boolean | number | string | readonly Json[] | JsonObject;

interface JsonObject {
    readonly [key: string]: Json | undefined;
}

type Message = UserMessage | AssistantMessage | ToolMessage;

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

interface Pinnable {
    readonly pinned?: boolean | undefined;
}

type ProtocolId = 'openai-chat' | 'openai-responses' | 'anthropic-messages' | 'gemini' | 'bedrock-converse' | 'ollama-chat';

interface ReasoningPart extends Authored {
    readonly type: 'reasoning';
    readonly text: string;
}

type RouterErrorCode = 'configuration' | 'missing-credential' | 'no-target' | 'exhausted' | 'aborted' | 'authentication' | 'permission' | 'model-not-found' | 'rate-limit' | 'quota' | 'overloaded' | 'server' | 'network' | 'timeout' | 'invalid-request' | 'request-too-large' | 'context-overflow' | 'content-filter' | 'empty-response' | 'stream-truncated' | 'malformed-stream' | 'invalid-output' | 'budget' | 'unsupported';

interface Runtime {
    readonly fetch: Fetch;
    now(): number;
    setTimer(delayMs: number, fire: () => void): Timer;
    random(): number;
    readEnv(name: string): string | undefined;
}

type SafeSearch = 'off' | 'moderate' | 'strict';

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

interface Served extends Target {
    readonly protocol: ProtocolId;
    readonly wireModel?: string | undefined;
}

interface ShadowComparison {
    readonly original: ShadowSide;
    readonly copy: ShadowSide;
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

interface SpendAlert extends SpendStatus {
    readonly share: number;
}

interface SpendStatus {
    readonly limit: string;
    readonly usd: number;
    readonly spentUsd: number;
    readonly reservedUsd: number;
    readonly resetsAt?: number | undefined;
}

interface Target {
    readonly provider: string;
    readonly model: string;
}

interface TextPart extends Authored {
    readonly type: 'text';
    readonly text: string;
    readonly citations?: readonly Citation[] | undefined;
    readonly cache?: CacheMark | undefined;
}

type Tier = 'flagship' | 'balanced' | 'fast';

interface Timer {
    cancel(): void;
}

interface ToolCallPart<Name extends string = string, Args = Json> extends Authored {
    readonly type: 'tool-call';
    readonly id: string;
    readonly name: Name;
    readonly args: Args;
    readonly rawArgs: string;
    readonly invalid?: 'truncated' | 'malformed' | undefined;
    readonly cache?: CacheMark | undefined;
}

interface ToolMessage extends Pinnable {
    readonly role: 'tool';
    readonly content: readonly ToolResultPart[];
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

interface Usage {
    readonly inputTokens?: number | undefined;
    readonly outputTokens?: number | undefined;
    readonly cachedTokens?: number | undefined;
    readonly cacheWriteTokens?: number | undefined;
    readonly cacheWrite1hTokens?: number | undefined;
    readonly reasoningTokens?: number | undefined;
}

type UsageSource = 'reported' | 'partial' | 'estimated';

interface UserMessage extends Pinnable {
    readonly role: 'user';
    readonly content: string | readonly UserPart[];
    readonly summary?: boolean | undefined;
}

type UserPart = TextPart | FilePart;

interface Warning {
    readonly code: string;
    readonly message: string;
    readonly target?: Target | undefined;
}

declare function createSearch(config?: SearchClientConfig): SearchClient;

export type { CompletionSearch, SafeSearch, SearchBackendConfig, SearchBackendId, SearchClient, SearchClientConfig, SearchConfig, SearchDateRange, SearchImage, SearchQuery, SearchResponse, SearchResult, SearchType };

export { createSearch };
