// A client that writes bytes: what no WebSocket client would send, and handshakes that never end.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export class Wire implements AsyncDisposable {
  readonly #socket: Socket
  readonly #ended: Promise<unknown>
  #received = Buffer.alloc(0)
  #whoWaits: (() => void)[] = []

  constructor(socket: Socket) {
    this.#socket = socket
    this.#ended = new Promise((resolve) => socket.once('close', resolve))
    const stir = (): void => {
      for (const resolve of this.#whoWaits.splice(0)) resolve()
    }
    // What goes wrong is told by the end.
    socket.on('error', () => {})
    socket.on('close', stir)
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk])
      stir()
    })
  }

  /** A TCP connection to this machine, and nothing else. */
  static async dial(port: number | string): Promise<Wire> {
    const socket = connect(Number(port), '127.0.0.1')
    await once(socket, 'connect')
    return new Wire(socket)
  }

  write(...bytes: readonly (string | Uint8Array)[]): void {
    for (const each of bytes) this.#socket.write(each)
  }

  /** The status of the answer to a handshake, or another request. */
  async status(): Promise<number> {
    const head = await this.#take('\r\n\r\n'.length, () => this.#received.indexOf('\r\n\r\n'))
    return Number(/^HTTP\/1\.1 (\d+) /.exec(head.toString())?.[1])
  }

  /** The code of the close frame that is all that comes. */
  async closeCode(): Promise<number> {
    const start = await this.#take(4, () => (this.#received.length < 4 ? -1 : 0))
    if (start[0] !== 0x88) throw new Error(`no close frame came, but ${start.toString('hex')}`)
    return start.readUInt16BE(2)
  }

  /** Resolves when the other side, or this one, has ended it. */
  async ended(): Promise<void> {
    await this.#ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.destroy()
    await this.#ended
  }

  /** @param where the index of what is waited for, or -1 */
  async #take(length: number, where: () => number): Promise<Buffer> {
    while (where() === -1) {
      if (this.#socket.destroyed) throw new Error(`it ended after ${this.#received.toString()}`)
      // oxlint-disable-next-line eslint/no-await-in-loop -- looked at after each piece
      await new Promise<void>((resolve) => this.#whoWaits.push(resolve))
    }
    const end = where() + length
    const taken = this.#received.subarray(0, end)
    this.#received = this.#received.subarray(end)
    return taken
  }
}

/** A request that opens a WebSocket; a header given as undefined is left out. */
export function handshake(
  headers: Readonly<Record<string, string | undefined>> = {},
  request = 'GET / HTTP/1.1',
): string {
  const all = {
    Host: '127.0.0.1',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version': '13',
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) =>
    value === undefined ? '' : `${name}: ${value}\r\n`,
  )
  return `${request}\r\n${lines.join('')}\r\n`
}

/**
 * A client's frame of up to 64 KiB; its mask leaves the bytes as they are.
 *
 * @param first FIN, RSV and opcode: 0x81 is a whole text
 */
export function frame(first: number, payload: string | Uint8Array): Buffer {
  const body = Buffer.from(payload as Uint8Array)
  const length = body.length < 126 ? [0x80 | body.length] : [0xfe, body.length >> 8, body.length & 0xff]
  return Buffer.concat([Buffer.from([first, ...length, 0, 0, 0, 0]), body])
}
