import { describe, expect, it } from 'vitest'

import { routerOf } from '../router-of.ts'

const call = (args: object): string =>
  `data: ${JSON.stringify({
    choices: [
      {
        index: 0,
        delta: { tool_calls: [{ index: 0, id: 'c1', function: { name: 'clock', arguments: JSON.stringify(args) } }] },
        finish_reason: 'tool_calls',
      },
    ],
  })}\n\ndata: [DONE]\n\n`

const place = { type: 'object', properties: { floor: { type: ['number', 'null'] } }, required: ['floor'] }
const input = {
  jsonSchema: { type: 'object', properties: { zone: { type: 'string' }, place }, required: ['place'] },
}
const written = { zone: null, place: { floor: null } }

describe('the arguments of a tool call', () => {
  it('lack the members that only a strict mode made the model write, in the result and in the events', async () => {
    const { router, requests } = routerOf({ openai: [{ raw: [call(written)] }] })
    const completion = router.complete({
      messages: 'hi',
      model: 'openai/gpt-5.4',
      tools: { clock: { input, strict: true } },
    })
    const ended: unknown[] = []
    for await (const event of completion)
      if (event.type === 'part-end' && event.part.type === 'tool-call') ended.push(event.part.args)
    const [made] = (await completion).toolCalls
    expect(requests[0]?.body['tools']).toMatchObject([{ function: { parameters: { required: ['zone', 'place'] } } }])
    expect(made?.args).toStrictEqual({ place: { floor: null } })
    expect(ended).toStrictEqual([{ place: { floor: null } }])
    // What goes back to the model is what it has written.
    expect(made?.rawArgs).toBe(JSON.stringify(written))
  })

  it('are what the model wrote where the tool is not strict', async () => {
    const { router } = routerOf({ a: [{ raw: [call(written)] }] })
    const { toolCalls } = await router.complete({
      messages: 'hi',
      tools: { clock: { input }, other: { strict: true } },
    })
    expect(toolCalls[0]?.args).toStrictEqual(written)
  })
})
