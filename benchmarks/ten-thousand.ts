// Proves that a mock server carries ten thousand connections from another process, and that every broadcast reaches each
// of them once and in order. Prints the proof; exits with 1 where it fails. An argument asks for another number of clients.
import { setImmediate } from 'node:timers/promises'
import { serveWsMock } from '@parley-ws/core/node'
import { mostConnections } from './open-files.ts'
import type { Hearing } from './listeners.ts'
import { startListeners } from './start-listeners.ts'

const clients = Number(process.argv[2] ?? 10_000)
/** Half of them one in a tick, half of them ten. */
const BROADCASTS = 40

if (!Number.isInteger(clients) || clients < 1) throw new TypeError('Give a whole number of clients')
if (clients > mostConnections()) {
  console.error(
    `The limit of open files (ulimit -Hn) allows ${mostConnections()} connections a process: raise it, ` +
      `or where that cannot be done ask for fewer: npm run ten-thousand -- ${mostConnections()}`,
  )
  process.exit(1)
}

await using mock = await serveWsMock([])
const { told } = startListeners(mock.url, clients, BROADCASTS)

const begin = performance.now()
await told()
const connected = performance.now()
const open = mock.clients.length
console.log(`${count(open)} connections from a second process in ${seconds(begin, connected)}`)

const complete = told()
for (let sent = 1; sent <= BROADCASTS; sent++) {
  mock.broadcast(String(sent))
  if (sent <= BROADCASTS / 2 || sent % 10 === 0) await setImmediate()
}
await complete
const delivered = performance.now()
const { right, deliveries, missing, duplicates, outOfOrder } = (await told()) as Hearing
console.log(`${BROADCASTS} broadcasts, ${count(deliveries)} deliveries in ${seconds(connected, delivered)}`)
console.log(`missing ${missing}, duplicates ${duplicates}, out of order ${outOfOrder}`)
const isProved = open === clients && right === clients && deliveries === clients * BROADCASTS
console.log(
  `${count(right)} of ${count(clients)} heard every broadcast once and in order: ${isProved ? 'proved' : 'NOT so'}`,
)
if (!isProved) process.exitCode = 1

function count(value: number): string {
  return value.toLocaleString('en-GB')
}

function seconds(from: number, to: number): string {
  return `${((to - from) / 1000).toFixed(2)} s`
}
