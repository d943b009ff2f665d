import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { signAws, type UnsignedAwsRequest } from '../../src/credentials/aws-signature.ts'
import { RouterError } from '../../src/vocabulary/router-error.ts'

/** A request whose signature AWS's signing library has confirmed (facts of 2026-11-20). */
const known: UnsignedAwsRequest = {
  method: 'POST',
  url: 'https://bedrock-runtime.us-east-1.amazonaws.com/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse-stream',
  headers: { 'content-type': 'application/json' },
  body: '{"messages":[{"role":"user","content":[{"text":"hi"}]}]}',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' },
  region: 'us-east-1',
  service: 'bedrock',
  now: Date.UTC(2026, 10, 20),
}

/** The same request, signed by AWS's library with the settings it has by default, for the same headers. */
async function signedByAws(request: UnsignedAwsRequest): Promise<Readonly<Record<string, string>>> {
  const { method, url, headers, body, region, service, now } = request
  const { sessionToken, ...keys } = request.credentials
  const credentials = { ...keys, ...(sessionToken === undefined ? {} : { sessionToken }) }
  const { hostname, pathname, searchParams, host, protocol } = new URL(url)
  const query: Record<string, string | string[]> = {}
  for (const name of new Set(searchParams.keys())) query[name] = searchParams.getAll(name)
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256 })
  const signed = await signer.sign(
    { method, protocol, hostname, path: pathname, query, headers: { ...headers, host }, body },
    {
      signingDate: new Date(now),
      unsignableHeaders: new Set(
        Object.keys(headers).filter((name) => name !== 'content-type' && !name.startsWith('x-amz-')),
      ),
    },
  )
  return signed.headers
}

const visible = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
  maxLength: 30,
})
const key = fc.stringMatching(/^[A-Za-z0-9/+=]{16,60}$/)
const segment = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 30 })
  .map((text) => encodeURIComponent(text.toWellFormed()))
  .filter((text) => text !== '.' && text !== '..')
const query = fc.array(fc.tuple(fc.string({ minLength: 1, maxLength: 8 }), fc.string({ maxLength: 12 })), {
  maxLength: 4,
})
const requests: fc.Arbitrary<UnsignedAwsRequest> = fc
  .record({
    method: fc.constantFrom('POST', 'GET', 'PUT'),
    host: fc.constantFrom(
      'bedrock-runtime.eu-central-1.amazonaws.com',
      'bedrock.us-east-1.amazonaws.com',
      'localhost:8443',
      '127.0.0.1',
    ),
    path: fc.array(segment, { minLength: 1, maxLength: 4 }),
    query,
    contentType: fc.constantFrom('application/json', 'text/plain;  charset=utf-8'),
    more: fc.dictionary(
      fc.constantFrom('x-amz-meta-a', 'x-amz-target', 'x-amzn-trace', 'accept', 'user-agent', 'anthropic-beta'),
      visible,
    ),
    body: fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }).map((text) => text.toWellFormed()),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Uint8Array.from(bytes)),
    ),
    credentials: fc.record(
      { accessKeyId: key, secretAccessKey: key, sessionToken: key },
      { requiredKeys: ['accessKeyId', 'secretAccessKey'] },
    ),
    region: fc.constantFrom('eu-central-1', 'us-gov-west-1', 'cn-north-1'),
    service: fc.constantFrom('bedrock', 'sts'),
    now: fc.integer({ min: 0, max: 4_102_444_800_000 }),
  })
  .map(({ host, path, query: pairs, contentType, more, ...rest }) => ({
    ...rest,
    url: `https://${host}/${path.join('/')}${pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`}`,
    headers: { ...more, 'content-type': contentType },
  }))

describe('an AWS signature', () => {
  it('R12 is the known one of the known request', async () => {
    expect(await signAws(known)).toEqual({
      'content-type': 'application/json',
      'x-amz-date': '20261120T000000Z',
      'x-amz-content-sha256': 'c3335e07d6e89650bf94cb98664be69f8774dbc3198df221f113db0a59ea14f0',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261120/us-east-1/bedrock/aws4_request, ' +
        'SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date, ' +
        'Signature=90ecf5ad8dbd9b154112031ed2be70c218f723a6384004d07bc1019b6c265d3d',
    })
  })

  it('is that of AWS’s own library for 1000 random requests', async () => {
    let compared = 0
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const [ours, theirs] = await Promise.all([signAws(request), signedByAws(request)])
        for (const name of ['authorization', 'x-amz-date', 'x-amz-content-sha256', 'x-amz-security-token']) {
          expect([name, ours[name]]).toEqual([name, theirs[name]])
        }
        compared += 1
      }),
      { numRuns: 1000 },
    )
    expect(compared).toBe(1000)
  }, 60_000)

  it('is the same for the same request at the same time, and another for another', async () => {
    const first = (await signAws(known))['authorization']
    expect((await signAws(known))['authorization']).toBe(first)
    for (const change of [
      { now: known.now + 1000 },
      { body: '{}' },
      { method: 'PUT' },
      { region: 'eu-west-1' },
      { headers: { 'content-type': 'text/plain' } },
      { url: known.url.replace('%3A0', '%3A1') },
    ]) {
      expect((await signAws({ ...known, ...change }))['authorization'], JSON.stringify(change)).not.toBe(first)
    }
  })

  it('leaves headers unsigned that may change on the way', async () => {
    const bare = await signAws(known)
    const more = await signAws({
      ...known,
      headers: { ...known.headers, Accept: 'x', 'User-Agent': 'y', traceparent: 'z' },
    })
    expect(more).toEqual({ ...bare, accept: 'x', 'user-agent': 'y', traceparent: 'z' })
  })

  it('replaces what an earlier signature or another key left', async () => {
    const signed = await signAws({ ...known, credentials: { ...known.credentials, sessionToken: 'token' } })
    expect(signed['x-amz-security-token']).toBe('token')
    expect(await signAws({ ...known, headers: { ...signed, Host: 'elsewhere', Authorization: 'Bearer x' } })).toEqual(
      await signAws(known),
    )
  })

  it('takes keys with blanks around them, and no session token that is blank', async () => {
    const { accessKeyId, secretAccessKey } = known.credentials
    const credentials = { accessKeyId: ` ${accessKeyId}\n`, secretAccessKey: `${secretAccessKey}\n`, sessionToken: ' ' }
    expect(await signAws({ ...known, credentials })).toEqual(await signAws(known))
  })

  it.each([
    ['accessKeyId', ''],
    ['secretAccessKey', ' '],
    ['accessKeyId', 'AKID\r\nx: y'],
    ['secretAccessKey', 'two words'],
    ['sessionToken', 'schlüssel—'],
  ])('refuses a %s that cannot be one (%j), without repeating it', async (name, value) => {
    const credentials = { ...known.credentials, [name]: value }
    const error: unknown = await signAws({ ...known, credentials }).catch((thrown: unknown) => thrown)
    expect(RouterError.is(error, 'configuration')).toBe(true)
    if (value.trim() !== '') expect(String(error)).not.toContain(value)
  })
})
