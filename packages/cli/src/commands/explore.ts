// `parley explore`: looks for a conversation that breaks what a contract promises.
import { Command } from 'commander'
import type { ExploreOptions, ExploreReport } from '@parley-ws/core/property'
import { EXIT, type ExitCode } from '../exit.ts'
import { contractOf } from '../load/mock.ts'
import { loadModule } from '../load/module.ts'
import { header, jsonOption, webSocketUrl, wholeNumber } from '../options.ts'
import { painter, print, printJson, progressLine } from '../output.ts'

interface Given {
  readonly export?: string
  readonly url?: string
  readonly header?: Readonly<Record<string, string>>
  readonly runs?: number
  readonly seed?: number
  readonly replay?: string
  readonly clients?: number
  readonly groups?: number
  readonly maxSteps?: number
  readonly timeBudget?: number
  readonly regressions?: string
  readonly json?: boolean
}

export function exploreCommand(finish: (code: ExitCode) => void): Command {
  return new Command('explore')
    .description('Try thousands of conversations and judge what a contract promises over each.')
    .argument('<file>', 'a module that exports a contract, or a mock of one')
    .option('--export <name>', 'which export of the module')
    .option('-u, --url <url>', 'a real server; default: the mock in memory', webSocketUrl)
    .option('-H, --header <header>', "of the handshake, 'Name: value'; may be repeated", header)
    .option('-n, --runs <number>', 'how many conversations', wholeNumber(1))
    .option('--seed <number>', 'the same seed, the same conversations', wholeNumber(0))
    .option('--replay <token>', 'one failure again: the token that it printed')
    .option('--clients <number>', 'how many take part', wholeNumber(1, 8))
    .option('--groups <number>', 'how many groups of each kind', wholeNumber(1, 4))
    .option('--max-steps <number>', 'how long a conversation is at most', wholeNumber(1))
    .option('--time-budget <ms>', 'ends the search after so long', wholeNumber(1))
    .option('--regressions <folder>', 'keep failures there, and try those first')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  parley explore chat.contract.ts
  parley explore chat.contract.ts --url ws://127.0.0.1:3000/rooms --runs 500
  parley explore chat.mock.ts --seed 7 --json

Exit codes: 0 nothing was found, 1 a promise was broken, 3 no promise could be judged.`,
    )
    .action(async (file: string, given: Given) => {
      const { target, source } = contractOf(await loadModule(file), file, given.export)
      const { ExplorationFailure, explore } = await import('@parley-ws/core/property')
      const progress = progressLine()
      try {
        const report = await explore(target, {
          ...optionsOf(given),
          source,
          onProgress: (now) => progress.show(progressOf(now)),
        })
        progress.clear()
        const isJudged = Object.values(report.laws).some(({ holds }) => holds > 0)
        const outcome = isJudged ? 'pass' : 'inconclusive'
        if (given.json === true) printJson({ outcome, ...report })
        else print(textOf(report))
        finish(EXIT[outcome])
      } catch (error) {
        progress.clear()
        if (!(error instanceof ExplorationFailure)) throw error
        const { message, seed, runs } = error
        if (given.json === true) printJson({ outcome: 'fail', seed, runs, why: message })
        else print(`${painter()('red', '✗')} ${message}`)
        finish(EXIT.fail)
      }
    })
}

function progressOf({
  runs,
  of,
  elapsedMs,
  isShrinking,
}: Parameters<NonNullable<ExploreOptions['onProgress']>>[0]): string {
  const seconds = Math.round(elapsedMs / 1000)
  return isShrinking
    ? `making the counterexample shorter (${seconds} s)`
    : `${runs} of ${of} conversations (${seconds} s)`
}

function optionsOf({
  export: _export,
  json: _json,
  header: headers,
  timeBudget,
  ...others
}: Given): ExploreOptions {
  return { ...others, headers, timeBudgetMs: timeBudget }
}

function textOf({ runs, seed, elapsedMs, laws, warnings }: ExploreReport): string {
  const paint = painter()
  const judged = Object.entries(laws).map(([law, { holds, unknown }]) => {
    const sign = holds > 0 ? paint('green', '✓') : paint('yellow', '?')
    return `${sign} ${law}: held ${holds} times${unknown > 0 ? `, could not be judged ${unknown} times` : ''}`
  })
  return [
    ...judged,
    ...warnings.map((warning) => paint('yellow', warning)),
    `${runs} conversations, seed ${seed} (${Math.round(elapsedMs)} ms)`,
  ].join('\n')
}
