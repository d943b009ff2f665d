const openTags = ['<think>', '<thinking>'] as const
const closeTags = ['</think>', '</thinking>'] as const

/**
 * Text without what the model thought in it: spans from `<think>` or `<thinking>` to its end, and all that follows one that is
 * not closed, which is how a thought that was cut looks. What stands before an end without a beginning was thought too: some
 * servers put the beginning into the prompt. Linear in the length of the text.
 */
export function visibleText(text: string): string {
  if (!text.includes('<')) return text
  let visible = ''
  let at = 0
  for (;;) {
    const opened = nearest(text, openTags, at)
    const closed = nearest(text, closeTags, at)
    if (closed !== undefined && (opened === undefined || closed.from < opened.from)) {
      visible = ''
      at = closed.to
    } else if (opened === undefined) {
      return visible + text.slice(at)
    } else {
      visible += text.slice(at, opened.from)
      const end = nearest(text, closeTags, opened.to)
      if (end === undefined) return visible
      at = end.to
    }
  }
}

function nearest(
  text: string,
  tags: readonly string[],
  from: number,
): { readonly from: number; readonly to: number } | undefined {
  let found: { readonly from: number; readonly to: number } | undefined
  for (const tag of tags) {
    const at = text.indexOf(tag, from)
    if (at !== -1 && (found === undefined || at < found.from)) found = { from: at, to: at + tag.length }
  }
  return found
}
