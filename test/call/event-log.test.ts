import { describe, expect, it } from 'vitest'

import { EventLog } from '../../src/call/event-log.ts'
import type { CompletionEvent } from '../../src/vocabulary/completion-event.ts'

const deltas = 4000
const batch = 60

function consume(log: EventLog): AsyncIterableIterator<CompletionEvent, undefined> {
  return log.consume(
    (event) => event,
    'append-only',
    () => undefined,
  )
}

/** Pushes deltas as they come in network chunks, whenever somebody wants more. */
async function pushAll(log: EventLog): Promise<void> {
  for (let pushed = 0; pushed < deltas; pushed++) {
    if (pushed % batch === 0) await log.demand()
    log.push({ type: 'text-delta', index: 0, delta: `${pushed} ` })
  }
  log.close()
}

async function count(events: AsyncIterable<CompletionEvent>): Promise<number> {
  let seen = 0
  for await (const { type } of events) if (type === 'text-delta') seen++
  return seen
}

describe('an event log', () => {
  it('gives the consumer that sets the pace every delta as it came, however many there are', async () => {
    const log = new EventLog(() => undefined)
    const [seen] = await Promise.all([count(consume(log)), pushAll(log)])
    expect(seen).toBe(deltas)
  })

  it('gives it every delta also when another one stays behind, for whom they are merged', async () => {
    const log = new EventLog(() => undefined)
    const slow = consume(log)
    const first = slow.next()
    const [seen] = await Promise.all([count(consume(log)), pushAll(log)])
    expect(seen).toBe(deltas)
    await first
    expect(await count(slow)).toBeLessThan(deltas / 2)
  })
})
