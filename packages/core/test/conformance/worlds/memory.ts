// The socket in memory: what an app gets as its global WebSocket.
import { mockWs } from '../../../src/run/mock-ws.ts'
import { Hearing } from '../hearing.ts'
import { stageOf } from '../stage.ts'
import { type Client, Refused, type World } from '../world.ts'

let opened = 0

export const lacksOfClass = {
  heartbeat: 'a WebSocket class has no ping(), and hears neither pings nor pongs',
  cut: 'a WebSocket class has no terminate()',
  sendFragments: 'a WebSocket class sends whole messages',
  pause: 'a WebSocket class cannot stop reading',
  status: 'a WebSocket class is not told why a handshake failed',
  anyCode: 'a WebSocket class closes with 1000 or 3000-4999',
} as const

export const memory: World = {
  name: 'in memory',
  lacks: lacksOfClass,
  async open(rules, options) {
    // A URL of its own: a test that fails does not fail the next.
    const url = `wss://memory-${opened++}.example.com/`
    const mock = await mockWs(url, rules, options)
    return stageOf(mock, ({ protocols = [], headers = {}, query = '' }) => {
      // As Node's class has it; the types of browsers don't know headers.
      const second = { protocols: [...protocols], headers } as unknown as string[]
      return new ClassClient(new WebSocket(`${url}${query}`, second))
    })
  },
}

/** A client that is a socket of the global class. */
export class ClassClient extends Hearing implements Client {
  readonly opened: Promise<void>
  readonly #socket: WebSocket

  constructor(socket: WebSocket) {
    super()
    socket.binaryType = 'arraybuffer'
    this.#socket = socket
    let isOpen = false
    this.opened = new Promise((resolve, reject) => {
      socket.addEventListener('open', () => {
        isOpen = true
        resolve()
      })
      socket.addEventListener('close', ({ code, reason }) => {
        if (isOpen) this.hear({ closed: code, reason })
        else reject(new Refused())
      })
    })
    this.opened.catch(() => {})
    socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) =>
      this.hear(typeof data === 'string' ? data : new Uint8Array(data)),
    )
  }

  get protocol(): string {
    return this.#socket.protocol
  }
  send(payload: string | Uint8Array<ArrayBuffer>): void {
    this.#socket.send(payload)
  }
  close(code?: number, reason?: string): void {
    this.#socket.close(code, reason)
  }
  ping(): void {
    throw new Error(lacksOfClass.heartbeat)
  }
  cut(): void {
    throw new Error(lacksOfClass.cut)
  }
  sendFragments(): void {
    throw new Error(lacksOfClass.sendFragments)
  }
  pause(): void {
    throw new Error(lacksOfClass.pause)
  }
  resume(): void {
    throw new Error(lacksOfClass.pause)
  }
}
