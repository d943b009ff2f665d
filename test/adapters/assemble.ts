import { AnswerAssembly } from '../../src/adapters/answer-assembly.ts'
import type { AssemblyOptions } from '../../src/adapters/assembly-options.ts'
import type { CompletionEvent } from '../../src/vocabulary/completion-event.ts'

/** An assembly with what its consumers were given: the deltas joined, and the ids of tool calls. */
export function assemble(options: Partial<AssemblyOptions> = {}): {
  readonly assembly: AnswerAssembly
  readonly deltas: () => string
  readonly ids: () => readonly string[]
} {
  const events: CompletionEvent[] = []
  const assembly = new AnswerAssembly({
    origin: { provider: 'p', protocol: 'openai-responses', model: 'm' },
    firstIndex: 0,
    sink: { push: (event) => events.push(event) - 1 },
    ...options,
  })
  const deltas = (): string => events.map((event) => ('delta' in event ? event.delta : '')).join('')
  const ids = (): readonly string[] => events.flatMap((event) => (event.type === 'tool-call-start' ? [event.id] : []))
  return { assembly, deltas, ids }
}
