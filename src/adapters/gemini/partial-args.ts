import type { Json } from '../../vocabulary/message.ts'
import { isJsonObject, maxDepth } from '../plain-json.ts'
import { parseJson } from '../server-sent-events.ts'

/** A step of a path: a member's name or an item's position. */
type Step = string | number
/** Arguments while they grow. Objects have no prototype, so that any name is a name like others. */
type Tree = { [name: string]: Tree } | Tree[] | string | number | boolean | null

/** A string that goes on, and where it stands in the tree. */
interface OpenString {
  readonly container: { [name: Step]: Tree }
  readonly at: Step
  text: string
}

/** A list or an object that the text has begun and not closed. */
interface OpenContainer {
  /** How its parent calls it; the root has none. */
  readonly step: Step | undefined
  readonly isList: boolean
  members: number
}

/**
 * Arguments of one call that come in pieces, each a value for a path (`streamFunctionCallArguments` of Vertex). The text of the
 * JSON is written as the pieces come, for as long as they come in the order of a document.
 */
export interface PartialArgs {
  readonly root: Tree
  readonly open: OpenContainer[]
  /** Path of the string that goes on, written as text; `undefined` when none does. */
  openString: string | undefined
  /** Where that string stands in the tree. */
  openPlace: OpenString | undefined
  /** `false`: a piece went back to what was closed, so the text is of no use and `finishPartialArgs` gives the whole. */
  inOrder: boolean
}

/** No argument has come yet. */
export function startPartialArgs(): PartialArgs {
  const root = Object.create(null) as { [name: string]: Tree }
  return { root, open: [], openString: undefined, openPlace: undefined, inOrder: true }
}

/** Takes in one `partialArgs` and returns the JSON text that it adds. `undefined`: it cannot be read. */
export function addPartialArgs(list: readonly Json[], args: PartialArgs): string | undefined {
  let text = ''
  for (const piece of list) {
    if (!isJsonObject(piece) || typeof piece['jsonPath'] !== 'string') return undefined
    const added = addPiece(piece['jsonPath'], piece, args)
    if (added === undefined) return undefined
    text += added
  }
  return args.inOrder ? text : ''
}

/** The arguments are whole: what the text still lacks, or, when the pieces came out of order, all of it anew. */
export function finishPartialArgs(args: PartialArgs): { readonly rest: string; readonly whole: string | undefined } {
  if (!args.inOrder) return { rest: '', whole: JSON.stringify(args.root) }
  const begin = args.open.length === 0 ? openRoot(args) : ''
  const quote = endString(args)
  return { rest: begin + quote + closeTo(0, args), whole: undefined }
}

function addPiece(
  name: string,
  piece: { readonly [key: string]: Json | undefined },
  args: PartialArgs,
): string | undefined {
  const value = valueOf(piece)
  const goesOn = args.openString === name
  const willGoOn = piece['willContinue'] === true
  if (goesOn && typeof value === 'string' && args.openPlace !== undefined) {
    // The hot path: the next piece of a long string.
    args.openPlace.text += value
    args.openPlace.container[args.openPlace.at] = args.openPlace.text
    return escaped(value) + (willGoOn ? '' : endString(args))
  }
  const path = readPath(name)
  if (path === undefined) return undefined
  // A piece without a value can only end a string.
  if (value === undefined) return goesOn && !willGoOn ? endString(args) : ''
  const ended = endString(args)
  args.inOrder &&= isNextInOrder(path, args)
  const place = setAt(args.root, path, value)
  if (place === undefined) return undefined
  const isOpen = typeof value === 'string' && willGoOn
  if (isOpen) {
    args.openString = name
    args.openPlace = { ...place, text: value }
  }
  if (!args.inOrder) return ''
  const written = JSON.stringify(value)
  return ended + moveTo(path, args) + (isOpen ? written.slice(0, -1) : written)
}

function valueOf(piece: { readonly [key: string]: Json | undefined }): string | number | boolean | null | undefined {
  const { stringValue, numberValue, boolValue } = piece
  if (typeof stringValue === 'string') return stringValue
  if (typeof numberValue === 'number') return numberValue
  if (typeof boolValue === 'boolean') return boolValue
  return 'nullValue' in piece ? null : undefined
}

const step = /\.([^.[\]]+)|\[(\d{1,9})\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/y

/** The longest path that is read, in UTF-16 units: a match of more could exhaust the stack. */
const longestPath = 10_000

/** The steps of `$.a[0]['b c']`; `undefined` for what is no path to a value inside of the arguments. */
function readPath(text: string): readonly Step[] | undefined {
  if (!text.startsWith('$') || text.length > longestPath) return undefined
  const steps: Step[] = []
  step.lastIndex = 1
  while (step.lastIndex < text.length) {
    const found = step.exec(text)
    if (found === null || steps.length >= maxDepth) return undefined
    const [, plain, position, single, double] = found
    steps.push(position === undefined ? (plain ?? unquoted(single, double)) : Number(position))
  }
  return steps.length === 0 ? undefined : steps
}

/** A quoted name, with the escapes of JSON (RFC 9535, 2.3.1.1). */
function unquoted(single: string | undefined, double: string | undefined): string {
  const quoted = double ?? (single ?? '').replaceAll(/\\'|"/g, (found) => (found === '"' ? '\\"' : "'"))
  const name = parseJson(`"${quoted}"`)
  return typeof name === 'string' ? name : quoted
}

/** Sets a value. `undefined`: the path leads through a value that is no container, or past the end of a list. */
function setAt(
  root: Tree,
  path: readonly Step[],
  value: string | number | boolean | null,
): Omit<OpenString, 'text'> | undefined {
  let container = root
  for (const [depth, at] of path.entries()) {
    if (!holds(container, at)) return undefined
    const next = path[depth + 1]
    if (next === undefined) {
      setMember(container, at, value)
      return { container: container as { [name: Step]: Tree }, at }
    }
    const known = memberOf(container, at)
    const inner = known ?? (typeof next === 'number' ? [] : (Object.create(null) as { [name: string]: Tree }))
    if (known === undefined) setMember(container, at, inner)
    container = inner
  }
  return undefined
}

function holds(container: Tree, at: Step): container is { [name: string]: Tree } | Tree[] {
  if (typeof at === 'number') return Array.isArray(container) && at <= container.length
  return typeof container === 'object' && container !== null && !Array.isArray(container)
}

function memberOf(container: { [name: string]: Tree } | Tree[], at: Step): Tree | undefined {
  return (container as { [name: Step]: Tree })[at]
}

function setMember(container: { [name: string]: Tree } | Tree[], at: Step, value: Tree): void {
  ;(container as { [name: Step]: Tree })[at] = value
}

/** Whether a value at this path can be written at the end of the text: nothing on its way is closed or written already. */
function isNextInOrder(path: readonly Step[], args: PartialArgs): boolean {
  const shared = sharedDepth(path, args)
  let container: Tree | undefined = args.root
  for (const [depth, at] of path.entries()) {
    if (container === undefined || !holds(container, at)) return false
    container = memberOf(container, at)
    if (depth === shared) return container === undefined
  }
  return false
}

/** How many containers below the root are open on the way to a path. */
function sharedDepth(path: readonly Step[], args: PartialArgs): number {
  let depth = 0
  while (depth < path.length - 1 && args.open[depth + 1]?.step === path[depth]) depth += 1
  return depth
}

/** Closes and opens containers until the next value at this path can be written. */
function moveTo(path: readonly Step[], args: PartialArgs): string {
  let text = args.open.length === 0 ? openRoot(args) : ''
  const shared = sharedDepth(path, args)
  text += closeTo(shared + 1, args)
  for (let depth = shared; depth < path.length; depth += 1) {
    text += nameOf(path[depth], args)
    const next = path[depth + 1]
    if (next === undefined) break
    args.open.push({ step: path[depth], isList: typeof next === 'number', members: 0 })
    text += typeof next === 'number' ? '[' : '{'
  }
  return text
}

function openRoot(args: PartialArgs): string {
  args.open.push({ step: undefined, isList: false, members: 0 })
  return '{'
}

function closeTo(depth: number, args: PartialArgs): string {
  let text = ''
  while (args.open.length > depth) text += args.open.pop()?.isList === true ? ']' : '}'
  return text
}

function nameOf(at: Step | undefined, args: PartialArgs): string {
  const container = args.open.at(-1)
  if (container === undefined) return ''
  const comma = container.members > 0 ? ',' : ''
  container.members += 1
  return container.isList ? comma : `${comma}${JSON.stringify(at)}:`
}

function endString(args: PartialArgs): string {
  if (args.openString === undefined) return ''
  args.openString = undefined
  args.openPlace = undefined
  return args.inOrder ? '"' : ''
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}
