import type { Fetch } from './fetch.ts'
import type { Secret } from './completion-request.ts'
import type { ProviderAuth } from './credential.ts'
import type { ProtocolId, TierName } from './model.ts'

/** One provider: a known id with what differs from its defaults, or any other name with `protocol` and `baseUrl`. */
export interface ProviderConfig {
  readonly protocol?: ProtocolId | undefined
  /** Where it is, in any form its own documentation shows; a path to an endpoint is cut off. */
  readonly baseUrl?: string | undefined
  /** Plain http is for loopback; `true` allows it elsewhere. Default false. */
  readonly allowHttp?: boolean | undefined
  /** One key, or several to rotate over. Default: the provider's usual environment variable. */
  readonly apiKey?: Secret | readonly Secret[] | undefined
  /** The environment variables that may hold the key, the first that is set wins. Default: the provider's usual ones; none for a name of your own. */
  readonly keyVariables?: readonly string[] | undefined
  /** Authorises requests otherwise than by a key: signed for AWS, by an access token, by credentials of Google. Not beside `apiKey`. */
  readonly auth?: ProviderAuth | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Sends this provider's requests instead of `runtime.fetch`: a proxy, a private network, instrumentation. */
  readonly fetch?: Fetch | undefined
  /** The model that is meant where only the provider is named, and where it has none of the tier that is asked for. */
  readonly defaultModel?: string | undefined
  /** Its model of each tier. Default: the environment's, else the newest that is known. */
  readonly tiers?: Readonly<Partial<Record<TierName, string>>> | undefined
  readonly region?: string | undefined
  /** Whether it is known not to train on requests: by contract, say. Counts where `constraints.noTraining` is asked for. Default: not known. */
  readonly noTraining?: boolean | undefined
  /** Who answers for its key. Shown by `providers()`. */
  readonly owner?: string | undefined
  /** Default true. */
  readonly enabled?: boolean | undefined
  /** What each key of this provider may do; what its answers tell of their limits counts besides. Default: nothing is counted. */
  readonly limits?: ProviderLimits | undefined
  /** What this host asks for besides. Default: its own environment variables, where it has some: see PROVIDERS.md. */
  readonly options?: HostOptions | undefined
}

/** What single hosts ask for; all others read none of it. */
export interface HostOptions {
  /** Azure: the name of the resource, the first part of its address. */
  readonly resource?: string | undefined
  /** Azure over openai-chat: the `api-version` that is asked, with the deployment in the address. Default: the v1 address, which has none. */
  readonly apiVersion?: string | undefined
  /** Azure: the deployment that is asked whatever the model. Default: the model's name. */
  readonly deployment?: string | undefined
  /** Azure: deployments by model, `gpt-5.4=mine,gpt-5.4-mini=small`. */
  readonly deployments?: string | undefined
  /** Vertex, and Google's subscriptions: the id of the project. */
  readonly project?: string | undefined
  /** Vertex: a region such as `europe-west1`, or `us`, `eu`, `global`. Default `global`. */
  readonly location?: string | undefined
  /** GitHub Copilot: the host of your GitHub. Default `github.com`. */
  readonly domain?: string | undefined
  /** Ollama: the window that the model is loaded with, in tokens. `false` leaves it to the server. Default: what the request needs. */
  readonly numCtx?: number | false | undefined
  /** Ollama: how long the model stays loaded, `30m` or a number of seconds. Default: the server's. */
  readonly keepAlive?: string | number | undefined
  /** OpenRouter: whether it is told which application asks. Default true. */
  readonly attribution?: boolean | undefined
}

/** What one key may do. A target whose key is at a limit is passed over while another is left, and waited for where it is the last. */
export interface ProviderLimits {
  /** Requests in any minute, from 1. Default: any number. */
  readonly rpm?: number | undefined
  /** Tokens in any minute, from 1: estimated before a request, and what it really used after it. Default: any number. */
  readonly tpm?: number | undefined
  /** Requests at one time, from 1. Default: any number. */
  readonly maxConcurrent?: number | undefined
}
