// `parley show`: a transcript as text, as a Mermaid diagram, as a page, as a HAR file, or as its entries.
import process from 'node:process'
import { Command, Option } from 'commander'
import { mermaid, timeline, type Transcript } from '@parley-ws/core'
import { writeHar } from '@parley-ws/core/formats'
import { htmlTimeline } from '@parley-ws/core/views'
import { UsageError } from '../exit.ts'
import { writeText } from '../files.ts'
import { recordingFromInput, recordingIn } from '../load/recording.ts'
import { jsonOption, wholeNumber } from '../options.ts'
import { palette, print, printJson } from '../output.ts'

interface Given {
  readonly format: 'text' | 'mermaid' | 'html' | 'har'
  readonly last?: number
  readonly client?: readonly string[]
  readonly width?: number
  readonly time?: boolean
  readonly partial?: boolean
  readonly out?: string
  readonly json?: boolean
}

export function showCommand(): Command {
  return new Command('show')
    .description('Show a transcript.')
    .argument('<file>', 'a transcript (JSONL), a HAR file, or - for a transcript from standard input')
    .addOption(
      new Option('-f, --format <format>', 'how').choices(['text', 'mermaid', 'html', 'har']).default('text'),
    )
    .option('--last <number>', 'only the last so many entries', wholeNumber(1))
    .option('-c, --client <names...>', 'only these clients')
    .option('--width <columns>', 'columns that a line or a payload may take', wholeNumber(20))
    .option('--time', 'show when things happened')
    .option('--partial', 'leave out a last line that was cut off, as after a crash')
    .option('--out <file>', 'write it to a file')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  parley show run.jsonl --time --last 50
  parley show run.jsonl --format mermaid --out run.mmd
  parley show run.jsonl --format html --out run.html
  parley show run.jsonl --client alice bob`,
    )
    .action(async (file: string, given: Given) => {
      const recording =
        file === '-' ? await recordingFromInput(given.partial) : recordingIn(file, given.partial)
      const transcript = chosen(recording, given.client)
      if (given.json === true) {
        const { entries, forgotten } = transcript
        return printJson({ forgotten, entries: entries.map(plain) })
      }
      const text = rendered(transcript, given)
      if (given.out === undefined) print(text)
      else writeText(given.out, `${text}\n`)
    })
}

function chosen(transcript: Transcript, clients: readonly string[] | undefined): Transcript {
  if (clients === undefined) return transcript
  const known = new Set(transcript.entries.flatMap((entry) => ('client' in entry ? [entry.client] : [])))
  const unknown = clients.find((name) => !known.has(name))
  if (unknown !== undefined) {
    const names = Array.from(known).join(', ')
    throw new UsageError(`There is no client ${unknown} in it. There are: ${names === '' ? 'none' : names}.`)
  }
  return {
    ...transcript,
    entries: transcript.entries.filter(
      (entry) => 'client' in entry && entry.client !== undefined && clients.includes(entry.client),
    ),
  }
}

function rendered(transcript: Transcript, { format, last, width, time, out }: Given): string {
  if (format === 'mermaid') return mermaid(transcript, { last, width })
  if (format === 'html') return htmlTimeline(transcript)
  if (format === 'har') return writeHar(transcript)
  const columns = width ?? (out === undefined ? process.stdout.columns : undefined)
  return timeline(transcript, { last, time, width: columns, colours: out === undefined ? palette() : {} })
}

/** Bytes as base64, as in the file. */
function plain(entry: Transcript['entries'][number]): unknown {
  if (!('payload' in entry) || typeof entry.payload === 'string') return entry
  return { ...entry, payload: Buffer.from(entry.payload).toString('base64') }
}
