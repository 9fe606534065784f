// `parley simulate`: scenarios against the mock, in process and in virtual time.
import { Command } from 'commander'
import { type Outcome, ScenarioFailure, simulate, type SimulationReport } from '@parley-ws/core'
import { exitOf, type ExitCode, worstOf } from '../exit.ts'
import { mockIn } from '../load/mock.ts'
import { scenariosIn } from '../load/scenarios.ts'
import { jsonOption, webSocketUrl, wholeNumber } from '../options.ts'
import { painter, print, printJson, progressLine } from '../output.ts'

interface Given {
  readonly mock?: string
  readonly export?: string
  readonly grep?: string
  readonly seed?: number
  readonly orders?: number
  readonly order?: string
  readonly url?: string
  readonly json?: boolean
}

interface Simulated {
  readonly title: string
  readonly file: string
  readonly outcome: Outcome
  readonly orders: SimulationReport['orders'] | undefined
  /** Why it failed, or could not be run. */
  readonly why: string | undefined
}

export function simulateCommand(finish: (code: ExitCode) => void): Command {
  return new Command('simulate')
    .description('Run scenarios against the mock, without sockets and in virtual time.')
    .argument('<paths...>', 'modules that export scenarios, or folders of them')
    .option('-m, --mock <file>', 'the server; default: the mock that the contract of a scenario implies')
    .option('--export <name>', 'which export of the module that --mock names')
    .option('-g, --grep <text>', 'only scenarios whose title holds this')
    .option('--seed <number>', "of the mock's faults and the choice of orders", wholeNumber(0))
    .option('--orders <number>', 'how many orders of together are tried at most', wholeNumber(1))
    .option('--order <token>', 'this order alone, as a failure names it')
    .option('--url <url>', 'what clients dial', webSocketUrl)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  parley simulate ./scenarios
  parley simulate chat.scenarios.ts --mock chat.mock.yaml --url ws://localhost/rooms/tea
  parley simulate chat.scenarios.ts --grep fan-out --order 0.2.1`,
    )
    .action(async (paths: readonly string[], given: Given) => {
      const scenarios = await scenariosIn(paths, given.grep)
      const mock = given.mock === undefined ? undefined : (await mockIn(given.mock, given)).source
      const { seed, orders, order, url } = given
      const options = {
        ...(mock === undefined ? {} : { mock }),
        ...(seed === undefined ? {} : { seed }),
        ...(orders === undefined ? {} : { orders }),
        ...(order === undefined ? {} : { order }),
        ...(url === undefined ? {} : { url }),
      }
      const progress = progressLine()
      const done: Simulated[] = []
      for (const { scenario, file } of scenarios) {
        const { title } = scenario
        progress.show(`${done.length + 1} of ${scenarios.length}: ${title}`)
        try {
          // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other, as they are reported
          const report = await simulate(scenario, options)
          done.push({ title, file, outcome: report.outcome, orders: report.orders, why: undefined })
        } catch (error) {
          const report = error instanceof ScenarioFailure ? (error.report as SimulationReport) : undefined
          const why = error instanceof Error ? error.message : String(error)
          done.push({ title, file, outcome: 'fail', orders: report?.orders, why })
        }
      }
      progress.clear()
      const outcome = worstOf(done.map((each) => each.outcome))
      const count = (wanted: Outcome): number => done.filter((each) => each.outcome === wanted).length
      const counts = { pass: count('pass'), fail: count('fail'), inconclusive: count('inconclusive') }
      if (given.json === true) printJson({ outcome, counts, scenarios: done })
      else print(textOf(done, counts))
      finish(exitOf(outcome))
    })
}

const MARKS: Readonly<Record<Outcome, readonly [style: 'green' | 'red' | 'yellow', sign: string]>> = {
  pass: ['green', '✓'],
  fail: ['red', '✗'],
  inconclusive: ['yellow', '?'],
}

function textOf(done: readonly Simulated[], counts: Readonly<Record<Outcome, number>>): string {
  const paint = painter()
  const lines = done.flatMap(({ title, outcome, orders, why }) => {
    const [style, sign] = MARKS[outcome]
    const tried =
      orders === undefined || orders.tried === 1
        ? ''
        : ` (${orders.tried}${orders.all ? '' : ' of more'} orders)`
    const head = `${paint(style, sign)} ${title}${paint('gray', tried)}`
    return [head, ...(why === undefined ? [] : why.split('\n').map((line) => `  ${line}`.trimEnd()))]
  })
  return [...lines, `${counts.pass} passed, ${counts.fail} failed, ${counts.inconclusive} inconclusive`].join(
    '\n',
  )
}
