import type { Tier } from '../vocabulary/model.ts'
import type { TaskClass, WorkflowPhase } from '../vocabulary/task.ts'

/**
 * The usual tier of a kind of work: fast for sorting and short answers, flagship for what is put together from much, checked or
 * shipped, balanced for the rest. A route with the same `task` comes before it.
 */
export const taskTiers: Readonly<Record<TaskClass, Tier>> = {
  triage: 'fast',
  classification: 'fast',
  extraction: 'fast',
  summary: 'fast',
  quick: 'fast',
  chat: 'balanced',
  drafting: 'balanced',
  translation: 'balanced',
  research: 'balanced',
  math: 'balanced',
  vision: 'balanced',
  'long-context': 'balanced',
  code: 'balanced',
  planning: 'flagship',
  synthesis: 'flagship',
  'shipped-code': 'flagship',
  verification: 'flagship',
}

/** The usual tier of a phase. A strong plan is carried out by cheaper hands and verified by strong ones. */
export const phaseTiers: Readonly<Record<WorkflowPhase, Tier | undefined>> = {
  plan: 'flagship',
  research: 'balanced',
  analyze: 'balanced',
  create: 'balanced',
  execute: 'fast',
  verify: 'flagship',
  deliver: 'fast',
  general: undefined,
}

/** Words that tell a task, tried in this order: what only some models can do comes before what any can. */
const taskWords: readonly (readonly [TaskClass, RegExp])[] = [
  ['vision', /\b(?:image|images|photo|picture|screenshot|diagram|ocr)\b/i],
  ['math', /\b(?:calculat\w*|equation|theorem|integral|derivative|algebra|arithmetic|probability|solve for)\b/i],
  [
    'code',
    /\b(?:code|function|bug|debug\w*|refactor\w*|compil\w*|stack trace|unit tests?|regex|sql|typescript|python)\b/i,
  ],
  ['research', /\b(?:research|investigate|literature|survey|compare sources|sources on|find out)\b/i],
  ['quick', /\b(?:quick(?:ly)?|briefly|one word|one sentence|short answer|yes or no)\b/i],
]

/** From this length on, in characters, what is asked is about the text that is given. */
const longTextLength = 200_000

/** What kind of work a text asks for, told by English words; `undefined` for a text that names none. */
export function taskOf(text: string): TaskClass | undefined {
  const named = taskWords.slice(0, 2).find(([, words]) => words.test(text))
  if (named !== undefined) return named[0]
  if (text.length >= longTextLength) return 'long-context'
  return taskWords.slice(2).find(([, words]) => words.test(text))?.[0]
}
