import type { AnswerAssembly } from '../adapters/answer-assembly.ts'
import type { CallState } from '../state/call-state.ts'
import { endsInLoop } from '../routing/repetition-loop.ts'
import { toolCallInText } from '../routing/tool-call-in-text.ts'
import type { AttemptProblem } from './run-attempt.ts'
import type { Warning } from '../vocabulary/completion-result.ts'

/** What is wrong with an answer that came whole. */
interface Degeneration {
  /** Code of the warning; with `local-` before it the rule of the failure. */
  readonly code: 'repetition-loop' | 'tool-call-as-text'
  readonly message: string
}

/** Between two looks at an answer that grows, in events. */
const eventsBetweenLooks = 64

/** Looks at a growing answer now and then whether it has fallen into a loop; `undefined`: it has not. One for each attempt. */
export function watchForLoops(state: CallState): (assembly: AnswerAssembly) => AttemptProblem | undefined {
  let lookAt = eventsBetweenLooks
  return (assembly) => {
    if (assembly.progress < lookAt) return undefined
    lookAt = assembly.progress + eventsBetweenLooks
    return isLooping(assembly) && !isGiven(state, assembly) ? problemOf(loop) : undefined
  }
}

/** What is wrong with a whole answer, as far as the configuration wants to know. */
function degenerationOf({ router, prepared }: CallState, assembly: AnswerAssembly): Degeneration | undefined {
  const { detectors } = router.config.routing
  if (detectors.loop && isLooping(assembly)) return loop
  if (!detectors.toolCallAsText || assembly.parts.some(({ type }) => type === 'tool-call')) return undefined
  const tool = toolCallInText(
    assembly.visibleText,
    prepared.tools.map(({ name }) => name),
  )
  if (tool === undefined) return undefined
  return { code: 'tool-call-as-text', message: `The answer writes a call of \`${tool}\` instead of making it.` }
}

/** A failure while nobody was given the answer who cannot forget it, else a warning. */
export function judgeDegeneration(
  state: CallState,
  assembly: AnswerAssembly,
): { readonly problem: AttemptProblem } | { readonly warning: Warning } | undefined {
  const found = degenerationOf(state, assembly)
  if (found === undefined) return undefined
  return isGiven(state, assembly)
    ? { warning: { ...found, target: { provider: assembly.origin.provider, model: assembly.origin.model } } }
    : { problem: problemOf(found) }
}

const loop: Degeneration = { code: 'repetition-loop', message: 'The answer repeats itself without end.' }

function isLooping(assembly: AnswerAssembly): boolean {
  const text = assembly.visibleText
  return endsInLoop(text === '' ? assembly.readableReasoning : text)
}

function isGiven({ log }: CallState, { visibleAt }: AnswerAssembly): boolean {
  return log.wasGiven(visibleAt, ['text', 'append-only'])
}

function problemOf({ code, message }: Degeneration): AttemptProblem {
  return { type: 'local', code: 'malformed-stream', message, silent: false, rule: `local-${code}` }
}
