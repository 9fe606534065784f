// `parley verify`: scenarios against a real server.
import { Command } from 'commander'
import { verifyAll, type VerifyAnyOptions } from '@parley-ws/core/node'
import { exitOf, type ExitCode, UsageError } from '../exit.ts'
import { readText } from '../files.ts'
import { loadModule } from '../load/module.ts'
import { scenariosIn } from '../load/scenarios.ts'
import { header, jsonOption, webSocketUrl, wholeNumber } from '../options.ts'
import { print, printJson, progressLine } from '../output.ts'

interface Given {
  readonly url?: string
  readonly header?: Readonly<Record<string, string>>
  readonly options?: string
  readonly grep?: string
  readonly patience?: number
  readonly quiet?: number
  readonly seed?: number
  readonly ca?: string
  readonly insecure?: boolean
  readonly json?: boolean
}

type Options = VerifyAnyOptions | ((scenario: never) => VerifyAnyOptions)

export function verifyCommand(finish: (code: ExitCode) => void): Command {
  return new Command('verify')
    .description('Hold a real server to scenarios.')
    .argument('<paths...>', 'modules that export scenarios, or folders of them')
    .option('-u, --url <url>', 'what clients dial', webSocketUrl)
    .option('-H, --header <header>', "of the handshake, 'Name: value'; may be repeated", header)
    .option(
      '-o, --options <file>',
      'a module that exports the options of verify as default or as options: triggers, states, headers for each client',
    )
    .option('-g, --grep <text>', 'only scenarios whose title holds this')
    .option('--patience <ms>', 'how long what must come is waited for', wholeNumber(1))
    .option('--quiet <ms>', 'how long silence is listened to where nothing proves it', wholeNumber(0))
    .option('--seed <number>', 'the order of branches that could act at once', wholeNumber(0))
    .option('--ca <file>', 'a certificate to trust (PEM)')
    .option('--insecure', 'accept any certificate')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  parley verify ./scenarios --url ws://127.0.0.1:3000/rooms
  parley verify chat.scenarios.ts --url wss://staging.example.com --header 'Authorization: Bearer abc'
  parley verify ./scenarios --options verify.options.ts --json

Exit codes: 0 all passed, 1 one failed, 3 none failed and one is inconclusive.`,
    )
    .action(async (paths: readonly string[], given: Given) => {
      const scenarios = await scenariosIn(paths, given.grep)
      const written = given.options === undefined ? undefined : await optionsIn(given.options)
      const own = ownOptions(given)
      const optionsFor = (scenario: unknown): VerifyAnyOptions => {
        const base = typeof written === 'function' ? written(scenario as never) : written
        const { url = base?.url, ...others } = own
        if (url === undefined)
          throw new UsageError('Say which server is meant: --url ws://… or url in --options.')
        return { ...base, ...others, url }
      }
      // Whatever they lack is said before anything connects.
      const options = new Map(scenarios.map(({ scenario }) => [scenario, optionsFor(scenario)] as const))
      const progress = progressLine()
      let count = 0
      const report = await verifyAll(
        scenarios.map(({ scenario }) => scenario),
        (scenario) => {
          progress.show(`${++count} of ${scenarios.length}: ${scenario.title}`)
          return options.get(scenario) ?? optionsFor(scenario)
        },
      )
      progress.clear()
      if (given.json === true) {
        const { outcome, counts, durationMs } = report
        const all = report.scenarios.map(({ report: own_, error, file: _file, ...rest }, index) => ({
          ...rest,
          file: scenarios[index]?.file,
          evidence: own_?.evidence,
          error: error === undefined ? undefined : String(error),
        }))
        printJson({ outcome, counts, durationMs, scenarios: all })
      } else {
        print(report.text)
      }
      finish(exitOf(report.outcome))
    })
}

async function optionsIn(file: string): Promise<Options> {
  const module = await loadModule(file)
  const options = module['default'] ?? module['options']
  if (typeof options === 'function' || (typeof options === 'object' && options !== null)) {
    // What is wrong in them, verify says.
    return options as Options
  }
  throw new UsageError(
    `${file} has no options: export const options = { url, trigger, states, … }, or a function of the scenario.`,
  )
}

function ownOptions({
  url,
  header: headers,
  patience,
  quiet,
  seed,
  ca,
  insecure,
}: Given): Partial<VerifyAnyOptions> {
  const tls = {
    ...(ca === undefined ? {} : { ca: readText(ca) }),
    ...(insecure === true ? { rejectUnauthorized: false } : {}),
  }
  return {
    ...(url === undefined ? {} : { url }),
    ...(headers === undefined ? {} : { headers }),
    ...(patience === undefined ? {} : { patienceMs: patience }),
    ...(quiet === undefined ? {} : { quietMs: quiet }),
    ...(seed === undefined ? {} : { seed }),
    ...(Object.keys(tls).length === 0 ? {} : { tls }),
  }
}
