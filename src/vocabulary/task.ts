/**
 * Kinds of work whose usual tier is known: cheap and fast for sorting and short answers, the strongest for what is put together
 * from much, checked, or shipped.
 */
export type TaskClass =
  | 'triage'
  | 'classification'
  | 'extraction'
  | 'summary'
  | 'quick'
  | 'chat'
  | 'drafting'
  | 'translation'
  | 'research'
  | 'math'
  | 'vision'
  | 'long-context'
  | 'code'
  | 'planning'
  | 'synthesis'
  | 'shipped-code'
  | 'verification'

/** Phases of a workflow whose usual tier is known; `general` has none. */
export type WorkflowPhase = 'plan' | 'research' | 'analyze' | 'create' | 'execute' | 'verify' | 'deliver' | 'general'

/** A task: one with a usual tier, one that a route is for, or `auto`. */
export type TaskName = TaskClass | 'auto' | (string & {})

/** A phase: one with a usual tier, or one that a route is for. */
export type PhaseName = WorkflowPhase | (string & {})
