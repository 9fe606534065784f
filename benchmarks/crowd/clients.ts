// The process of a crowd: as little of a WebSocket client as a server accepts, so that its work takes the least from the
// machine that the server runs on. Counts bytes and doesn't read them; what is right is for tests to say.
import { connect, type Socket } from 'node:net'
import { FRAME, MESSAGE } from '../servers/server.ts'
import type { Command } from './command.ts'

const HANDSHAKE = [
  'GET / HTTP/1.1',
  'Host: localhost',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  '\r\n',
].join('\r\n')
/** A client's frame has a mask; this one leaves the bytes as they are. */
const MASKED = Buffer.concat([
  Buffer.from([0x81, 0x80 | MESSAGE.length, 0, 0, 0, 0]),
  FRAME.subarray(FRAME.length - MESSAGE.length),
])
/** So many handshakes are under way at a time, fewer than a server keeps waiting. */
const AT_ONCE = 200

const sockets: Socket[] = []
let heard = 0
let wanted = Infinity
let allHeard = (): void => {}

function hear(bytes: number): Promise<void> {
  return new Promise((resolve) => {
    wanted = bytes
    allHeard = resolve
    count(0)
  })
}

function count(bytes: number): void {
  heard += bytes
  if (heard < wanted) return
  heard -= wanted
  wanted = Infinity
  allHeard()
}

function open(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    sockets.push(socket)
    socket.on('error', reject)
    socket.write(HANDSHAKE)
    socket.once('data', (answer) => {
      const end = answer.indexOf('\r\n\r\n') + 4
      if (!answer.subarray(0, end).includes(' 101 ')) return reject(new Error(String(answer)))
      socket.on('data', (bytes) => count(bytes.length))
      count(answer.length - end)
      resolve()
    })
  })
}

async function obey(command: Command): Promise<void> {
  switch (command.do) {
    case 'connect':
      for (let left = command.count; left > 0; left -= AT_ONCE)
        await Promise.all(Array.from({ length: Math.min(left, AT_ONCE) }, () => open(command.port)))
      return
    case 'leave':
      for (const socket of sockets.splice(-command.count)) socket.destroy()
      return
    case 'hear':
      return await hear(command.bytes)
    case 'echo':
      for (let left = command.count; left > 0; left--) {
        const answered = hear(FRAME.length)
        sockets.at(-1)?.write(MASKED)
        await answered
      }
  }
}

process.on('message', (command: Command) => {
  void obey(command).then(() => process.send?.('done'))
})
process.on('disconnect', () => process.exit())
