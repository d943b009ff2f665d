import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'

import { cleanCause } from '../../src/vocabulary/clean-cause.ts'
import { redactKnown } from '../../src/vocabulary/known-values.ts'
import { RouterError } from '../../src/vocabulary/router-error.ts'

const secret = 'correct-horse-battery-9'
const redact = redactKnown([secret])

describe('a cause', () => {
  it('is the same object when there is nothing to take out of it', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', port: 443 })
    for (const error of [
      new TypeError('fetch failed', { cause }),
      new AggregateError([new Error('one'), cause], 'all'),
      new DOMException('gone', 'AbortError'),
      new RouterError('network', 'x'),
      'a text',
      undefined,
      { a: [1, { b: 'c' }] },
    ]) {
      expect(cleanCause(error, redact)).toBe(error)
    }
  })

  it('keeps name, code, places and what is behind it, without the secret', () => {
    const deep = Object.assign(new Error(`to ${secret}`), { code: 'ECONNRESET', address: `${secret}.example` })
    const cause = cleanCause(new TypeError(`failed ${secret}`, { cause: deep }), redact) as Error
    expect(cause).toMatchObject({
      name: 'TypeError',
      message: 'failed [redacted]',
      cause: { message: 'to [redacted]', code: 'ECONNRESET', address: '[redacted].example' },
    })
    expect(cause.stack).toMatch(/^TypeError: failed \[redacted\]\n {4}at .*clean-cause\.test/)
    expect(inspect(cause, { showHidden: true, depth: 10 })).not.toContain(secret)
  })

  it('loses what a client has hung onto it that is no plain data', () => {
    class Client {
      readonly #token = secret
      readonly headers = new Headers({ authorization: secret })
      token(): string {
        return this.#token
      }
    }
    const error = Object.assign(new Error('failed'), {
      request: new Client(),
      retry: () => secret,
      tries: 2,
      config: { client: new Client() },
    })
    const cause = cleanCause(error, redact)
    expect(inspect(cause, { showHidden: true, depth: 10 })).not.toContain(secret)
    expect(cause).toMatchObject({ message: 'failed', tries: 2, request: '[object Object]' })
  })

  it('may hold itself, be endless, or have a stack of its own', () => {
    const loop = new Error(secret)
    loop.cause = loop
    let chain = new Error(secret)
    for (let length = 0; length < 1_000; length++) chain = new Error(`behind ${secret}`, { cause: chain })
    const lying = new Error(secret)
    lying.stack = `Error: ${secret}\n    at run (file:///a.ts:1:1)\n${secret}\n    at ${secret}`
    const several = new AggregateError(
      Array.from({ length: 1_000 }, () => loop),
      secret,
    )
    for (const cause of [loop, chain, lying, several]) {
      const clean = inspect(cleanCause(cause, redact), { showHidden: true, depth: 20 })
      expect(clean).not.toContain(secret)
      expect(clean.length).toBeLessThan(40_000)
    }
  })
})
