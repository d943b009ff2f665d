import { callersCalls, messageOf } from '../state/assistant-parts.ts'
import { abortedError } from '../state/call-error.ts'
import type { CallState } from '../state/call-state.ts'
import { noteServed } from '../state/note-served.ts'
import { needOf } from '../request/candidates.ts'
import type { FinishedAnswer } from './finish-answer.ts'
import { warn } from '../attempt/judge-answer.ts'
import { sizeOf, type PreparedRequest } from '../request/prepare-request.ts'
import { restOfPlan } from './rest-of-plan.ts'
import type { TargetPlan } from '../routing/plan-targets.ts'
import { runSearch } from '../search-call/run-search.ts'
import { citeResults } from '../search/cite-results.ts'
import { searchRefusals, searchResultText } from '../search/search-result-text.ts'
import { wordsOf, type OfferedSearch } from '../search/search-tool.ts'
import type { CompletionRequest, Constraints, ToolChoice } from '../vocabulary/completion-request.ts'
import type { Attempt, AttemptKind, Warning } from '../vocabulary/completion-result.ts'
import type { AssistantPart, ToolCallPart, ToolMessage, ToolResultPart } from '../vocabulary/message.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import type { SearchResponse, SearchResult } from '../vocabulary/search.ts'

/** Asks for one turn of the model. */
type AskForTurn = (state: CallState, plan: TargetPlan, step?: AttemptKind) => Promise<FinishedAnswer>

/** How often a model that may search no more is told so before the call ends without its answer. */
const mostReminders = 2

/**
 * Lets the model search the web until it answers: each turn that calls the router's tool is answered by the router, and followed
 * by a walk of its own, so admission, retries, fallbacks and the recovery of cut answers are those of any turn. A turn that calls
 * tools of the caller's too ends the call, with what was found beside it. Loaded with the first call that may search.
 */
export async function answerWithSearch(
  state: CallState,
  plan: TargetPlan,
  search: OfferedSearch,
  askForTurn: AskForTurn,
): Promise<FinishedAnswer> {
  const found = new Map<string, SearchResult>()
  state.cite = (text) => citeResults(text, found.values())
  let made = 0
  let reminders = 0
  let turn = await askForTurn(state, plan)
  for (;;) {
    const { assembly } = turn.answer
    const parts = turn.isKept ? state.kept : [...state.kept, ...assembly.parts]
    const calls = parts.filter((part): part is ToolCallPart => isCallOf(search, part))
    if (calls.length === 0) return turn
    if (turn.guidance !== undefined || assembly.finishReason === 'length' || assembly.finishReason === 'content-filter')
      return withoutCalls(state, turn, search)
    const left = Math.max(0, search.maxSearches - made)
    if (left === 0) reminders++
    if (reminders > mostReminders)
      return { ...withoutCalls(state, turn, search), guidance: { code: 'search-limit', text: limitGuidance } }
    // Should the call be ended while it searches, what was said is still there.
    state.unkept = turn.isKept ? undefined : assembly
    const results: ToolMessage = { role: 'tool', content: await searchFor(state, search, { calls, left, found }) }
    if (state.signal.aborted) throw abortedError(state)
    made += Math.min(left, calls.length)
    if (callersCalls(state, parts).length > 0) return { ...turn, found: results }
    keepTurn(state, turn, parts, results)
    state.prepared = followUp(state, search, made < search.maxSearches)
    turn = await askForTurn(state, restOfPlan(plan, turn.answer, true), 'follow-up')
  }
}

const limitGuidance =
  'The model went on asking for searches after the last one that was allowed, and gave no answer. Allow more (search.maxSearches), or ask again without `search`.'

function isCallOf({ tool }: OfferedSearch, part: AssistantPart): boolean {
  return part.type === 'tool-call' && part.name === tool.name
}

/** The answer ends here, and with calls that nobody answers it could not be sent back. */
function withoutCalls(state: CallState, turn: FinishedAnswer, search: OfferedSearch): FinishedAnswer {
  const { assembly } = turn.answer
  if (!turn.isKept) {
    noteServed(state, assembly)
    state.kept.push(...assembly.parts.filter((part) => !isCallOf(search, part)))
  }
  if (assembly.finishReason === 'tool-calls' && callersCalls(state, state.kept).length === 0)
    assembly.finishReason = 'other'
  return { ...turn, isKept: true }
}

/** The turn is over: what follows begins anew behind it. */
function keepTurn(
  state: CallState,
  { answer, isKept }: FinishedAnswer,
  parts: readonly AssistantPart[],
  results: ToolMessage,
): void {
  if (!isKept) {
    noteServed(state, answer.assembly)
    state.nextIndex = answer.assembly.nextIndex
  }
  state.turnIndex = state.nextIndex
  state.turns.push(messageOf(parts), results)
  state.kept.length = 0
  state.unkept = undefined
  state.resumption = undefined
}

/** The request with what was found. Whoever goes on with it searches the same way: the provider's own search is none from here on. */
function followUp({ prepared, turns }: CallState, search: OfferedSearch, maySearch: boolean): PreparedRequest {
  const messages = [...prepared.messages, ...turns.slice(-2)]
  const hasOtherTools = prepared.tools.length > 1
  return {
    ...prepared,
    given: { ...prepared.given, toolChoice: nextChoice(prepared.given, search, hasOtherTools, maySearch) },
    messages,
    ...sizeOf({ ...prepared, messages }),
    nativeSearch: undefined,
  }
}

/**
 * A search that was demanded has been made. When none is left the tool stays, because the conversation has calls of it and the
 * prompt is cached with it; without other tools the model is told to call none.
 */
function nextChoice(
  { toolChoice }: CompletionRequest,
  { tool }: OfferedSearch,
  hasOtherTools: boolean,
  maySearch: boolean,
): ToolChoice | undefined {
  if (!hasOtherTools && !maySearch) return 'none'
  const wasDemanded =
    typeof toolChoice === 'object' ? toolChoice.name === tool.name : toolChoice === 'required' && !hasOtherTools
  return wasDemanded ? 'auto' : toolChoice
}

/** What came of one call of the tool. */
interface Searched {
  readonly result: ToolResultPart
  readonly attempts: readonly Attempt[]
  readonly warnings: readonly Warning[]
  readonly found: readonly SearchResult[]
}

/** Answers the calls of one turn, all at once; what they cost is booked in their order. */
async function searchFor(
  state: CallState,
  search: OfferedSearch,
  { calls, left, found }: { calls: readonly ToolCallPart[]; left: number; found: Map<string, SearchResult> },
): Promise<readonly ToolResultPart[]> {
  const searched = await Promise.all(
    calls.map(async (call, place) =>
      place < left ? searchOne(state, search, call) : refused(call, searchRefusals.overLimit),
    ),
  )
  const { tags } = state.prepared.given
  for (const { attempts, warnings, found: results } of searched) {
    for (const attempt of attempts) state.attempts.push({ ...attempt, number: ++state.started, tags })
    for (const warning of warnings) warn(state, warning)
    for (const result of results) if (!found.has(result.url)) found.set(result.url, result)
  }
  return searched.map(({ result }) => result)
}

function refused({ id, name }: ToolCallPart, output: string, rest: Partial<Searched> = {}): Searched {
  const result: ToolResultPart = { type: 'tool-result', callId: id, name, output, isError: true }
  return { result, attempts: [], warnings: [], found: [], ...rest }
}

async function searchOne(state: CallState, search: OfferedSearch, call: ToolCallPart): Promise<Searched> {
  const { log, router, signal } = state
  const { id, name } = call
  const query = wordsOf(call)
  if (query === undefined) return refused(call, searchRefusals.unreadable)
  log.push({ type: 'search', state: 'started', id, query })
  let response: SearchResponse
  try {
    const constraints = placeRules(needOf(state).constraints)
    const { tags, session, identity } = state.account
    const question = { ...search.query, query, constraints, signal, tags, session }
    const maxCostUsd = needOf(state).constraints?.maxCostUsd
    response = await runSearch(await router.searchState(), question, { identity, maxCostUsd })
  } catch (error) {
    if (!RouterError.is(error)) throw error
    log.push({ type: 'search', state: 'failed', id, query, message: error.message })
    const warnings = signal.aborted ? [] : [{ code: 'search-failed', message: error.message }]
    return refused(call, searchRefusals.failed, { attempts: error.attempts, warnings })
  }
  const { results, backend, attempts, warnings } = response
  log.push({ type: 'search', state: 'finished', id, query, backend, results })
  const output = searchResultText(query, results)
  return { result: { type: 'tool-result', callId: id, name, output }, attempts, warnings, found: results }
}

/** What a request says about who may be asked; what it says about models is not for backends. */
function placeRules(constraints: Constraints | undefined): Constraints | undefined {
  if (constraints === undefined) return undefined
  const { regions, vendors, offline, noTraining, maxCostUsd } = constraints
  return { regions, vendors, offline, noTraining, maxCostUsd }
}
