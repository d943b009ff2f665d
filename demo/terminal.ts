import type { WriteStream } from 'node:tty'
import { styleText } from 'node:util'

/** How a piece of text looks where colours are wanted. */
export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan'

/** Where a demo prints. Knows whether a line has been begun, so that notes never stand in the middle of one. */
export interface Terminal {
  /** Prints text as it is, without a line break. */
  write(text: string, style?: Style): void
  /** Prints a line of its own. */
  line(text?: string, style?: Style): void
  /** Ends a line that has been begun. */
  endLine(): void
}

/** What a terminal needs of a stream. */
export type Output = Pick<WriteStream, 'write'> & { readonly isTTY?: boolean | undefined }

/** Everything but line breaks and tabs that would steer a terminal: what models and providers send is shown, not obeyed. */
// oxlint-disable-next-line no-control-regex
const controlCharacters = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/** Prints to `output`: in colour on a terminal, unless NO_COLOR is set (https://no-color.org); never a control character else. */
export function createTerminal(output: Output, readEnv: (name: string) => string | undefined): Terminal {
  const isColoured = output.isTTY === true && (readEnv('NO_COLOR') ?? '') === '' && readEnv('TERM') !== 'dumb'
  let isLineBegun = false

  function write(text: string, style?: Style): void {
    if (text === '') return
    const shown = text.replaceAll('\r\n', '\n').replace(controlCharacters, '\uFFFD')
    output.write(isColoured && style !== undefined ? styleText(style, shown, { validateStream: false }) : shown)
    isLineBegun = !text.endsWith('\n')
  }
  function endLine(): void {
    if (isLineBegun) write('\n')
  }
  return {
    write,
    endLine,
    line(text = '', style) {
      endLine()
      write(text, style)
      write('\n')
    },
  }
}
