import { Agent as Agent$1 } from 'node:https';

import { Agent } from 'node:http';

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

interface NodeFetchOptions {
    readonly httpAgent?: Agent | undefined;
    readonly httpsAgent?: Agent$1 | undefined;
}

declare function nodeFetch(options?: NodeFetchOptions): Fetch;

export type { Fetch, FetchAnswer, FetchBody, FetchInit, FetchReader, NodeFetchOptions };

export { nodeFetch };
