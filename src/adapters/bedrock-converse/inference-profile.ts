import type { Json, JsonObject } from '../../vocabulary/message.ts'
import { RouterError } from '../../vocabulary/router-error.ts'
import { regionOfModel } from '../aws-region.ts'
import { isJsonList, isJsonObject } from '../plain-json.ts'
import { baseModel, isProfileId } from './model-rules.ts'

/** A profile that newer models are asked through: a name for a model in one or several regions. */
export interface InferenceProfile {
  /** E.g. `eu.anthropic.claude-haiku-4-5-20251001-v1:0`. */
  readonly id: string
  readonly arn: string
  readonly isActive: boolean
  /** Made by AWS, not by the account for its own accounting. */
  readonly isSystemDefined: boolean
  /** The regions that a request may be served from; `undefined` among them: somewhere. */
  readonly regions: readonly (string | undefined)[]
}

/** Pages that are read of the list, and entries of a page. */
const mostPages = 10
const pageSize = 1000

/**
 * All profiles of AWS's own, page by page. `fetchPage` asks the control plane (`https://bedrock.{region}.amazonaws.com`, signed or
 * with a bearer key) for a path and gives the parsed answer. What is no profile is passed over. Caching is the caller's.
 */
export async function listInferenceProfiles(
  fetchPage: (path: string) => Promise<unknown>,
): Promise<readonly InferenceProfile[]> {
  const profiles: InferenceProfile[] = []
  let token = ''
  for (let page = 0; page < mostPages; page += 1) {
    const next = token === '' ? '' : `&nextToken=${encodeURIComponent(token)}`
    const answer = await fetchPage(`/inference-profiles?type=SYSTEM_DEFINED&maxResults=${pageSize}${next}`)
    if (!isJsonObject(answer)) break
    profiles.push(...listOf(answer['inferenceProfileSummaries']).filter(isJsonObject).flatMap(readProfile))
    token = typeof answer['nextToken'] === 'string' ? answer['nextToken'] : ''
    if (token === '') break
  }
  return profiles
}

function readProfile(summary: JsonObject): readonly InferenceProfile[] {
  const { inferenceProfileId: id, inferenceProfileArn: arn, status, type, models } = summary
  if (typeof id !== 'string' || typeof arn !== 'string') return []
  const regions = listOf(models).map((model) => {
    const modelArn = isJsonObject(model) ? model['modelArn'] : undefined
    return typeof modelArn === 'string' ? regionOfModel(modelArn) : undefined
  })
  return [
    {
      id,
      arn,
      isActive: status === 'ACTIVE',
      isSystemDefined: type === 'SYSTEM_DEFINED',
      regions: regions.length === 0 ? [undefined] : regions,
    },
  ]
}

/** Whether a provider's words say that the model is asked through a profile only, so that one try with its profile is worth it. */
export function demandsProfile(message: string): boolean {
  return /on-demand throughput isn.t supported|id or arn of an inference profile/i.test(message)
}

/**
 * The id to ask a model by: the model's own profile, whatever its geography, if every region that it may be served from is
 * admitted. Ids of profiles and ARNs stay as they are. Of several the one with the fewest regions is taken, then the first. A model
 * that is named without its date stands for its newest; one with a date is never replaced by another. `admits` is the region rule
 * (`undefined`: a region that is not known); absent: every region is admitted.
 *
 * Throws a `RouterError`: `model-not-found` without a profile of that model, `permission` where the region rule forbids them all.
 */
export function resolveInferenceProfile(
  model: string,
  profiles: readonly InferenceProfile[],
  admits: (region: string | undefined) => boolean = () => true,
): string {
  if (isProfileId(model)) {
    const named = profiles.filter((profile) => profile.id === model || profile.arn === model)
    const regions = named.flatMap((profile) => profile.regions)
    if (!(regions.length === 0 ? [servingRegion(model)] : regions).every(admits)) throw forbidden(model, named)
    return model
  }
  const family = profiles.filter(
    (profile) => profile.isActive && profile.isSystemDefined && isSameModel(model, baseModel(profile.id)),
  )
  if (family.length === 0) throw unknown(model, profiles)
  const exact = family.some(({ id }) => baseModel(id) === model)
  const newest = exact
    ? model
    : family.reduce((latest, { id }) => (baseModel(id) > latest ? baseModel(id) : latest), '')
  const fitting = family.filter(({ id, regions }) => baseModel(id) === newest && regions.every(admits))
  const [narrowest] = fitting.toSorted((one, other) => breadth(one) - breadth(other))
  if (narrowest === undefined) throw forbidden(model, family)
  return narrowest.id
}

/** How many places a request may go to. What may go anywhere lists one place more: anywhere. */
function breadth({ regions }: InferenceProfile): number {
  return regions.includes(undefined) ? Number.MAX_SAFE_INTEGER : regions.length
}

/** A model or a deployment of the account's own stays in its region; a profile that is not listed may leave it. */
function servingRegion(model: string): string | undefined {
  return /inference-profile\//.test(model) ? undefined : regionOfModel(model)
}

/** A version says nothing about which model it is; a date, a vendor and a smaller window do where they are given. */
function isSameModel(asked: string, listed: string): boolean {
  if (asked === listed) return true
  const wanted = withoutVersion(asked)
  const plain = withoutVersion(listed)
  const undated = /-\d{8}$/.test(wanted) ? plain : plain.replace(/-\d{8}$/, '')
  return wanted === (wanted.includes('.') ? undated : undated.replace(/^[a-z0-9]+\./, ''))
}

/** `anthropic.claude-haiku-4-5-20251001-v1:0` without `-v1:0`. */
function withoutVersion(id: string): string {
  return id.replace(/:\d+$/, '').replace(/-v\d+$/, '')
}

function unknown(model: string, profiles: readonly InferenceProfile[]): RouterError {
  return new RouterError('model-not-found', `There is no active inference profile of ${model} in this region.`, {
    hints: [
      `${profiles.length} profiles were listed, and none is of that model; another model is never put in its place.`,
      'Ask for access to the model in this region, or name a profile by its id or ARN.',
    ],
  })
}

function forbidden(model: string, profiles: readonly InferenceProfile[]): RouterError {
  const names = profiles.map(({ id }) => id).join(', ')
  return new RouterError('permission', `No inference profile of ${model} stays within the regions that are allowed.`, {
    hints: names === '' ? ['Where it would be served from is not known.'] : [`There is ${names}.`],
  })
}

function listOf(value: Json | undefined): readonly Json[] {
  return isJsonList(value) ? value : []
}
