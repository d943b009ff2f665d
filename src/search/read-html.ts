import { Tokenizer } from 'htmlparser2'

/** Receives what a page consists of, in order. Names are in lower case, texts and values without entities. */
export interface HtmlListener {
  open(name: string, attribute: (name: string) => string | undefined): void
  close(name: string): void
  text(text: string): void
}

/** Elements whose content is text whatever it looks like. None of it is a word of the page: it is left out. */
const rawElements: ReadonlySet<string> = new Set(['script', 'style', 'textarea', 'title', 'xmp', 'iframe', 'noembed'])

/**
 * Reads HTML as the standard tokenises it, by the tokeniser of htmlparser2 alone: its parser would close elements that a page leaves
 * open, in time that grows with the square of their number. A tag that the page ends in is no tag. Never throws.
 */
export function readHtml(html: string, listener: HtmlListener): void {
  let name = ''
  let attributes = new Map<string, string>()
  let attribute = ''
  let value = ''
  let text = ''
  /** The element of raw text that is open. */
  let raw: string | undefined
  const tell = (): void => {
    if (text !== '' && raw === undefined) listener.text(text)
    text = ''
  }
  const open = (): void => {
    const own = attributes
    listener.open(name, (wanted) => own.get(wanted))
    if (rawElements.has(name)) raw = name
  }
  const nothing = (): void => undefined
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      ontext: (start, end) => (text += html.slice(start, end)),
      ontextentity: (code) => (text += String.fromCodePoint(code)),
      onopentagname(start, end) {
        tell()
        name = html.slice(start, end).toLowerCase()
        attributes = new Map()
      },
      onattribname(start, end) {
        attribute = html.slice(start, end).toLowerCase()
        value = ''
      },
      onattribdata: (start, end) => (value += html.slice(start, end)),
      onattribentity: (code) => (value += String.fromCodePoint(code)),
      onattribend() {
        if (!attributes.has(attribute)) attributes.set(attribute, value)
      },
      onopentagend: open,
      onselfclosingtag: open,
      onclosetag(start, end) {
        tell()
        const closed = html.slice(start, end).toLowerCase()
        if (raw === closed) raw = undefined
        listener.close(closed)
      },
      onend: () => tell(),
      oncdata: nothing,
      oncomment: () => tell(),
      ondeclaration: () => tell(),
      onprocessinginstruction: () => tell(),
    },
  )
  tokenizer.write(html)
  tokenizer.end()
}
