// Clients of servers in this process, in a process of their own. What they do is told by command.ts.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Command } from './command.ts'

export class Crowd {
  readonly #process: ChildProcess

  constructor() {
    const script = fileURLToPath(new URL('clients.ts', import.meta.url))
    this.#process = fork(script, { execArgv: ['--no-warnings'] })
    this.#process.on('exit', (code) => {
      throw new Error(`the process of the clients ended with ${String(code)}`)
    })
  }

  connect(port: number, count: number): Promise<void> {
    return this.#ask({ do: 'connect', port, count })
  }

  leave(count: number): Promise<void> {
    return this.#ask({ do: 'leave', count })
  }

  hear(bytes: number): Promise<void> {
    return this.#ask({ do: 'hear', bytes })
  }

  echo(count: number): Promise<void> {
    return this.#ask({ do: 'echo', count })
  }

  async #ask(command: Command): Promise<void> {
    this.#process.send(command)
    await once(this.#process, 'message')
  }
}
