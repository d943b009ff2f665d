import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { leastTime } from '../processor-time.ts'

/*
 * Every regular expression of the library on texts that are made to be slow: the time must grow as the text does. Patterns that are put
 * together from pieces are measured where they are used, in `slow-answers.test.ts` and `redact-secrets.test.ts`.
 */

const root = fileURLToPath(new URL('../../src/', import.meta.url))

/** Patterns that no text of a provider reaches as it came, and why. */
const exempt: Readonly<Record<string, string>> = {
  'adapters/base-url.ts': "addresses are the caller's own",
  'adapters/host-policy.ts': 'so are hosts',
  'adapters/openai-chat/made-files.ts': 'it is asked about 200 characters at most',
}

interface Pattern {
  readonly file: string
  readonly source: string
  readonly flags: string
}

function patterns(): readonly Pattern[] {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  return files.flatMap((file) => {
    const found: Pattern[] = []
    const walk = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) {
        const end = node.text.lastIndexOf('/')
        found.push({ file, source: node.text.slice(1, end), flags: node.text.slice(end + 1) })
      }
      node.forEachChild(walk)
    }
    walk(ts.createSourceFile(file, readFileSync(`${root}${file}`, 'utf8'), ts.ScriptTarget.Latest, true))
    return found
  })
}

/** Words of the pattern itself, and characters that most classes take. */
function pumpsOf(source: string): readonly string[] {
  const words = [...source.matchAll(/[\w :'`<>"-]{2,}/g)].map(([word]) => word)
  return [
    ...new Set([...words, ' ', '\n', 'a', 'A', '0', '-', '/', '.', '"', '`', '\u00e9', 'a0', ' \n', 'a ', '> ', '- ']),
  ]
}

function headsOf(source: string): readonly string[] {
  return ['', '"', ...[...source.matchAll(/[\w :'`<>"-]{2,}/g)].slice(0, 2).map(([word]) => word)]
}

/** From here on a pattern counts as slow, in milliseconds: 15, and half a microsecond for each character. */
const limit = (length: number): number => 15 + length / 2_000

async function slowText({ source, flags }: Pattern): Promise<string | undefined> {
  const pattern = new RegExp(source, `${flags.replaceAll(/[gy]/g, '')}g`)
  for (const head of headsOf(source)) {
    for (const pump of pumpsOf(source)) {
      for (const tail of ['', '\u0001']) {
        for (const length of [8_000, 40_000]) {
          const text = head + pump.repeat(Math.ceil(length / pump.length)) + tail
          const most = limit(length)
          const least = await leastTime(() => text.replace(pattern, 'x'), most)
          if (least >= most) return JSON.stringify([head, pump, tail, length])
        }
      }
    }
  }
  return undefined
}

const all = patterns()

describe('the regular expressions of the library', () => {
  it('are all found', () => {
    expect(all.length).toBeGreaterThan(200)
    for (const file of Object.keys(exempt))
      expect(
        all.some((pattern) => pattern.file === file),
        file,
      ).toBe(true)
  })

  it('would be found if they were slow', async () => {
    expect(await slowText({ file: '', source: String.raw`\s+$`, flags: '' })).toContain('" "')
  })

  const measured = all.filter(({ file }) => !(file in exempt))
  it.each([...new Set(measured.map(({ file }) => file))])(
    'take time that grows as the text does in %s',
    async (file) => {
      const slow: unknown[] = []
      for (const pattern of measured) {
        const text = pattern.file === file ? await slowText(pattern) : undefined
        if (text !== undefined) slow.push([pattern.source, text])
      }
      expect(slow).toEqual([])
    },
    60_000,
  )
})
