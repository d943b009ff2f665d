import type { Message, SystemBlock } from '../../src/index.ts'

/** One request of an agent's run: what it is sent with, and how it is answered. */
export interface AgentStep {
  readonly system: readonly SystemBlock[]
  readonly messages: readonly Message[]
  /** Milliseconds since the step before. */
  readonly pauseMs: number
}

/** Some words, always the same for a number. */
function words(seed: number, count: number): string {
  let state = seed * 2_654_435_761 + 1
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state % 100_000).toString(36)
  }).join(' ')
}

/** The tools of the agent: some three thousand tokens. */
export const agentTools: Readonly<
  Record<string, { readonly description: string; readonly input: { readonly jsonSchema: Record<string, unknown> } }>
> = Object.fromEntries(
  Array.from({ length: 12 }, (_, index) => [
    `tool_${index}`,
    {
      description: words(index, 180),
      input: { jsonSchema: { type: 'object', properties: { path: { type: 'string' } } } },
    },
  ]),
)

/**
 * The run of an agent: `turns` questions, each with one to four rounds of tool calls (one in eight with twelve calls at the
 * same time), every request of it with the whole history. `silent`: it calls without a word. `clock`: a turn block tells
 * the time, another one with each turn or with each request.
 */
export function agentRun(options: {
  readonly turns: number
  readonly silent?: boolean
  readonly clock?: 'none' | 'turn' | 'request'
}): readonly AgentStep[] {
  const steps: AgentStep[] = []
  const history: Message[] = []
  const stable: SystemBlock[] = [0, 1, 2, 3].map((block) => ({
    text: words(block + 50, 900),
    scope: 'session',
    key: `b${block}`,
  }))
  const ask = (turn: number, pauseMs: number): void => {
    const time = options.clock === 'request' ? `${turn}.${steps.length}` : String(turn)
    const turnBlocks: SystemBlock[] =
      (options.clock ?? 'none') === 'none' ? [] : [{ text: `The time is ${time}. ${words(9, 40)}`, scope: 'turn' }]
    steps.push({ system: [...stable, ...turnBlocks], messages: [...history], pauseMs })
  }
  for (let turn = 0; turn < options.turns; turn += 1) {
    history.push({ role: 'user', content: words(turn + 1_000, 60) })
    ask(turn, 45_000)
    const rounds = 1 + (turn % 4)
    for (let round = 0; round < rounds; round += 1) {
      const seed = turn * 10 + round
      const calls = seed % 8 === 3 ? 12 : 1 + (seed % 2)
      const ids = Array.from({ length: calls }, (_, call) => `call_${seed}_${call}`)
      history.push({
        role: 'assistant',
        content: [
          ...(options.silent === true ? [] : [{ type: 'text', text: words(seed + 2_000, 25) } as const]),
          ...ids.map((id) => {
            const args = { path: words(seed, 4) }
            return { type: 'tool-call', id, name: `tool_${seed % 12}`, args, rawArgs: JSON.stringify(args) } as const
          }),
        ],
      })
      history.push({
        role: 'tool',
        content: ids.map((callId, call) => ({
          type: 'tool-result',
          callId,
          name: `tool_${seed % 12}`,
          output: words(seed + call + 3_000, 40 + ((seed * 37) % 500)),
        })),
      })
      ask(turn, 8_000)
    }
    history.push({ role: 'assistant', content: words(turn + 4_000, 120) })
  }
  return steps
}
