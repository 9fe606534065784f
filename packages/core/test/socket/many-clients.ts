// A process of clients: connects so many to a URL, and reports what each got when all have got the last message.
// Run with the URL, how many clients, and how many messages each is to get. Messages are the numbers from 1.
import { WebSocket } from 'ws'

const [url = '', clients = '0', messages = '0'] = process.argv.slice(2)
const expected = Array.from({ length: Number(messages) }, (_, index) => String(index + 1)).join()

/** Resolves when it is open; `got` resolves with everything that came. */
function client(): Promise<{ got: Promise<string> }> {
  const socket = new WebSocket(url, { perMessageDeflate: false })
  const heard: string[] = []
  const got = new Promise<string>((resolve) => {
    socket.on('message', (data: Buffer) => {
      heard.push(data.toString())
      // One more than expected would come right behind the last one.
      if (heard.length >= Number(messages)) setImmediate(() => resolve(heard.join()))
    })
    socket.on('close', () => resolve(heard.join()))
  })
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('open', () => resolve({ got }))
  })
}

const all: Promise<string>[] = []
while (all.length < Number(clients)) {
  const batch = Array.from({ length: Math.min(200, Number(clients) - all.length) }, client)
  for (const { got } of await Promise.all(batch)) all.push(got)
}
process.send?.('connected')
const got = await Promise.all(all)
process.send?.({
  right: got.filter((each) => each === expected).length,
  wrong: got.find((each) => each !== expected),
})
process.disconnect()
process.exit()
