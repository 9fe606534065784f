// A client that speaks bytes: it can send what no WebSocket library would.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface RawFrame {
  readonly fin: boolean
  readonly opcode: number
  readonly payload: Buffer
}

export const TEXT = 0x1
export const BINARY = 0x2
export const CONTINUATION = 0x0
export const CLOSE = 0x8
export const PING = 0x9
export const PONG = 0xa

/** What a client sends, right or wrong. */
export interface FrameShape {
  readonly opcode: number
  readonly payload?: string | Uint8Array
  readonly fin?: boolean
  /** RSV1 to RSV3, as the bits of a number: 0b100 is RSV1. */
  readonly rsv?: number
  readonly masked?: boolean
  /** The length that the header states, where it is not the payload's. */
  readonly states?: bigint
}

export function bytesOf({
  opcode,
  payload = '',
  fin = true,
  rsv = 0,
  masked = true,
  states,
}: FrameShape): Buffer {
  const body = Buffer.from(payload as Uint8Array)
  const length = states ?? BigInt(body.length)
  const first = (fin ? 0x80 : 0) | (rsv << 4) | opcode
  const maskBit = masked ? 0x80 : 0
  let header: Buffer
  if (length < 126n) header = Buffer.from([first, maskBit | Number(length)])
  else if (length < 0x10000n) {
    header = Buffer.from([first, maskBit | 126, 0, 0])
    header.writeUInt16BE(Number(length), 2)
  } else {
    header = Buffer.from([first, maskBit | 127, 0, 0, 0, 0, 0, 0, 0, 0])
    header.writeBigUInt64BE(length, 2)
  }
  if (!masked) return Buffer.concat([header, body])
  const mask = Buffer.from([0x12, 0x34, 0x56, 0x78])
  return Buffer.concat([header, mask, body.map((byte, index) => byte ^ (mask[index % 4] ?? 0))])
}

/** The payload of a close frame. */
export function closePayload(code: number, reason: string | Uint8Array = ''): Buffer {
  const payload = Buffer.concat([Buffer.alloc(2), Buffer.from(reason as Uint8Array)])
  payload.writeUInt16BE(code)
  return payload
}

export class RawClient implements AsyncDisposable {
  readonly socket: Socket
  #received = Buffer.alloc(0)
  #stirred: (() => void) | undefined
  #isOver = false

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk])
      this.#stirred?.()
    })
    socket.on('end', () => socket.end())
    socket.on('close', () => {
      this.#isOver = true
      this.#stirred?.()
    })
  }

  /** A TCP connection and nothing else. */
  static async dial(port: number): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return new RawClient(socket)
  }

  /** A connection whose handshake was accepted. */
  static async open(port: number, path = '/'): Promise<RawClient> {
    const client = await RawClient.dial(port)
    client.socket.write(handshake(path))
    const head = await client.head()
    if (!head.startsWith('HTTP/1.1 101 ')) throw new Error(`the handshake was refused: ${head}`)
    return client
  }

  send(...frames: readonly FrameShape[]): void {
    this.socket.write(Buffer.concat(frames.map(bytesOf)))
  }

  /** What stands before the first empty line: the head of an HTTP answer. */
  async head(): Promise<string> {
    let end = this.#received.indexOf('\r\n\r\n')
    while (end === -1) {
      await this.#news()
      end = this.#received.indexOf('\r\n\r\n')
    }
    return this.#take(end + 4).toString()
  }

  /** Everything up to the end of the connection, as text. */
  async rest(): Promise<string> {
    while (!this.#isOver) await this.#news()
    return this.#received.toString()
  }

  async frame(): Promise<RawFrame> {
    await this.#atLeast(2)
    const [first = 0, second = 0] = this.#received
    const short = second & 0x7f
    const start = short < 126 ? 2 : short === 126 ? 4 : 10
    await this.#atLeast(start)
    const length =
      short < 126
        ? short
        : short === 126
          ? this.#received.readUInt16BE(2)
          : Number(this.#received.readBigUInt64BE(2))
    await this.#atLeast(start + length)
    const bytes = this.#take(start + length)
    return { fin: (first & 0x80) !== 0, opcode: first & 0x0f, payload: bytes.subarray(start) }
  }

  /** The code of the close frame that comes next. */
  async closeCode(): Promise<number> {
    const { opcode, payload } = await this.frame()
    if (opcode !== CLOSE) throw new Error(`a frame with opcode ${opcode} came: ${payload.toString()}`)
    return payload.length < 2 ? 1005 : payload.readUInt16BE(0)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy()
    while (!this.#isOver) await this.#news()
  }

  #take(bytes: number): Buffer {
    const taken = this.#received.subarray(0, bytes)
    this.#received = this.#received.subarray(bytes)
    return taken
  }

  async #atLeast(bytes: number): Promise<void> {
    while (this.#received.length < bytes) {
      if (this.#isOver) throw new Error('the connection ended')
      await this.#news()
    }
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#stirred = resolve
    })
  }
}

/** A request that opens a WebSocket; a header given as undefined is left out. */
export function handshake(
  path = '/',
  headers: Readonly<Record<string, string | undefined>> = {},
  request = 'GET',
  version = 'HTTP/1.1',
): string {
  const all = {
    Host: 'chat.test',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version': '13',
    ...headers,
  }
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : `${name}: ${value}\r\n`,
  )
  return `${request} ${path} ${version}\r\n${lines.join('')}\r\n`
}
