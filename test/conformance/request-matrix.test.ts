import { describe, expect, it } from 'vitest'

import type { TargetedRequest } from '../../src/adapters/protocol.ts'
import { RouterError } from '../../src/vocabulary/router-error.ts'
import { schemasExist } from '../adapters/body-check.ts'
import { handoffConversation } from './handoff-conversation.ts'
import { refusedCases, requestCases } from './request-cases.ts'
import { wireHosts, writeFor, type HostRequest, type WireHost } from './wire-hosts.ts'

/*
 * One table over all protocols: every case for every host. What one protocol alone can say is in its own matrix, beside its tests.
 */

/** The cases, and a history that each of the hosts led. */
const cases: Readonly<Record<string, Partial<TargetedRequest>>> = {
  ...requestCases,
  ...Object.fromEntries(
    wireHosts.map((host) => [`a history of ${host.name}`, { messages: handoffConversation(host).messages }]),
  ),
}

const greeting: Partial<TargetedRequest> = { messages: [{ role: 'user', content: 'Hello' }] }

/** The request, or nothing where the wire of the host cannot say it. */
function write(host: WireHost, changes: Partial<TargetedRequest>): HostRequest | undefined {
  try {
    return writeFor(host, { ...greeting, ...changes })
  } catch (error) {
    if (RouterError.is(error, 'unsupported')) return undefined
    throw error
  }
}

describe('a request for any of six protocols', () => {
  it('is refused before it is sent only where the wire has no place for a file', () => {
    const refused: Record<string, string[]> = {}
    for (const host of wireHosts) {
      for (const [name, changes] of Object.entries(cases)) {
        if (write(host, changes) === undefined) refused[name] = [...(refused[name] ?? []), host.name]
      }
    }
    expect(refused).toEqual(refusedCases)
  })

  it('holds no hole, is the same every time, and leaves the request as it was', () => {
    let written = 0
    for (const host of wireHosts) {
      for (const [name, changes] of Object.entries(cases)) {
        const before = structuredClone(changes)
        const request = write(host, changes)
        if (request === undefined) continue
        expect(request.body, `${host.name}: ${name}`).toStrictEqual(JSON.parse(JSON.stringify(request.body)))
        expect(write(host, changes)).toEqual(request)
        expect(changes).toEqual(before)
        written += 1
      }
    }
    console.log(`request matrix: ${written} requests, ${wireHosts.length} models, ${Object.keys(cases).length} cases`)
    expect(written).toBe(413)
  })
})

describe.runIf(schemasExist)('a request (skipped where ../shared/schemas is missing)', () => {
  it.each(wireHosts)('for $name is valid by the strict schema, whatever it asks for', (host) => {
    let [valid, invalid, refused] = [0, 0, 0]
    for (const [name, changes] of Object.entries(cases)) {
      const request = write(host, changes)
      if (request === undefined) {
        refused += 1
        continue
      }
      const problems = host.problems(request.body)
      expect.soft(problems, name).toEqual([])
      if (problems.length === 0) valid += 1
      else invalid += 1
    }
    console.log(
      `request matrix: ${host.protocol.id}, ${host.name}: ${valid} valid, ${invalid} invalid, ${refused} cannot be said`,
    )
    expect(valid + refused).toBe(Object.keys(cases).length)
    expect(Object.keys(cases)).toHaveLength(35)
  })

  it('would be refused with a member that nobody knows, in it or in its conversation', () => {
    for (const host of wireHosts) {
      const { body } = writeFor(host, greeting)
      expect(host.problems({ ...body, max_token: 5 }), host.name).not.toEqual([])
      const conversation = ['messages', 'contents', 'input'].filter((name) => name in body)
      expect(conversation).toHaveLength(1)
      for (const name of conversation) expect(host.problems({ ...body, [name]: [{ rolle: 'user' }] })).not.toEqual([])
    }
  })
})
