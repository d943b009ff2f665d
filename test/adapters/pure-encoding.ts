import { expect } from 'vitest'

import type { Protocol, TargetedRequest } from '../../src/adapters/protocol.ts'

/** Requests are written the same every time and without holes, and nothing that was given is touched. */
export function expectPureEncoding(encode: Protocol['encode'], requests: readonly TargetedRequest[]): void {
  expect(requests.length).toBeGreaterThan(0)
  for (const request of requests) {
    const before = structuredClone(dataOf(request))
    const wire = encode(request)
    expect(encode(request)).toEqual(wire)
    expect(dataOf(request)).toEqual(before)
    expect(wire.body).toStrictEqual(JSON.parse(JSON.stringify(wire.body)))
  }
}

/** What of a request can be cloned: all but its functions. */
function dataOf(request: TargetedRequest): Partial<TargetedRequest> {
  const { adaptSchema: _adaptSchema, functions: _functions, ...data } = request
  return data
}
