// What is printed, and where: results to stdout, remarks to stderr, as text or as JSON. Owns whether there are colours.
import process from 'node:process'
import { styleText } from 'node:util'
import type { Palette } from '@parley-ws/core'

type Style = Parameters<typeof styleText>[0]
type Paint = (style: Style, text: string) => string

/** Colour for what goes to a terminal that has any; NO_COLOR and FORCE_COLOR are obeyed. Else text as it is. */
export function painter(stream: NodeJS.WriteStream = process.stdout): Paint {
  const isForced = !['', '0', 'false', undefined].includes(process.env['FORCE_COLOR'])
  const isColoured =
    (process.env['NO_COLOR'] ?? '') === '' && (isForced || (stream.isTTY === true && stream.hasColors()))
  return (style, text) => (isColoured ? styleText(style, text, { validateStream: false }) : text)
}

/** Colours of timelines. */
export function palette(paint: Paint = painter()): Palette {
  return {
    quiet: (text) => paint('gray', text),
    toServer: (text) => paint('cyan', text),
    toClient: (text) => paint('green', text),
    notice: (text) => paint('yellow', text),
    trouble: (text) => paint('red', text),
    mark: (text) => paint('red', text),
  }
}

/**
 * Goes on where nobody reads what is printed: `parley serve … | head -1` is a server still, and `parley show … | head` has
 * shown what was asked for. To be called once, before anything is printed.
 *
 * @returns whether all that was printed was written, or nobody wanted it
 */
export function outliveReaders(): () => boolean {
  let lost: Error | undefined
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || lost !== undefined) return
      lost = error
      if (stream === process.stdout) remark(`parley: what is printed cannot be written: ${error.message}`)
    })
  }
  return () => lost === undefined
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value))
}

/** Tells people something that is no result: it is not in the way of whoever reads stdout. */
export function remark(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** Shows how far long work is: one line on a terminal, written over and over, and nothing elsewhere. */
export function progressLine(): { readonly show: (text: string) => void; readonly clear: () => void } {
  const { stderr } = process
  if (stderr.isTTY !== true) return { show: () => {}, clear: () => {} }
  return {
    show: (text) => stderr.write(`\r\u001B[2K${text.slice(0, Math.max(20, stderr.columns - 1))}`),
    clear: () => stderr.write('\r\u001B[2K'),
  }
}
