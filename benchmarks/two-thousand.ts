// Proves that `parley serve` bears a client that never reads: two thousand others, in a process of their own, hear a broadcast
// a second once and in order, the slow one is closed with 1008, and memory stays within a bound. Prints the proof; exits with 1
// where it fails. An argument asks for another number of seconds.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { WebSocket } from 'ws'
import type { Hearing } from './listeners.ts'
import { mostConnections } from './open-files.ts'
import { startListeners } from './start-listeners.ts'

const CLIENTS = 2_000
const seconds = Number(process.argv[2] ?? 60)
/** A broadcast's number, and spaces. */
const MESSAGE_BYTES = 16 * 1024
/** What the slow one is sent at a time until the operating system takes no more: that is some megabytes, and none of the server's. */
const FILLING_BYTES = 64 * 1024
/** What may wait for it then: it is over that at half-time. */
const MOST_WAITING = FILLING_BYTES + (seconds * MESSAGE_BYTES) / 2
/** What its transcript may take: reached after some twenty seconds, so that growing would show in the rest of a minute. */
const MOST_TRANSCRIPT = 4 * 1024 * 1024
/** How much the server may grow by. A copy of each broadcast for each client is fifteen times that in a minute. */
const MOST_GROWTH_MIB = 128
const TOKEN = 'two-thousand'

if (!Number.isInteger(seconds) || seconds < 4) throw new TypeError('Give a whole number of seconds from 4')
if (mostConnections() <= CLIENTS) {
  console.error(
    `The limit of open files (ulimit -Hn) allows ${mostConnections()} connections a process: raise it.`,
  )
  process.exit(1)
}

const folder = await mkdtemp(join(tmpdir(), 'parley-two-thousand-'))
const server = await startServer(join(folder, 'crowd.mock.json'))
const children: ChildProcess[] = [server.child]
try {
  process.exitCode = (await isProved()) ? 0 : 1
} finally {
  for (const child of children) child.kill()
  await rm(folder, { recursive: true })
}

async function isProved(): Promise<boolean> {
  const slow = new WebSocket(server.url, { perMessageDeflate: false })
  await once(slow, 'open')
  slow.pause()
  const filled = await fill()

  const { child, told } = startListeners(server.url, CLIENTS, seconds, (seconds + 60) * 1000)
  children.push(child)

  await told()
  const first = await rssMib()
  const [clients, before] = [count(CLIENTS), (filled / 1024 / 1024).toFixed(1)]
  console.log(`${clients} clients from a second process, and one that reads nothing of ${before} MiB`)
  console.log(`at first: ${first} MiB resident`)

  const heard = told().then(told) as Promise<Hearing>
  let most = first
  let open = 0
  const begin = performance.now()
  for (let sent = 1; sent <= seconds; sent++) {
    const { sent: reached } = (await ask('POST', '/send', {
      to: { all: true },
      message: String(sent).padEnd(MESSAGE_BYTES),
    })) as { sent: number }
    if (reached < CLIENTS) throw new Error(`broadcast ${sent} is for ${reached} clients`)
    open = reached
    await setTimeout(Math.max(0, begin + sent * 1000 - performance.now()))
    const now = await rssMib()
    most = Math.max(most, now)
    if (sent % Math.ceil(seconds / 6) === 0)
      console.log(`after ${sent} s: ${count(open)} connected, ${now} MiB resident`)
  }
  const { right, deliveries, missing, duplicates, outOfOrder } = await heard
  const growth = most - first
  const code = server.closeCode()
  console.log(`${seconds} broadcasts of ${MESSAGE_BYTES / 1024} KiB, ${count(deliveries)} deliveries`)
  console.log(`missing ${missing}, duplicates ${duplicates}, out of order ${outOfOrder}`)
  console.log(`resident: at most ${most} MiB, ${growth} more than at first; ${MOST_GROWTH_MIB} are allowed`)
  console.log(`the slow one was closed with ${code ?? 'nothing'}`)
  const isRight = right === CLIENTS && deliveries === CLIENTS * seconds
  const isAll = isRight && open === CLIENTS && code === 1008 && growth <= MOST_GROWTH_MIB
  console.log(
    `${count(right)} of ${clients} heard every broadcast once and in order: ${isAll ? 'proved' : 'NOT so'}`,
  )
  slow.terminate()
  return isAll
}

interface Server {
  readonly child: ChildProcess
  readonly url: string
  /** What its log says that the first client was closed with. */
  closeCode(): number | undefined
}

/** Starts the command as a user does, with its log piped. */
async function startServer(file: string): Promise<Server> {
  await writeFile(file, JSON.stringify({ parley: 1, endpoints: [{ path: '/', rules: [] }] }))
  const bin = fileURLToPath(new URL('../packages/cli/dist/bin.js', import.meta.url))
  const limit = [
    '--max-buffered-bytes',
    String(MOST_WAITING),
    '--max-transcript-bytes',
    String(MOST_TRANSCRIPT),
  ]
  const admin = ['--admin', '--admin-token', TOKEN]
  const child = spawn(process.execPath, [bin, 'serve', file, '--port', '0', ...limit, ...admin], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let code: number | undefined
  let tail = ''
  const url = await new Promise<string>((resolve, reject) => {
    child.on('exit', (status) => reject(new Error(`the server ended with ${String(status)}`)))
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (tail + text).split('\n')
      tail = lines.pop() ?? ''
      for (const line of lines) {
        const [, served] = /serving (ws:\S+)/.exec(line) ?? []
        if (served !== undefined) resolve(served)
        const [, closed] = / client-1 +× cut (\d+)/.exec(line) ?? []
        if (closed !== undefined) code = Number(closed)
      }
    })
  })
  return { child, url, closeCode: () => code }
}

/** Sends to the slow one alone until something waits in the server. Returns how many bytes that took. */
async function fill(): Promise<number> {
  for (let filled = FILLING_BYTES; ; filled += FILLING_BYTES) {
    await ask('POST', '/send', { to: { client: 'client-1' }, message: ' '.repeat(FILLING_BYTES) })
    const { connections } = (await ask('GET', '/connections')) as { connections: { bufferedBytes: number }[] }
    if ((connections[0]?.bufferedBytes ?? 0) > 0) return filled
  }
}

async function ask(method: string, route: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${server.url.replace('ws:', 'http:')}_parley${route}`, {
    method,
    headers: { Authorization: `Bearer ${TOKEN}` },
    body: body === undefined ? null : JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${await answer.text()}`)
  return await answer.json()
}

async function rssMib(): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(server.child.pid)])
  return Math.round(Number(stdout) / 1024)
}

function count(value: number): string {
  return value.toLocaleString('en-GB')
}
