import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import { afterEach, describe, expect, it, vi } from 'vitest'

import { systemRuntime } from '../src/system-runtime.ts'

// The one file whose business are the globals, hence the one test that replaces them.
const root = fileURLToPath(new URL('..', import.meta.url))

afterEach(() => {
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
  vi.useRealTimers()
})

/** Deno as far as it guards the environment: `granted` may be read, asking for anything else is refused or would prompt. */
function denoWith(granted: Record<string, string>, otherState: 'denied' | 'prompt'): object {
  return {
    env: {
      get(name: string) {
        if (!(name in granted)) throw new Error(`NotCapable: ${name}`)
        return granted[name]
      },
    },
    permissions: {
      querySync: ({ variable }: { variable: string }) => ({ state: variable in granted ? 'granted' : otherState }),
    },
  }
}

describe('the system runtime', () => {
  it('calls the fetch that is global at the time of the call, with the caller as nobody', async () => {
    const seen: unknown[] = []
    vi.stubGlobal('fetch', async (...request: unknown[]) => {
      seen.push(request)
      return new Response('late', { status: 202 })
    })
    const { fetch } = systemRuntime
    const request = {
      method: 'POST',
      headers: {},
      redirect: 'manual',
      signal: new AbortController().signal,
    } as const
    const answer = await fetch('https://example.test/', request)
    expect(answer.status).toBe(202)
    expect(seen).toEqual([['https://example.test/', request]])
  })

  it('tells the time in milliseconds since the epoch', () => {
    vi.useFakeTimers({ now: 1_700_000_000_123 })
    expect(systemRuntime.now()).toBe(1_700_000_000_123)
  })

  it('gives numbers in [0, 1), not always the same', () => {
    const numbers = Array.from({ length: 100 }, () => systemRuntime.random())
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true)
    expect(new Set(numbers).size).toBeGreaterThan(90)
  })
})

describe('its timer', () => {
  it('fires once after the delay, unless it is cancelled; cancelling later is harmless', () => {
    vi.useFakeTimers()
    const fired: string[] = []
    const kept = systemRuntime.setTimer(1000, () => fired.push('kept'))
    const cancelled = systemRuntime.setTimer(500, () => fired.push('cancelled'))
    cancelled.cancel()
    vi.advanceTimersByTime(999)
    expect(fired).toEqual([])
    vi.advanceTimersByTime(10_000)
    expect(fired).toEqual(['kept'])
    kept.cancel()
    cancelled.cancel()
  })

  it.each([Infinity, 2 ** 31, 1e12])('does not fire at once after %d ms, which the hosts cannot count', (delayMs) => {
    vi.useFakeTimers()
    const fired: number[] = []
    systemRuntime.setTimer(delayMs, () => fired.push(delayMs))
    vi.advanceTimersByTime(24 * 3_600_000)
    expect(fired).toEqual([])
  })

  it('keeps the process alive: a program that awaits a pause between two attempts does not end in it', () => {
    const program = `
      import { systemRuntime } from './src/system-runtime.ts'
      await new Promise((resolve) => systemRuntime.setTimer(50, resolve))
      console.log('went on')`
    const run = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: root, encoding: 'utf8' })
    expect(run.stdout, run.stderr).toBe('went on\n')
    expect(run.status).toBe(0)
  })
})

describe('its environment', () => {
  it('is process.env on Node, Bun and Workers', () => {
    vi.stubEnv('TRUNKLINE_TEST', 'here')
    expect(systemRuntime.readEnv('TRUNKLINE_TEST')).toBe('here')
    expect(systemRuntime.readEnv('TRUNKLINE_TEST_ABSENT')).toBeUndefined()
  })

  it('is empty on a host that has none', () => {
    vi.stubGlobal('process', undefined)
    expect(systemRuntime.readEnv('PATH')).toBeUndefined()
    vi.stubGlobal('process', {})
    expect(systemRuntime.readEnv('PATH')).toBeUndefined()
  })

  it.each(['denied', 'prompt'] as const)(
    'is on Deno what was granted; a variable that is %s reads as absent, unasked',
    (state) => {
      vi.stubGlobal('Deno', denoWith({ OPENAI_API_KEY: 'granted' }, state))
      vi.stubEnv('GROQ_API_KEY', 'must not be read around the guard')
      expect(systemRuntime.readEnv('OPENAI_API_KEY')).toBe('granted')
      expect(systemRuntime.readEnv('GROQ_API_KEY')).toBeUndefined()
    },
  )

  it('is empty when the host throws', () => {
    vi.stubGlobal('Deno', { env: {}, permissions: {} })
    expect(systemRuntime.readEnv('PATH')).toBeUndefined()
  })
})
