import type { Secret } from './completion-request.ts'

/**
 * How a key travels: `Authorization: Bearer`, `x-api-key`, both of them (hosts that speak the Anthropic protocol differ in
 * which they read), `x-goog-api-key`, `api-key`, as the signature of the request that it makes, or not at all.
 */
export type AuthStyle =
  | 'bearer'
  | 'x-api-key'
  | 'x-api-key-and-bearer'
  | 'x-goog-api-key'
  | 'api-key'
  | 'aws-signature'
  | 'none'

/** Marks a function that gives the same key every time, and asks nobody for it. */
export const fixedKey: unique symbol = Symbol('fixed key')

/** A pair of keys of AWS, and the token that temporary ones come with. */
export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}

/** Requests are signed with AWS credentials (Signature Version 4, service `bedrock`) instead of showing a key. */
export interface AwsAuth {
  readonly type: 'aws'
  /**
   * E.g. `eu-central-1`. Default: that of the base URL, else the provider's `region`, for `bedrock` that of `AWS_REGION` or
   * `AWS_DEFAULT_REGION`, else `us-east-1`.
   */
  readonly region?: string | undefined
  /** The credentials, or a function that gives them: it is called once an attempt, so temporary ones can be renewed. */
  readonly credentials: AwsCredentials | (() => AwsCredentials | Promise<AwsCredentials>)
}

/** Requests show a token that somebody else has got: of Microsoft Entra, of Google, of a subscription. */
export interface AccessTokenAuth {
  readonly type: 'access-token'
  /** The token, or a function that gives one: it is called once an attempt, and once more when a token is refused as expired. */
  readonly token: Secret
}

/** The key file of a Google service account. What else stands in the file is passed over. */
export interface GoogleServiceAccount {
  readonly type: 'service_account'
  readonly client_email: string
  /** PEM of a PKCS#8 key, as the file has it. */
  readonly private_key: string
  readonly private_key_id?: string | undefined
  readonly [other: string]: unknown
}

/** What `gcloud auth application-default login` writes. */
export interface GoogleAuthorizedUser {
  readonly type: 'authorized_user'
  readonly client_id: string
  readonly client_secret: string
  readonly refresh_token: string
  readonly [other: string]: unknown
}

/** Credentials of Google: the content of the file, parsed or as its text. */
export type GoogleCredentials = GoogleServiceAccount | GoogleAuthorizedUser | string

/** Requests show a token that Google gives for credentials; it is got when one is needed, kept, and got anew before it expires. */
export interface GoogleAuth {
  readonly type: 'google'
  /** The credentials, or a function that gives them. `metadata-server`: those of the machine in Google's cloud that this runs on. */
  readonly credentials: GoogleCredentials | (() => GoogleCredentials | Promise<GoogleCredentials>)
}

/** How requests are authorised where no key is shown. */
export type ProviderAuth = AwsAuth | AccessTokenAuth | GoogleAuth

/**
 * What a key is exchanged for before it is shown: a token of Google for credentials, one of GitHub Copilot for a token of GitHub;
 * a token of ChatGPT is shown as it is, beside the account that stands in it.
 */
export type TokenExchange = 'google' | 'github-copilot' | 'chatgpt'

/** What a key was exchanged for. */
export interface GrantedToken {
  readonly token: string
  /** Until when it is shown, in milliseconds since the epoch: some time before it expires. */
  readonly until: number
  /** Where the requests with it go, where the token says so. */
  readonly baseUrl?: string | undefined
  /** What is shown beside it. */
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** A place a key comes from. It lives in a closure: printing it shows no key. */
export interface CredentialSource {
  /** Names the key without showing it, e.g. `OPENAI_API_KEY`, `apiKey` or `apiKey[1]`. Health is kept by it. */
  readonly label: string
  /** How this key travels when it differs from the provider's own way; absent: the provider's. */
  readonly auth?: AuthStyle | undefined
  /** What this key is exchanged for; absent: what the provider exchanges keys for. `none`: it is shown as it is. */
  readonly exchange?: TokenExchange | 'none' | undefined
  /** It is always the same, and reading it asks nobody. */
  readonly isFixed?: boolean | undefined
  /** Called once an attempt. Throws `RouterError` `missing-credential` when it yields nothing. */
  read(): string | Promise<string>
}

/**
 * An environment variable that may hold a key, and how that key travels when not in the provider's own way. With
 * `aws-signature` it holds the id of a pair of keys; the others of AWS's variables hold the rest.
 */
export interface KeyVariable {
  readonly name: string
  readonly auth?: AuthStyle | undefined
}

/** Where the keys of one provider are looked for. */
export interface KeyPlaces {
  readonly provider: string
  /** Where it is configured, for errors. Default: `providers.<provider>`. */
  readonly option?: readonly string[] | undefined
  /** What the configuration gives. Present, even empty, it keeps the environment out. */
  readonly apiKey: Secret | readonly Secret[] | undefined
  /** How the configuration has requests authorised without a key. Present, it keeps the environment out. */
  readonly auth?: ProviderAuth | undefined
  /** The region that signatures are made for. */
  readonly region?: string | undefined
  /** Looked at in order, the first that holds something wins. */
  readonly variables: readonly KeyVariable[]
  readonly readEnv: (name: string) => string | undefined
}

/** Finds the keys of a provider; each is checked and closed over. Throws `RouterError` `configuration` for one that cannot be sent. */
export type FindKeys = (places: KeyPlaces) => readonly CredentialSource[]

/** Why a key (already trimmed) cannot be sent as a header, or `undefined`. It never repeats the key. */
export function keyProblem(key: string): string | undefined {
  if (/\s/.test(key)) return 'the key holds whitespace or a line break; copy it again as one line'
  if (!/^[\x21-\x7e\xa1-\xff]*$/.test(key)) return 'the key holds characters that a header cannot carry; copy it again'
  return undefined
}
