import type { WallProtocol } from './dialect.ts'
import type { Play } from './play.ts'

/** One message as either protocol sends it. */
export interface WallMessage {
  readonly role: string
  readonly content: unknown
}

/** A request as the wall saw it, and what became of it. */
export interface WallRequest {
  /** From 1, over all targets. */
  readonly number: number
  /** The first segment of its path: the provider that it was meant for. */
  readonly target: string
  readonly model: string
  readonly protocol: WallProtocol
  /** Milliseconds since the wall was started, on the wall's clock. */
  readonly at: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, unknown>> & { readonly messages: readonly WallMessage[] }
  /** What was played. */
  readonly play: Play
  /** Tokens that were said. */
  readonly tokensSaid: number
  /** Who ended the exchange, and when; absent while it is open. */
  readonly ended: { readonly by: 'client' | 'wall'; readonly at: number } | undefined
  /** Resolves when `ended` is set. */
  readonly whenEnded: Promise<void>
}

/** The same in the hands of the wall. */
export type OpenRequest = { -readonly [Member in keyof WallRequest]: WallRequest[Member] }

/** The visible text of the last assistant message that a user message follows: what the target is asked to go on with. */
export function givenText({ body }: Pick<WallRequest, 'body'>): string {
  const { messages } = body
  if (messages.at(-1)?.role !== 'user') return ''
  const last = messages.findLast(({ role }) => role === 'assistant')
  return last === undefined ? '' : textOf(last.content)
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .map((part: unknown) => (typeof part === 'object' && part !== null && 'text' in part ? String(part.text) : ''))
    .join('')
}
