import { expect } from 'vitest'

import type { CompletionEvent } from '../../src/vocabulary/completion-event.ts'

/**
 * Checks the lifecycles of parts: each begins once, its deltas lie between its start and its end, joined they are what the end
 * says, and indices rise. Files and native parts have an end only.
 */
export function expectWellFormed(events: readonly CompletionEvent[]): void {
  const open = new Map<number, string>()
  const ended = new Set<number>()
  let highest = -1
  // A wire whose whole contradicts its own deltas says so, and the whole counts.
  const isReplaced = events.some((event) => event.type === 'warning' && event.warning.code === 'replaced-arguments')
  for (const event of events) {
    switch (event.type) {
      case 'text-start':
      case 'reasoning-start':
      case 'tool-call-start':
        expect(event.index).toBeGreaterThan(highest)
        highest = event.index
        open.set(event.index, '')
        break
      case 'text-delta':
      case 'reasoning-delta':
      case 'tool-call-delta':
        expect(open.has(event.index)).toBe(true)
        expect(event.delta).not.toBe('')
        open.set(event.index, (open.get(event.index) ?? '') + event.delta)
        break
      case 'part-end': {
        expect(ended.has(event.index)).toBe(false)
        ended.add(event.index)
        const { part } = event
        if (part.type === 'file' || part.type === 'native') {
          expect(event.index).toBeGreaterThan(highest)
          highest = event.index
          break
        }
        const content = part.type === 'tool-call' ? part.rawArgs : part.text
        if (part.type !== 'tool-call' || !isReplaced) expect(open.get(event.index)).toBe(content)
        open.delete(event.index)
        break
      }
      default:
        break
    }
  }
  expect([...open.keys()]).toEqual([])
}
