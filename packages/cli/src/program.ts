// The program `parley`: its commands, what is common to them, and what becomes of an error.
import process from 'node:process'
import tab from '@bomb.sh/tab/commander'
import { Command, CommanderError } from 'commander'
import { exploreCommand } from './commands/explore.ts'
import { importCommand } from './commands/import.ts'
import { initCommand } from './commands/init.ts'
import { recordCommand } from './commands/record.ts'
import { serveCommand } from './commands/serve.ts'
import { showCommand } from './commands/show.ts'
import { simulateCommand } from './commands/simulate.ts'
import { validateCommand } from './commands/validate.ts'
import { verifyCommand } from './commands/verify.ts'
import { errorText, EXIT, type ExitCode, isUsage } from './exit.ts'
import { painter, printJson, remark } from './output.ts'
import { version } from './version.ts'

/** What a command does: it says how it ended. */
type Finish = (code: ExitCode) => void

/**
 * Runs the command.
 *
 * @param args what stands behind its name
 * @returns its exit code; of a server when it has ended
 */
export async function run(args: readonly string[]): Promise<number> {
  let code: ExitCode = EXIT.pass
  const isJson = args.includes('--json')
  const program = programOf((ended) => {
    code = ended
  }, isJson)
  try {
    await program.parseAsync([...args], { from: 'user' })
    return code
  } catch (error) {
    // Commander has said what is wrong with the arguments, or printed the help that was asked for.
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT.pass
      if (isJson && error.code !== 'commander.help')
        printJson({ error: error.message.replace(/^error: /, '') })
      return EXIT.usage
    }
    if (isJson) printJson({ error: error instanceof Error ? error.message : String(error) })
    else remark(`${painter(process.stderr)('red', 'parley:')} ${errorText(error)}`)
    return isUsage(error) ? EXIT.usage : EXIT.fail
  }
}

/** @param finish told how the command ended, if not with 0 */
function programOf(finish: Finish, isJson: boolean): Command {
  const program = new Command('parley')
  program
    .description('Contract tests for WebSockets: mocks, scenarios, recordings.')
    .version(version())
    .addHelpText(
      'after',
      `
Examples:
  parley serve chat.mock.yaml --port 8080 --watch
  parley simulate ./scenarios
  parley verify ./scenarios --url ws://127.0.0.1:3000/rooms
  parley record --target wss://api.example.com --out chat.jsonl
  parley show chat.jsonl --format mermaid
  source <(parley complete bash)          completion, also for zsh and fish

Exit codes: 0 pass, 1 fail, 2 used wrongly, 3 inconclusive.`,
    )
  const commands = [
    serveCommand(finish),
    simulateCommand(finish),
    verifyCommand(finish),
    exploreCommand(finish),
    recordCommand(finish),
    showCommand(),
    validateCommand(finish),
    importCommand(),
    initCommand(),
  ]
  for (const command of commands) program.addCommand(command)
  // Errors of arguments are thrown, by sub-commands as well.
  for (const command of [program, ...commands]) {
    command.exitOverride()
    // Where JSON was asked for, it is said by who catches it.
    if (isJson) command.configureOutput({ outputError: () => {} })
    else command.showHelpAfterError('Run it with --help to see what there is.')
  }
  tab(program)
  return program
}
