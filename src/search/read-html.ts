import { decodeEntities } from './html-entities.ts'

/** Receives what a page consists of, in order. Names are in lower case, texts and values without entities. */
export interface HtmlListener {
  open(name: string, attribute: (name: string) => string | undefined): void
  close(name: string): void
  text(text: string): void
}

/** Elements whose content is text whatever it looks like. None of it is a word of the page: it is left out. */
const rawElements: ReadonlySet<string> = new Set(['script', 'style', 'textarea', 'title', 'xmp', 'iframe', 'noembed'])

const isLetter = /[a-z]/i
const tagName = /[^\s/>]+/y
const attributeName = /[\s/]*([^\s/>=][^\s/>=]*|=[^\s/>=]*)/y
const attributeValue = /\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*)?)/y

/**
 * Reads HTML as the standard tokenises it: comments, bogus comments, attributes with and without quotes, elements of raw text. No tree is
 * built. Takes time linear in the page; never throws. A tag that the page ends in is no tag.
 */
export function readHtml(html: string, listener: HtmlListener): void {
  let at = 0
  while (at < html.length) {
    const start = html.indexOf('<', at)
    const end = start === -1 ? html.length : start
    if (end > at) listener.text(decodeEntities(html.slice(at, end)))
    if (start === -1) return
    at = readMarkup(html, start, listener)
  }
}

/** What begins with `<`. Gives the place behind it. */
function readMarkup(html: string, start: number, listener: HtmlListener): number {
  const next = html[start + 1] ?? ''
  if (isLetter.test(next)) return readOpenTag(html, start, listener)
  if (next === '/' && isLetter.test(html[start + 2] ?? '')) {
    const tag = readTag(html, start + 2)
    if (tag.closed) listener.close(tag.name)
    return tag.end
  }
  if (html.startsWith('!--', start + 1)) {
    // `<!-->` and `<!--->` are comments already.
    const short = /^-?>/.exec(html.slice(start + 4, start + 6))?.[0]
    return short === undefined ? after(html, '-->', start + 4) : start + 4 + short.length
  }
  if (next === '!' || next === '?' || next === '/') return after(html, '>', start + 2)
  listener.text('<')
  return start + 1
}

function readOpenTag(html: string, start: number, listener: HtmlListener): number {
  const { name, attributes, end, closed } = readTag(html, start + 1)
  if (!closed) return end
  listener.open(name, (wanted) => {
    const value = attributes.find(([attribute]) => attribute === wanted)?.[1]
    return value === undefined ? undefined : decodeEntities(value)
  })
  if (!rawElements.has(name)) return end
  const closing = new RegExp(`</${name}(?=[\\s/>])`, 'gi')
  closing.lastIndex = end
  return closing.exec(html)?.index ?? html.length
}

interface Tag {
  readonly name: string
  readonly attributes: readonly (readonly [name: string, value: string])[]
  readonly end: number
  /** The `>` was there. */
  readonly closed: boolean
}

function readTag(html: string, start: number): Tag {
  tagName.lastIndex = start
  const name = (tagName.exec(html)?.[0] ?? '').toLowerCase()
  const attributes: (readonly [string, string])[] = []
  let at = start + name.length
  for (;;) {
    attributeName.lastIndex = at
    const found = attributeName.exec(html)
    if (found === null) break
    at = attributeName.lastIndex
    attributeValue.lastIndex = at
    const value = attributeValue.exec(html)
    if (value !== null) {
      at = attributeValue.lastIndex
      // A quote that never ends: the page ends inside of the tag.
      if (value[1] === undefined && value[2] === undefined && value[3] === undefined && /["']/.test(html[at] ?? ''))
        return { name, attributes, end: html.length, closed: false }
    }
    attributes.push([(found[1] ?? '').toLowerCase(), value?.[1] ?? value?.[2] ?? value?.[3] ?? ''])
  }
  const close = html.indexOf('>', at)
  return { name, attributes, end: close === -1 ? html.length : close + 1, closed: close !== -1 }
}

function after(html: string, mark: string, from: number): number {
  const at = html.indexOf(mark, from)
  return at === -1 ? html.length : at + mark.length
}
