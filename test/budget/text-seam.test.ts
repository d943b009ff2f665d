import { describe, expect, it } from 'vitest'

import { createTextSeam } from '../../src/budget/text-seam.ts'
import { joinAtSeam } from './join-at-seam.ts'

const answer =
  'The quick brown fox jumps over the lazy dog. Then it sleeps under a tree until noon, and dreams of nothing.'

describe('the seam of a resumed answer', () => {
  it('passes a direct continuation on as it is', () => {
    expect(joinAtSeam('The quick brown fo', ['x jumps', ' over'])).toBe('x jumps over')
    expect(joinAtSeam('One sentence.', [' Another one.'])).toBe(' Another one.')
    expect(joinAtSeam('', ['  text'])).toBe('  text')
  })

  it('drops the whole of what was given when the answer starts again', () => {
    for (const cut of [3, 10, 44, 45, 80, answer.length]) {
      expect(joinAtSeam(answer.slice(0, cut), [answer])).toBe(answer.slice(cut))
    }
  })

  it.each([
    ['**', '**Ruby** is', 'Ruby** is'],
    ['###', '### The Splendor', ' The Splendor'],
    ['## **', '## **Holiday**', 'Holiday**'],
    ['{"', '{"name":', 'name":'],
    ['{\n  "', '{\n  "value": 389\n}', 'value": 389\n}'],
    ['🌍', '🌍こんにちは', 'こんにちは'],
    ['\n\n', '\n\n1, 2, 3.', '1, 2, 3.'],
    [' ', '  Four', ' Four'],
    ['{"', '{ "name":', '{ "name":'],
    ['\n', 'One', 'One'],
  ])(
    'drops a beginning without a letter or digit, where the question was asked again: %j + %j',
    (given, text, rest) => {
      expect(joinAtSeam(given, [text])).toBe(rest)
      expect(joinAtSeam(given, text.split(''))).toBe(rest)
    },
  )

  it('drops the whole of what was given and nothing else, whatever pattern is in it: the answer was whole', () => {
    for (const given of ['4242', 'aaaa', '- \n- \n', 'no', '**']) {
      expect(joinAtSeam(given, [given])).toBe('')
      expect(joinAtSeam(given, given.split(''))).toBe('')
    }
    expect(joinAtSeam('4242', ['4242', '42'])).toBe('424242')
  })

  it('tells an answer that starts again from a pattern that goes on by where in the pattern it begins', () => {
    const given = 'cobalt cobalt cobalt'
    expect(joinAtSeam(given, [`${given} cobalt`])).toBe(' cobalt')
    expect(joinAtSeam(given, [' cobalt cobalt cobalt'])).toBe(' cobalt cobalt cobalt')
    expect(joinAtSeam(`${given} `, ['cobalt cobalt cobalt and'])).toBe('cobalt cobalt cobalt and')
  })

  it('drops an overlap of any length from 12 characters on, wherever it begins', () => {
    const cut = 70
    for (let overlap = 12; overlap <= cut; overlap += 1) {
      expect(joinAtSeam(answer.slice(0, cut), [answer.slice(cut - overlap)])).toBe(answer.slice(cut))
    }
  })

  it('asks for 12 characters where no word is cut', () => {
    expect(joinAtSeam('Pi is 3.141592653', ['3.141592653'])).toBe('3.141592653')
    expect(joinAtSeam('Pi is 3.1415926535', ['3.1415926535'])).toBe('')
    expect(joinAtSeam('Pi is\n 3.14159265', ['\n 3.14159265', '35'])).toBe('35')
  })

  it('looks past white space before a repetition, and keeps it before new text', () => {
    expect(joinAtSeam('Hello there, wor', ['\n\n', 'Hello there, world'])).toBe('ld')
    expect(joinAtSeam('\n\nHello there, wor', ['Hello there, world'])).toBe('ld')
    expect(joinAtSeam('First line.', ['\n\n', 'Second line.'])).toBe('\n\nSecond line.')
    expect(joinAtSeam('First line.', ['   '])).toBe('   ')
    expect(joinAtSeam('No', ['\n\nNo, thanks'])).toBe(', thanks')
    expect(joinAtSeam('No', [' no', ', thanks'])).toBe(' no, thanks')
    expect(joinAtSeam('No', [' No', ', thanks'])).toBe(' No, thanks')
    // An answer that begins with a space starts again with it (a recording of OpenRouter, cut after its first word).
    expect(joinAtSeam(' The', [' The weather'])).toBe(' weather')
  })

  it.each([
    ['Tell the wor', 'world about it', 'ld about it'],
    ['I am the', 'the best', ' best'],
    ['It depends on the', 'on the weather', ' weather'],
    ['see item.pri', 'price + 1', 'ce + 1'],
    ['Привет, ми', 'мир!', 'р!'],
    ['안녕 세상의', '세상의 끝', ' 끝'],
    ['你好。今天天气很', '今天天气很好', '好'],
  ])('drops the cut-off word when it is said again: %j + %j', (given, text, rest) => {
    expect(joinAtSeam(given, [text])).toBe(rest)
  })

  it.each([
    ['The sum is 3', '3 apples'],
    ['page 12', '12 is missing'],
    ['[1, null, ', 'null, 2]'],
    ['- one\n- ', '- two'],
    ['if (a) {\n    ', '    return b\n}'],
    ['我们谢', '谢你'],
    ['我们来研究', '研究这个问题'],
    ['好。研究', '研究这个问题'],
    ['an', 'nother one'],
    ['the **', '** bold'],
    ['#', '# Title'],
    ['x = (', '(1 + 2)'],
    ['line\n', '\nhere'],
    ['It was very', ' very good'],
    ['It depends on the', ' on the'],
  ])('keeps a short overlap that says nothing: %j + %j', (given, text) => {
    expect(joinAtSeam(`Some words before. ${given}`, [text])).toBe(text)
  })

  it.each([
    ['equal letters', 'a'.repeat(40), 'a'.repeat(30)],
    ['empty list items', 'List:\n- \n- \n- \n- \n- \n- \n', '- \n- \n- \n- \n- \nend'],
    ['a rule', 'Title\n----------------', '----------------\ntext'],
    ['indentation', 'if (x) {\n                ', '                return'],
    [
      'equal table rows',
      '| a | b |\n|---|---|\n| 0 | 0 |\n| 0 | 0 |\n| 0 | 0 |\n',
      '| 0 | 0 |\n| 0 | 0 |\n| 1 | 1 |\n',
    ],
    ['a doubled verse', 'la la land, la la land, ', 'la la land, hey'],
  ])('takes new text for the continuation of a pattern that was shown twice: %s', (_name, given, text) => {
    expect(joinAtSeam(given, [text])).toBe(text)
  })

  it('affects only the repeated part when the answer starts again before a pattern', () => {
    const given = 'Rows follow.\n| 0 | 0 |\n| 0 | 0 |\n'
    expect(joinAtSeam(given, [`${given}| 0 | 0 |\nend`])).toBe('| 0 | 0 |\nend')
    expect(joinAtSeam(given, ['| 0 | 0 |\nend'])).toBe('| 0 | 0 |\nend')
  })

  it('loses nothing when the new text starts again and then goes another way', () => {
    const other = 'The quick brown fox jumps across the river.'
    expect(joinAtSeam(answer.slice(0, 60), other.split(''))).toBe(other)
    expect(joinAtSeam(answer.slice(0, 60), ['The quick brown'])).toBe('The quick brown')
  })

  it('gives nothing when the new text is just the end of what was given', () => {
    expect(joinAtSeam(answer, ['and dreams of nothing.'])).toBe('')
    expect(joinAtSeam(`${answer} ${answer}`, ['dreams of nothing.'])).toBe('')
  })

  it('finds the longest overlap when shorter ones are there as well', () => {
    const given = 'abc one two three four. xyz one two three four.'
    expect(joinAtSeam(given, [`${given} five`])).toBe(' five')
    expect(joinAtSeam(given, ['one two three four. five'])).toBe(' five')
    expect(joinAtSeam(given, ['one two three four. xyz one two three four. five'])).toBe(' five')
    const twice = 'one two three alpha beta gamma one two three alpha be'
    expect(joinAtSeam(twice, ['one two three alpha beta gamma one two three '])).toBe('ta gamma one two three ')
  })

  it('keeps the two halves of a surrogate pair together', () => {
    const text = 'Fine weather today 😀 is what they say 😀 now'
    const cut = text.indexOf('😀') + 1
    expect(text.slice(0, cut) + joinAtSeam(text.slice(0, cut), [text.slice(cut)])).toBe(text)
    expect(text.slice(0, cut) + joinAtSeam(text.slice(0, cut), [text])).toBe(text)
    expect(joinAtSeam('ab 😀', ['😀 cd'])).toBe('😀 cd')
    expect(joinAtSeam('Now 😀 and some more text', ['\ude00 and some more text'])).toBe('\ude00 and some more text')
    expect(joinAtSeam('so 𝒜𝒷', ['𝒜𝒷𝒸'])).toBe('𝒸')
  })

  it('takes no more than 1 000 characters of white space for a beginning', () => {
    expect(joinAtSeam(answer, [' '.repeat(1_000), answer, ' More.'])).toBe(' More.')
    expect(joinAtSeam(answer, [' '.repeat(1_001), answer])).toBe(' '.repeat(1_001) + answer)
  })
})

describe('the end of an answer that was cut itself', () => {
  const given = 'The quick brown fox jumps over the lazy dog.'
  const endOf = (text: string, isCut: boolean): string => {
    const seam = createTextSeam(given)
    return seam.push(text) + seam.end(isCut)
  }

  it('drops what was said before: it comes again', () => {
    expect(endOf('The quick brown fox', true)).toBe('')
    expect(endOf('brown fox jumps', true)).toBe('')
  })

  it('keeps what is too short to be a repetition, and everything new', () => {
    expect(endOf(' the', true)).toBe(' the')
    expect(endOf(' And then he slept', true)).toBe(' And then he slept')
  })

  it('keeps it all where the answer was whole', () => {
    expect(endOf('The quick brown fox', false)).toBe('The quick brown fox')
  })
})
