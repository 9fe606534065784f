// `parley import`: a configuration of Moco or an environment of Mockoon as a Parley mock file.
import { existsSync } from 'node:fs'
import { Command, Option } from 'commander'
import { fromFile, type ImportNote } from '@parley-ws/core/formats'
import { UsageError } from '../exit.ts'
import { writeText } from '../files.ts'
import { jsonOption } from '../options.ts'
import { painter, print, printJson, remark } from '../output.ts'

interface ConvertOptions {
  readonly out?: string
  readonly format?: 'yaml' | 'json'
  readonly force?: boolean
  readonly exactFrames?: boolean
  readonly json?: boolean
}

export function importCommand(): Command {
  return new Command('import')
    .description('Turn a file of Moco or Mockoon into a Parley mock file.')
    .argument('<file>', 'a configuration of Moco or an environment of Mockoon; which, its content tells')
    .option('-o, --out <file>', 'where to write it; default: standard output')
    .addOption(
      new Option('--format <format>', 'default: as the ending of --out says, else yaml').choices([
        'yaml',
        'json',
      ]),
    )
    .option('--exact-frames', "answer in binary frames, as Moco's own do")
    .option('--force', 'write over a file that is there')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  parley import moco.json --out chat.mock.yaml
  parley import mockoon.json --format json > chat.mock.json

Files that it names are named from the folder of the original: write the mock file beside it.`,
    )
    .action(convert)
}

function convert(file: string, { out, format, force, exactFrames, json }: ConvertOptions): void {
  const notes: ImportNote[] = []
  const loaded = fromFile(file, { exactFrames, onNote: (note) => notes.push(note) })
  const text = loaded.toMockFile(format ?? (out?.endsWith('.json') === true ? 'json' : 'yaml'))
  if (out !== undefined) {
    if (force !== true && existsSync(out))
      throw new UsageError(`${out} is there already: give --force to write over it.`)
    writeText(out, text)
  }
  if (json === true)
    return printJson({ out, notes, mockFile: out === undefined ? loaded.mockFile : undefined })
  const paint = painter(process.stderr)
  for (const note of notes) remark(paint('yellow', `not carried over: ${note.path}: ${note.text}`))
  if (out === undefined) print(text.trimEnd())
  else
    remark(
      `wrote ${out}: ${loaded.endpoints.length} ${loaded.endpoints.length === 1 ? 'endpoint' : 'endpoints'}`,
    )
}
