import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { cacheKey, fingerprint } from '../../src/caching/cache-key.ts'
import type { SystemBlock } from '../../src/index.ts'
import { writtenBody } from './written-body.ts'

const tool = (name: string) => ({ name, description: 'd', inputSchema: { type: 'object' } })
const session = (text: string): SystemBlock => ({ text, scope: 'session' })
const question = { session: undefined, tenant: undefined, system: [session('Be careful.')], tools: [tool('a')] }

describe('the cache key', () => {
  it('R59 is the same in another process, and at most 64 characters', () => {
    const module = fileURLToPath(new URL('../../src/caching/cache-key.ts', import.meta.url))
    const program = `const { cacheKey } = await import(${JSON.stringify(module)}); process.stdout.write(cacheKey(${JSON.stringify(question)}))`
    const other = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
    expect(other).toBe(cacheKey(question))
    expect(other.length).toBeLessThanOrEqual(64)
  })

  it('R60 is the same for siblings, over both shapes of the API', async () => {
    const keyOf = async (model: `openai/${string}`, protocol: 'openai-chat' | 'openai-responses') => {
      const request = { model, system: 'Be careful.', messages: 'Hi' }
      return (await writtenBody(request, { providers: { openai: { protocol } } }))['prompt_cache_key']
    }
    const key = await keyOf('openai/gpt-5.4', 'openai-chat')
    expect(key).toMatch(/^prefix-/)
    expect(await keyOf('openai/gpt-5.4-mini', 'openai-chat')).toBe(key)
    expect(await keyOf('openai/gpt-5.4', 'openai-responses')).toBe(key)
  })

  it('R54 does not depend on turn blocks, marks or names of blocks', () => {
    const system: SystemBlock[] = [
      { ...session('Be careful.'), key: 'role', cache: true },
      { text: 'Now.', scope: 'turn' },
    ]
    expect(cacheKey({ ...question, system })).toBe(cacheKey(question))
  })

  it('D4.23 depends on tools and tenant, and never shows the tenant', () => {
    const keys = [
      cacheKey(question),
      cacheKey({ ...question, tools: [tool('b')] }),
      cacheKey({ ...question, tools: [] }),
      cacheKey({ ...question, tenant: 'acme' }),
      cacheKey({ ...question, tenant: 'other' }),
      cacheKey({ ...question, system: [session('Be bold.')] }),
    ]
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.join(' ')).not.toContain('acme')
  })

  it('is the session where the caller names one, cut to what is taken', () => {
    expect(cacheKey({ ...question, session: 'x'.repeat(100) })).toBe('x'.repeat(64))
    expect(cacheKey({ ...question, session: 's', tenant: 't' })).toMatch(/^session-/)
  })

  it('is absent where nothing is stable: it would lead every request to one machine', () => {
    expect(cacheKey({ ...question, system: [{ text: 'Now.', scope: 'turn' }], tools: [] })).toBeUndefined()
  })

  it('differs for texts that differ', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.string({ unit: 'binary', maxLength: 60 }),
        (a, b) => {
          expect(fingerprint(a)).toHaveLength(28)
          expect(fingerprint(a) === fingerprint(b)).toBe(a === b)
        },
      ),
      { numRuns: 2_000 },
    )
    const near = new Set(Array.from({ length: 20_000 }, (_, index) => fingerprint(`prompt ${index}`)))
    expect(near.size).toBe(20_000)
  })
})
