import type { SystemBlock } from '../vocabulary/message.ts'

/** Something with a text that may be marked. */
export type MarkedBlock = Pick<SystemBlock, 'text' | 'cache'>

const blockSeparator = '\n\n'

/** The texts of blocks as one. */
export function joinBlocks(blocks: readonly MarkedBlock[]): string {
  return tellingBlocks(blocks)
    .map(({ text }) => text)
    .join(blockSeparator)
}

/** Blocks as pieces that end where a mark is; one after the other they are the same text. */
export function splitAtMarks(blocks: readonly MarkedBlock[]): readonly MarkedBlock[] {
  const told = tellingBlocks(blocks)
  const pieces: MarkedBlock[] = []
  let from = 0
  for (const [index, { cache }] of told.entries()) {
    const isLast = index === told.length - 1
    if (cache === undefined && !isLast) continue
    pieces.push({ text: joinBlocks(told.slice(from, index + 1)) + (isLast ? '' : blockSeparator), cache })
    from = index + 1
  }
  return pieces
}

function tellingBlocks(blocks: readonly MarkedBlock[]): readonly MarkedBlock[] {
  return blocks.filter(({ text }) => text.trim() !== '')
}
