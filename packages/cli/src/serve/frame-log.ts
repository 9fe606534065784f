// Frames and everything else that happens, as lines on stdout. The words are core's timeline.
import process from 'node:process'
import { type Entry, timeline } from '@parley-ws/core'
import { writeEntry } from '@parley-ws/core/node'
import { painter, palette, print } from '../output.ts'

const DEFAULT_WIDTH = 120

/** @param isJson one object a line: `{ "event": "entry", "mock": "/chat", "entry": { … } }` */
export function frameLog(
  isJson: boolean,
): (place: { readonly path: string; readonly isOnly: boolean }, entries: readonly Entry[]) => void {
  const paint = painter()
  const colours = palette(paint)
  return ({ path, isOnly }, entries) => {
    if (isJson) {
      const mock = JSON.stringify(path)
      for (const entry of entries) print(`{"event":"entry","mock":${mock},"entry":${writeEntry(entry)}}`)
      return
    }
    const width = process.stdout.columns ?? DEFAULT_WIDTH
    const before = isOnly ? '' : `${path}  `
    const text = timeline({ entries }, { colours, time: true, width: Math.max(60, width - before.length) })
    print(before === '' ? text : text.replaceAll(/^/gm, paint('gray', before)))
  }
}
