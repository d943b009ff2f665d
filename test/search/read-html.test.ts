import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { duckduckgo } from '../../src/search/backends/duckduckgo.ts'
import { htmlText } from '../../src/search/html-text.ts'
import { readHtml } from '../../src/search/read-html.ts'
import { readSearchQuery } from '../../src/search/search-question.ts'
import { leastTime } from '../processor-time.ts'

const question = readSearchQuery({ query: 'sky' })
const decode = (body: string, status = 200): ReturnType<typeof duckduckgo.decode> =>
  duckduckgo.decode({ status, body }, question)

/** What is heard, in short: `<name attribute=value>`, `</name>`, texts. */
function heard(html: string, attribute = 'a'): string {
  const pieces: string[] = []
  readHtml(html, {
    open: (name, value) => void pieces.push(`<${name}${value(attribute) === undefined ? '' : ` ${value(attribute)}`}>`),
    close: (name) => void pieces.push(`</${name}>`),
    text: (text) => void pieces.push(text),
  })
  return pieces.join('|')
}

describe('HTML', () => {
  it.each([
    ['<p>x</p>', '<p>|x|</p>'],
    ['<P A="1">x</P >', '<p 1>|x|</p>'],
    [`<p b=0 a='1"2' a=3>`, '<p 1"2>'],
    ['<p a=1/2>', '<p 1/2>'],
    ['<p a = "x y" c>', '<p x y>'],
    ['<p a>', '<p >'],
    ['<br/>', '<br>'],
    ['<p a="&lt;&amp;&quot;&#65;&#x42;">&eacute;&nosuch;&lt', '<p <&"AB>|é&nosuch;<'],
    ['&#0;&#xd800;&#x110000;', '\ufffd\ufffd\ufffd'],
    ['a < b <3 <', 'a < b <3 <'],
    ['<!-- <p> --><i>', '<i>'],
    ['<!--><i><!---><b>', '<i>|<b>'],
    ['<!DOCTYPE html><?php x ?></ p><i>', '<i>'],
    [`<script>if (a < b) "</p>"</script><i>`, '<script>|</script>|<i>'],
    ['<title>a<b>c</TITLE >x', '<title>|</title>|x'],
    ['<style>p</stylex><i>', '<style>'],
    ['<p a="never ends', ''],
    ['<b', ''],
    ['<i a="x', ''],
    ['</p', ''],
    ['x<!-- never ends', 'x'],
  ])('is read as the standard tokenises it: %s', (html, expected) => {
    expect(heard(html)).toBe(expected)
  })

  it('gives the words of a snippet', () => {
    expect(htmlText('The <strong>sky</strong> &amp; <em>us</em>')).toBe('The sky & us')
    expect(htmlText('plain')).toBe('plain')
  })

  it('never throws, whatever it is', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '</',
      'div',
      ' class=',
      '"',
      "'",
      'web-result',
      '<!--',
      '-->',
      '&',
      '&#x',
      ';',
      '=',
      '/',
      '<script>',
      'a',
      ' ',
      '\n',
      '\u0000',
      '\ud800',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(pieces).map((all) => all.join('')),
        ),
        (html) => {
          heard(html)
          const decoded = decode(html)
          return 'failure' in decoded || decoded.results.length >= 0
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('takes time that grows with its length and no faster, however it is broken', async () => {
    const length = 200_000
    for (const piece of [
      '<',
      '<a',
      '<a ',
      '<a b="',
      '<a b=',
      '</',
      '<!--',
      '<!-',
      '<div class="web-result">',
      '<script>',
      '&',
      '&#',
      '&#x1',
      '<a href=x',
      '= ',
      '/ ',
      '<a class="result__a" href="//duckduckgo.com/l/?uddg=%68">x',
      ' no ',
      '</div>',
      '\n \n',
    ]) {
      for (const before of ['', '<a ', '<div class="web-result"><a class="result__a" href="https://x.example">']) {
        const page = before + piece.repeat(Math.ceil(length / piece.length))
        expect(await leastTime(() => decode(page), 1_000), JSON.stringify(before + piece)).toBeLessThan(1_000)
      }
    }
  })
})

describe('the page of DuckDuckGo', () => {
  const result = (title: string): string =>
    `<div class="result web-result"><a class="result__a" href="//duckduckgo.com/l/?uddg=https%3A%2F%2F${title}.example%2F">${title}</a><a class="result__snippet">about ${title}</a></div>`

  it('is read wherever it is cut: what was whole is kept', () => {
    const page = `<div id="links">${['a', 'b', 'c'].map(result).join('')}</div>`
    for (let end = 0; end <= page.length; end += 3) {
      const decoded = decode(page.slice(0, end))
      const titles = 'results' in decoded ? decoded.results.map(({ url }) => url) : []
      expect(['https://a.example/', 'https://b.example/', 'https://c.example/'].slice(0, titles.length)).toEqual(titles)
    }
    expect(decode(page)).toMatchObject({ results: [{}, {}, { title: 'c', snippet: 'about c' }] })
  })

  it('leaves out advertisements, addresses that lead nowhere, and what is beside the results', () => {
    const links = ['https://duckduckgo.com/y.js?ad_provider=x', '//duckduckgo.com/l/?rut=1', '/relative', 'no address']
    const bad = links.map((href) => `<div class="web-result"><a class="result__a" href="${href}">x</a></div>`)
    const decoded = decode(`${bad.join('')}${result('a')}<a class="result__a" href="https://beside.example">x</a>`)
    expect('results' in decoded && decoded.results.map(({ url }) => url)).toEqual(['https://a.example/'])
  })

  it('is no challenge for having a form, nor for what the results say', () => {
    const page = `<form action="/html/"><input name="q"></form>${result('challenge-form')}`
    expect(decode(page)).toMatchObject({ results: [{ title: 'challenge-form' }] })
    expect(decode(result('a').replace('about a', 'No results here'))).toMatchObject({ results: [{}] })
  })
})
