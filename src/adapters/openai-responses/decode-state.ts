/** What a piece of text is: of a message, of a summary of the reasoning, or of the reasoning itself (open-weight hosts). */
export type TextKind = 'message' | 'summary' | 'reasoning'

/** One item of the answer while it comes in. */
export interface IncomingItem {
  /** Its position in the order of coming: the handle that `Emit` knows a call by. */
  readonly key: number
  readonly type: string
  id: string | undefined
  phase: string | undefined
  /** Which text of it is being given, and what of it was. */
  kind: TextKind
  part: number
  text: string
  hasShown: boolean
  /** Its deltas were found to be something else than the whole. */
  isContradicted: boolean
  /** The texts whose citations have been given. */
  citedParts: number
  /** Of a call: what its result will name it by, its tool, whether it began, and arguments that came before that. */
  callId: string | undefined
  name: string | undefined
  isStarted: boolean
  hasArguments: boolean
  pendingArguments: string
  /** The id under which a replay token can still be added, and whether the token is whole. */
  tokenId: string | undefined
  hasToken: boolean
  isEnded: boolean
}

/** What decoding has to remember of one answer. */
export interface DecodeState {
  readonly items: IncomingItem[]
  /** Items by the wire's index, and by id for servers that count nothing (llama-server). */
  readonly byIndex: Map<number, IncomingItem>
  readonly byId: Map<string, IncomingItem>
  /** The latest item of each type, for servers that give neither. */
  readonly latest: Map<string, IncomingItem>
  /** The item whose text or reasoning the assembly has open. */
  open: IncomingItem | undefined
  /** The answer's own id, for calls that have none. */
  responseId: string | undefined
  hasReasoning: boolean
  hasRefused: boolean
  /** The terminal marker or an error came: nothing after it counts. */
  isOver: boolean
}

/** The state at the beginning of an answer. */
export function start(): DecodeState {
  return {
    items: [],
    byIndex: new Map(),
    byId: new Map(),
    latest: new Map(),
    open: undefined,
    responseId: undefined,
    hasReasoning: false,
    hasRefused: false,
    isOver: false,
  }
}

/** Another item of the answer. */
export function addItem(type: string, state: DecodeState): IncomingItem {
  const item: IncomingItem = {
    key: state.items.length,
    type,
    id: undefined,
    phase: undefined,
    kind: 'message',
    part: 0,
    text: '',
    hasShown: false,
    isContradicted: false,
    citedParts: 0,
    callId: undefined,
    name: undefined,
    isStarted: false,
    hasArguments: false,
    pendingArguments: '',
    tokenId: undefined,
    hasToken: false,
    isEnded: false,
  }
  state.items.push(item)
  state.latest.set(type, item)
  if (type === 'reasoning') state.hasReasoning = true
  return item
}
