import { readHtml } from './read-html.ts'

/** The words of a piece of HTML, without its tags and entities. */
export function htmlText(html: string): string {
  if (!/[<&]/.test(html)) return html
  let text = ''
  readHtml(html, {
    open: () => undefined,
    close: () => undefined,
    text(piece) {
      text += piece
    },
  })
  return text
}
