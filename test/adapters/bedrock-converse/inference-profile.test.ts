import { describe, expect, it } from 'vitest'

import {
  demandsProfile,
  listInferenceProfiles,
  resolveInferenceProfile,
  type InferenceProfile,
} from '../../../src/adapters/bedrock-converse/inference-profile.ts'
import { regionOfModel } from '../../../src/adapters/aws-region.ts'
import { RouterError } from '../../../src/vocabulary/router-error.ts'

const places: Readonly<Record<string, readonly (string | undefined)[]>> = {
  us: ['us-east-1', 'us-east-2', 'us-west-2'],
  eu: ['eu-central-1', 'eu-west-1'],
  apac: ['ap-northeast-1', 'ap-south-1', 'ap-southeast-2'],
  jp: ['ap-northeast-1', 'ap-northeast-3'],
  au: ['ap-southeast-2', 'ap-southeast-4'],
  ca: ['ca-central-1', 'us-east-1'],
  'us-gov': ['us-gov-west-1'],
  global: ['eu-central-1', undefined],
}

function profile(id: string, changes: Partial<InferenceProfile> = {}): InferenceProfile {
  const regions = places[id.slice(0, id.indexOf('.'))] ?? [undefined]
  return {
    id,
    arn: `arn:aws:bedrock:eu-central-1:1:inference-profile/${id}`,
    isActive: true,
    isSystemDefined: true,
    regions,
    ...changes,
  }
}

const haiku = 'anthropic.claude-haiku-4-5-20251001-v1:0'
const geographies = Object.keys(places)
const haikus = geographies.map((place) => profile(`${place}.${haiku}`))
const code = (act: () => unknown): unknown => {
  try {
    return act()
  } catch (error) {
    return RouterError.is(error) ? error.code : error
  }
}

describe('R12 the profile of a model', () => {
  it.each(geographies)('may be of the geography %s', (place) => {
    expect(resolveInferenceProfile(haiku, [profile(`${place}.${haiku}`)])).toBe(`${place}.${haiku}`)
  })

  it.each([
    ...geographies.map((place) => `${place}.${haiku}`),
    'arn:aws:bedrock:eu-west-1:1:application-inference-profile/abc',
  ])('that is named stays as it is: %s', (id) => {
    expect(resolveInferenceProfile(id, [])).toBe(id)
  })

  it('is the one that leaves the fewest places open, whatever it is called', () => {
    expect(
      resolveInferenceProfile(haiku, [profile(`global.${haiku}`), profile(`us.${haiku}`), profile(`eu.${haiku}`)]),
    ).toBe(`eu.${haiku}`)
    expect(resolveInferenceProfile(haiku, [profile(`us.${haiku}`), profile(`eu.${haiku}`)])).toBe(`eu.${haiku}`)
    expect(resolveInferenceProfile(haiku, [profile(`au.${haiku}`), profile(`eu.${haiku}`)])).toBe(`au.${haiku}`)
  })

  it('is of the same family, not merely the first', () => {
    const listed = [
      profile('eu.anthropic.claude-opus-4-5-20251101-v1:0'),
      profile('eu.amazon.nova-lite-v1:0'),
      profile(`eu.${haiku}`),
    ]
    expect(resolveInferenceProfile(haiku, listed)).toBe(`eu.${haiku}`)
    expect(resolveInferenceProfile('anthropic.claude-haiku-4-5', listed)).toBe(`eu.${haiku}`)
    expect(resolveInferenceProfile('claude-haiku-4-5', listed)).toBe(`eu.${haiku}`)
    expect(resolveInferenceProfile('anthropic.claude-haiku-4-5-20251001', listed)).toBe(`eu.${haiku}`)
    expect(resolveInferenceProfile('amazon.nova-lite', listed)).toBe('eu.amazon.nova-lite-v1:0')
  })

  it('is the newest where no date is named, and never another where one is', () => {
    const older = 'eu.anthropic.claude-3-5-sonnet-20240620-v1:0'
    const newer = 'eu.anthropic.claude-3-5-sonnet-20241022-v2:0'
    const listed = [profile(older), profile(newer)]
    expect(resolveInferenceProfile('anthropic.claude-3-5-sonnet', listed)).toBe(newer)
    expect(resolveInferenceProfile('anthropic.claude-3-5-sonnet-20240620-v1:0', listed)).toBe(older)
    expect(code(() => resolveInferenceProfile('anthropic.claude-3-5-sonnet-20250101-v1:0', listed))).toBe(
      'model-not-found',
    )
  })

  it('has the window that was asked for', () => {
    const listed = [profile('us.amazon.nova-2-lite-v1:0:256k'), profile('us.amazon.nova-2-lite-v1:0')]
    expect(resolveInferenceProfile('amazon.nova-2-lite', listed)).toBe('us.amazon.nova-2-lite-v1:0')
    expect(resolveInferenceProfile('amazon.nova-2-lite-v1:0:256k', listed)).toBe('us.amazon.nova-2-lite-v1:0:256k')
  })

  it('is active and AWS’s own', () => {
    for (const changes of [{ isActive: false }, { isSystemDefined: false }]) {
      expect(code(() => resolveInferenceProfile(haiku, [profile(`eu.${haiku}`, changes)]))).toBe('model-not-found')
    }
  })

  it('is never that of another model', () => {
    expect(code(() => resolveInferenceProfile(haiku, []))).toBe('model-not-found')
    expect(code(() => resolveInferenceProfile('anthropic.claude-haiku-4', haikus))).toBe('model-not-found')
    expect(code(() => resolveInferenceProfile('anthropic.claude-haiku', haikus))).toBe('model-not-found')
  })
})

describe('R154 a region rule', () => {
  const european = (region: string | undefined): boolean => region?.startsWith('eu-') === true
  const only =
    (...regions: readonly string[]) =>
    (region: string | undefined): boolean =>
      region !== undefined && regions.includes(region)

  it('holds for every region that a profile may be served from', () => {
    expect(resolveInferenceProfile(haiku, haikus, european)).toBe(`eu.${haiku}`)
    expect(resolveInferenceProfile(haiku, haikus, only('ap-northeast-1', 'ap-northeast-3'))).toBe(`jp.${haiku}`)
    expect(code(() => resolveInferenceProfile(haiku, haikus, only('eu-central-1')))).toBe('permission')
    expect(code(() => resolveInferenceProfile(haiku, haikus, only('eu-south-1')))).toBe('permission')
  })

  it('holds for profiles that are named, and refuses where nothing is known of them', () => {
    expect(resolveInferenceProfile(`eu.${haiku}`, haikus, european)).toBe(`eu.${haiku}`)
    for (const [id, listed] of [
      [`us.${haiku}`, haikus],
      [`global.${haiku}`, haikus],
      [`eu.${haiku}`, []],
      ['arn:aws:bedrock:eu-west-1:1:application-inference-profile/abc', []],
    ] as const) {
      expect(
        code(() => resolveInferenceProfile(id, listed, european)),
        id,
      ).toBe('permission')
    }
    const arn = 'arn:aws:bedrock:eu-west-1:1:provisioned-model/abc'
    expect(resolveInferenceProfile(arn, [], european)).toBe(arn)
    const named = `arn:aws:bedrock:eu-central-1:1:inference-profile/eu.${haiku}`
    expect(resolveInferenceProfile(named, haikus, european)).toBe(named)
  })
})

describe('the list of profiles', () => {
  const summary = (id: string): unknown => ({
    inferenceProfileId: id,
    inferenceProfileArn: `arn:aws:bedrock:us-east-1:1:inference-profile/${id}`,
    status: 'ACTIVE',
    type: 'SYSTEM_DEFINED',
    models: [
      { modelArn: `arn:aws:bedrock:us-east-1::foundation-model/${haiku}` },
      { modelArn: `arn:aws:bedrock:::foundation-model/${haiku}` },
    ],
  })

  it('is read page by page', async () => {
    const asked: string[] = []
    const profiles = await listInferenceProfiles((path) => {
      asked.push(path)
      return Promise.resolve(
        asked.length === 1
          ? { inferenceProfileSummaries: [summary(`us.${haiku}`), null, { status: 'ACTIVE' }], nextToken: 'a/b' }
          : { inferenceProfileSummaries: [summary(`global.${haiku}`)] },
      )
    })
    expect(asked).toEqual([
      '/inference-profiles?type=SYSTEM_DEFINED&maxResults=1000',
      '/inference-profiles?type=SYSTEM_DEFINED&maxResults=1000&nextToken=a%2Fb',
    ])
    expect(profiles.map(({ id, regions }) => [id, regions])).toEqual([
      [`us.${haiku}`, ['us-east-1', undefined]],
      [`global.${haiku}`, ['us-east-1', undefined]],
    ])
  })

  it('ends after ten pages, and with an answer that is none', async () => {
    let pages = 0
    await listInferenceProfiles(() => Promise.resolve({ nextToken: String(++pages) }))
    expect(pages).toBe(10)
    expect(await listInferenceProfiles(() => Promise.resolve('no'))).toEqual([])
  })
})

describe('the region of a model', () => {
  it('is that of its ARN', () => {
    expect(regionOfModel('arn:aws:bedrock:eu-west-1:1:application-inference-profile/abc')).toBe('eu-west-1')
    expect(regionOfModel(`arn:aws:bedrock:::foundation-model/${haiku}`)).toBe(undefined)
    expect(regionOfModel(`eu.${haiku}`)).toBe(undefined)
  })
})

describe('the words of the provider', () => {
  it.each([
    [
      'Invocation of model ID anthropic.claude-haiku-4-5 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.',
      true,
    ],
    ["Invocation of model ID x with on-demand throughput isn't supported.", true],
    ['The provided model identifier is invalid.', false],
  ])('%s', (message, demands) => {
    expect(demandsProfile(message)).toBe(demands)
  })
})
