// The second process of ten-thousand.ts and two-thousand.ts: real clients of the package `ws`, each of which compares what it
// hears with the numbers from 1. Run with the URL, how many clients, how many broadcasts each is to hear, and how long to
// wait for them, in ms.
import { setTimeout } from 'node:timers/promises'
import { WebSocket } from 'ws'

/** What went wrong, over all clients, and how many heard everything once and in order. */
export interface Hearing {
  readonly right: number
  readonly deliveries: number
  readonly missing: number
  readonly duplicates: number
  readonly outOfOrder: number
}

const [url = '', clients = '0', broadcasts = '0', patienceMs = '0'] = process.argv.slice(2)
const count = Number(broadcasts)
/** So many handshakes are under way at a time, fewer than a server keeps waiting. */
const AT_ONCE = 200
/** How long what should not come is waited for after the last that should. */
const SILENCE_MS = 500

let complete = 0
let allComplete = (): void => {}
const everybody = new Promise<void>((resolve) => {
  allComplete = resolve
})
const heard: number[][] = []

function listener(): Promise<void> {
  const socket = new WebSocket(url, { perMessageDeflate: false })
  const numbers: number[] = []
  heard.push(numbers)
  socket.on('message', (data: Buffer) => {
    numbers.push(Number(data.toString()))
    if (numbers.length !== count) return
    complete++
    if (complete === Number(clients)) allComplete()
  })
  socket.on('close', allComplete)
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('open', resolve)
  })
}

function hearing(): Hearing {
  let [right, deliveries, missing, duplicates, outOfOrder] = [0, 0, 0, 0, 0]
  for (const numbers of heard) {
    const different = new Set(numbers)
    const late = numbers.filter((each, index) => index > 0 && each < (numbers[index - 1] ?? 0)).length
    deliveries += numbers.length
    missing += count - different.size
    duplicates += numbers.length - different.size
    outOfOrder += late
    if (numbers.length === count && numbers.every((each, index) => each === index + 1)) right++
  }
  return { right, deliveries, missing, duplicates, outOfOrder }
}

for (let left = Number(clients); left > 0; left -= AT_ONCE)
  await Promise.all(Array.from({ length: Math.min(left, AT_ONCE) }, listener))
process.send?.('connected')
await Promise.race([everybody, setTimeout(Number(patienceMs))])
process.send?.('complete')
await setTimeout(SILENCE_MS)
process.send?.(hearing(), () => process.exit())
