import type { Citation } from '../../vocabulary/message.ts'
import type { OpenBlock } from './content-blocks.ts'

/** What decoding has to remember of one answer. */
export interface DecodeState {
  /** Open blocks by the wire's index, without those of plain text: they begin and end with their deltas. */
  readonly blocks: Map<number, OpenBlock>
  /** Index of the last block that something came for; stands in where an index is missing. */
  lastIndex: number
  /** Index of the block whose text or reasoning the assembly has open, and which of the two; -1: none. */
  openIndex: number
  openType: 'text' | 'reasoning'
  /** Citations that came before the text that they support. */
  readonly heldCitations: Citation[]
  toolCalls: number
  /** Something other than thoughts has come. */
  hasContent: boolean
  hasUsage: boolean
  /** The terminal marker came: only counts may follow. */
  isFinished: boolean
  /** Nothing counts any more. */
  isOver: boolean
}

/** The state at the beginning of an answer. */
export function start(): DecodeState {
  return {
    blocks: new Map(),
    lastIndex: 0,
    openIndex: -1,
    openType: 'text',
    heldCitations: [],
    toolCalls: 0,
    hasContent: false,
    hasUsage: false,
    isFinished: false,
    isOver: false,
  }
}
