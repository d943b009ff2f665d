interface AccessTokenAuth {
    readonly type: 'access-token';
    readonly token: Secret;
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

interface PiModel {
    readonly id: string;
    readonly provider: string;
    readonly api: string;
}

interface PiModels {
    getProviders(): readonly {
        readonly id: string;
    }[];
    getModel(provider: string, id: string): PiModel | undefined;
    streamSimple(model: never, context: never, options?: never): AsyncIterable<unknown>;
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

interface ProviderLimits {
    readonly rpm?: number | undefined;
    readonly tpm?: number | undefined;
    readonly maxConcurrent?: number | undefined;
}

type Secret = string | (() => string | Promise<string>);

type Tier = 'flagship' | 'balanced' | 'fast';

type TierName = Tier | 'opus' | 'sonnet' | 'haiku';

declare function piProvider(models: PiModels): ProviderConfig;

export { piProvider };
