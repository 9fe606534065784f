// The built command in a process of its own, and folders for it. Waits for what it prints, never for time to pass.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

export const BIN: string = fileURLToPath(new URL('../dist/bin.js', import.meta.url))
const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url))

export interface Options {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly nodeArgs?: readonly string[]
}

/** A command that runs until it is stopped. */
export class Running implements AsyncDisposable {
  readonly child: ChildProcess
  stdout = ''
  stderr = ''
  readonly #ended: Promise<number | null>
  #whoWaits: (() => void)[] = []

  constructor(args: readonly string[], { cwd, env = {}, nodeArgs = [] }: Options = {}) {
    const { FORCE_COLOR: _force, NO_COLOR: _no, ...inherited } = process.env
    this.child = spawn(process.execPath, [...nodeArgs, BIN, ...args], { cwd, env: { ...inherited, ...env } })
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text
      this.#stir()
    })
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text
      this.#stir()
    })
    this.#ended = once(this.child, 'close').then(([code]) => {
      this.#stir()
      return code as number | null
    })
  }

  /** The first match in all that was printed, or is going to be. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(stripVTControlCharacters(`${this.stdout}\n${this.stderr}`))
      if (found !== null) return found
      if (this.child.exitCode !== null || this.child.signalCode !== null) {
        throw new Error(`it ended and never printed ${String(pattern)}:\n${this.stdout}\n${this.stderr}`)
      }
      // oxlint-disable-next-line eslint/no-await-in-loop -- looked at after each piece of output
      await new Promise<void>((resolve) => this.#whoWaits.push(resolve))
    }
  }

  /** Where a mock is served, or a server recorded. */
  async url(): Promise<string> {
    const [, url = ''] = await this.printed(/(?:serving|connect to) (wss?:\S+)/)
    return url
  }

  /** Ends it, and resolves with its exit code; null where a signal ended it. */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    this.child.kill(signal)
    return await this.#ended
  }

  /** Its exit code, when it has ended by itself. */
  async code(): Promise<number | null> {
    return await this.#ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill('SIGKILL')
    await this.#ended
  }

  #stir(): void {
    for (const resolve of this.#whoWaits.splice(0)) resolve()
  }
}

/** Starts a command on a free port. */
export function start(args: readonly string[], options?: Options): Running {
  return new Running([...args, '--port', '0'], options)
}

/** Runs a command to its end. */
export async function parley(
  args: readonly string[],
  options?: Options,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  await using running = new Running(args, options)
  const code = await running.code()
  return { code, stdout: running.stdout, stderr: running.stderr }
}

/** A folder with these files, in which packages are found. */
export async function folderWith(
  files: Readonly<Record<string, string>> = {},
): Promise<{ readonly path: string; file(name: string): string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'parley-cli-'))
  await symlink(MODULES, join(path, 'node_modules'), 'junction')
  for (const [name, text] of Object.entries(files)) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- few and small
    await writeFile(join(path, name), text)
  }
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.asyncDispose]: async () => await rm(path, { recursive: true, force: true }),
  }
}
