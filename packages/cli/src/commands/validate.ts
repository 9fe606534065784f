// `parley validate`: whether files can be used, without using them.
import { Command } from 'commander'
import { isScenario } from '@parley-ws/core'
import { rulesOf } from '@parley-ws/core/runner'
import { errorText, EXIT, type ExitCode } from '../exit.ts'
import { mockIn, mockOf } from '../load/mock.ts'
import { isModule, loadModule } from '../load/module.ts'
import { isRecording, recordingIn } from '../load/recording.ts'
import { jsonOption } from '../options.ts'
import { painter, print, printJson } from '../output.ts'

interface Checked {
  readonly file: string
  readonly isValid: boolean
  /** What it is, or what is wrong with it. */
  readonly text: string
  /** What another system's file says and a mock does not. */
  readonly notes: readonly string[]
}

export function validateCommand(finish: (code: ExitCode) => void): Command {
  return new Command('validate')
    .description('Check mock files, modules and transcripts without using them.')
    .argument('<files...>', 'mock files, files of Moco or Mockoon, modules, transcripts (.jsonl)')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  parley validate chat.mock.yaml moco.json
  parley validate run.jsonl --json

Exit codes: 0 all can be used, 1 one cannot.`,
    )
    .action(async (files: readonly string[], { json }: { readonly json?: boolean }) => {
      const checked: Checked[] = []
      // oxlint-disable-next-line eslint/no-await-in-loop -- in the order in which they were named
      for (const file of files) checked.push(await check(file))
      const isValid = checked.every((each) => each.isValid)
      if (json === true) printJson({ isValid, files: checked })
      else print(checked.map(lineOf).join('\n'))
      finish(isValid ? EXIT.pass : EXIT.fail)
    })
}

async function check(file: string): Promise<Checked> {
  const notes: string[] = []
  try {
    return { file, isValid: true, text: await whatItIs(file, notes), notes }
  } catch (error) {
    return { file, isValid: false, text: errorText(error), notes }
  }
}

async function whatItIs(file: string, notes: string[]): Promise<string> {
  if (isRecording(file)) {
    return `a transcript of ${recordingIn(file).entries.length} entries`
  }
  if (isModule(file)) {
    const module = await loadModule(file)
    const scenarios = Object.values(module).flat().filter(isScenario).length
    if (scenarios > 0) return `a module with ${scenarios} ${scenarios === 1 ? 'scenario' : 'scenarios'}`
    const source = mockOf(module, file, undefined)
    if ('rules' in source && 'options' in source) rulesOf(source)
    return 'a module with a mock'
  }
  const { source } = await mockIn(file, { onNote: ({ path, text }) => notes.push(`${path}: ${text}`) })
  const count = 'endpoints' in source ? source.endpoints.length : 1
  return `a mock with ${count} ${count === 1 ? 'endpoint' : 'endpoints'}`
}

function lineOf({ file, isValid, text, notes }: Checked): string {
  const paint = painter()
  const head = isValid
    ? `${paint('green', '✓')} ${file}: ${text}`
    : `${paint('red', '✗')} ${file}\n${indented(text)}`
  return [head, ...notes.map((note) => paint('yellow', `  not carried over: ${note}`))].join('\n')
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ')
}
