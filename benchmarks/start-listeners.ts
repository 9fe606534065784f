// The process of listeners.ts, seen from the one that broadcasts.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Listeners {
  readonly child: ChildProcess
  /** What they say next. @throws Error when their process has ended */
  told(): Promise<unknown>
}

/** @param patienceMs how long they wait for what should come, in ms; default a minute */
export function startListeners(
  url: string,
  clients: number,
  broadcasts: number,
  patienceMs = 60_000,
): Listeners {
  const script = fileURLToPath(new URL('listeners.ts', import.meta.url))
  const child = fork(script, [url, ...[clients, broadcasts, patienceMs].map(String)], {
    execArgv: ['--no-warnings'],
  })
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`the process of the clients ended with ${String(code)}`)
  })
  failed.catch(() => {})
  return {
    child,
    async told() {
      const [message] = (await Promise.race([once(child, 'message'), failed])) as unknown[]
      return message
    },
  }
}
