interface AccessTokenAuth {
    readonly type: 'access-token';
    readonly token: Secret;
}

interface AnthropicEnv {
    readonly ANTHROPIC_BASE_URL?: string;
    readonly ANTHROPIC_AUTH_TOKEN?: string;
    readonly ANTHROPIC_MODEL?: string;
    readonly ANTHROPIC_DEFAULT_OPUS_MODEL?: string;
    readonly ANTHROPIC_DEFAULT_SONNET_MODEL?: string;
    readonly ANTHROPIC_DEFAULT_HAIKU_MODEL?: string;
}

interface AnthropicRecord {
    readonly name: string;
    readonly baseUrl: string;
    readonly authToken: string;
    readonly defaultModel?: string | undefined;
    readonly models?: {
        readonly opus?: string | undefined;
        readonly sonnet?: string | undefined;
        readonly haiku?: string | undefined;
    } | undefined;
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

type CacheTtl = '5m' | '30m' | '1h' | '12h' | '24h';

type Capability = 'vision' | 'pdf' | 'audio' | 'tools' | 'structured-output' | 'reasoning';

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

interface ParseOptions {
    readonly allowHttp?: boolean | undefined;
}

interface ParsedProvider extends ProviderDefinition {
    readonly name: string;
    readonly models: Readonly<Record<string, ModelOverride>>;
    readonly warnings: readonly string[];
}

interface PeakHours {
    readonly weekdayHoursUtc: readonly (readonly [
        from: number,
        to: number
    ])[];
    readonly offPeakFactor: number;
}

interface PriceChange {
    readonly from: string;
    readonly price: ModelPrice;
}

interface PriceTier extends ModelPrice {
    readonly aboveInputTokens: number;
}

type PricedService = 'batch' | 'flex' | 'priority';

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

type ReasoningEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';

type Secret = string | (() => string | Promise<string>);

type ThinkingKind = 'adaptive' | 'budget' | 'level' | 'toggle';

type Tier = 'flagship' | 'balanced' | 'fast';

type TierName = Tier | 'opus' | 'sonnet' | 'haiku';

declare function fromAnthropicEnv(readEnv: (name: keyof AnthropicEnv) => string | undefined): Partial<Omit<AnthropicRecord, 'name'>>;

declare function parseProvider(textOrObject: unknown, options?: ParseOptions): ParsedProvider;

declare function parseProviders(textOrObject: unknown, options?: ParseOptions): readonly ParsedProvider[];

declare function toAnthropicEnv(record: Partial<AnthropicRecord>): AnthropicEnv;

export type { AnthropicEnv, AnthropicRecord, ParseOptions, ParsedProvider, ProviderDefinition };

export { fromAnthropicEnv, parseProvider, parseProviders, toAnthropicEnv };
