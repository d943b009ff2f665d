import {
  demandsProfile,
  listInferenceProfiles,
  resolveInferenceProfile,
  type InferenceProfile,
} from '../adapters/bedrock-converse/inference-profile.ts'
import { controlPlaneOf } from '../adapters/bedrock-converse/control-plane.ts'
import { wireModel } from '../adapters/wire-model.ts'
import { abortedError } from '../state/call-error.ts'
import { needOf } from '../request/candidates.ts'
import type { ReadCredential } from '../state/choose-credential.ts'
import { authHeaders } from '../credentials/api-key.ts'
import type { RepairOutcome, RepairQuestion } from './repairs.ts'
import { requestText } from '../transport/request-text.ts'
import type { KeptAnswer } from '../transport/kept-answers.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import { hashOf } from '../vocabulary/text-hash.ts'

/** How long the list of an account in a region holds, in milliseconds. */
const listMs = 5 * 60_000

/** How long a model is asked through its profile from the start, in milliseconds. */
const rememberMs = 60 * 60_000

/** For a page of the list, in milliseconds. */
const timeoutMs = 10_000

/** A page of the list: up to 1000 profiles of some 2 kB each. */
const maxBytes: number = 8 * 1024 * 1024

/**
 * Newer models of Bedrock are asked through an inference profile only. Where one refuses for that reason, its own profile is looked
 * up and asked in its place, within the regions that the request is bound to; another model never is.
 */
export async function proposeProfile(question: RepairQuestion): Promise<RepairOutcome | undefined> {
  const { state, asked, failed } = question
  if (!demandsProfile(failed.description?.message ?? '')) return undefined
  const host = controlPlaneOf(asked.provider.baseUrl)
  if (host === undefined) return undefined
  const credential = await asked.credential.read()
  try {
    const key = `${host} ${await hashOf(credential?.key ?? '')}`
    const profiles = await state.router.inferenceProfiles.get(
      key,
      () => listProfiles(question, host, credential),
      state.signal,
    )
    const model = wireModel(asked.provider, asked.target.model)
    return {
      adjustment: { wireModel: resolveInferenceProfile(model, profiles, regionRule(question)) },
      rememberMs,
    }
  } catch (error) {
    if (state.signal.aborted) throw abortedError(state)
    if (!RouterError.is(error)) throw error
    return {
      error: new RouterError(error.code, error.message, {
        hints: error.hints,
        target: asked.target,
        status: failed.error.status,
        providerMessage: failed.error.providerMessage,
        requestId: failed.error.requestId,
        cause: failed.error,
      }),
    }
  }
}

/** Without a rule every region is admitted. */
function regionRule({ state }: RepairQuestion): ((region: string | undefined) => boolean) | undefined {
  const regions = needOf(state).constraints?.regions
  return regions === undefined ? undefined : (region) => region !== undefined && regions.includes(region)
}

async function listProfiles(
  { state, asked }: RepairQuestion,
  host: string,
  credential: ReadCredential | undefined,
): Promise<KeptAnswer<readonly InferenceProfile[]>> {
  const { runtime } = state.router
  const value = await listInferenceProfiles(async (path) => {
    const request = { url: `${host}${path}`, headers: { accept: 'application/json' } }
    const headers = await authorised(request, asked.provider, credential, runtime.now())
    const answer = await requestText(
      { ...request, headers, timeoutMs, maxBytes },
      { ...runtime, ...(asked.provider.fetch === undefined ? {} : { fetch: asked.provider.fetch }) },
    )
    if (answer.type === 'answer') return parsed(answer.text)
    throw new RouterError(
      'model-not-found',
      notListed(answer.type === 'error-answer' ? `HTTP ${answer.status}` : answer.reason),
      {
        hints: [
          'Let the key list them (bedrock:ListInferenceProfiles), or name a profile by its id or ARN, like `eu.anthropic.…`.',
        ],
      },
    )
  })
  return { value, until: runtime.now() + listMs }
}

function notListed(reason: string): string {
  return `The model is asked through an inference profile only, and the list of profiles could not be read (${reason}).`
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function authorised(
  request: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
  provider: RepairQuestion['asked']['provider'],
  credential: ReadCredential | undefined,
  now: number,
): Promise<Readonly<Record<string, string>>> {
  if (credential === undefined) return request.headers
  const { source, key } = credential
  if (source.auth !== 'aws-signature') return { ...request.headers, ...authHeaders(provider, key, source.auth) }
  const { signWithAwsKey } = await import('../credentials/aws-key.ts')
  return (await signWithAwsKey(request, key, now)).headers
}
