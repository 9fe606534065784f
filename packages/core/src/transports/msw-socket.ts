// What an app sees of a socket that MSW puts in the place of its own, where MSW has it otherwise than the standard: the
// subprotocol that was chosen, a connection that failed, a close without a code, bytes as `binaryType` asks for them. Owns no conversation.
import { ABNORMAL, NO_STATUS } from '../wire/close-code.ts'
import { copyBytes } from '../wire/frame.ts'

const CONNECTING = 0
const OPEN = 1
const CLOSED = 3

export class MswSocket {
  readonly #socket: WebSocket

  /** @param closeAs closes it with any code there is */
  constructor(socket: WebSocket, closeAs: (code: number, reason: string) => void) {
    this.#socket = socket
    const close = socket.close.bind(socket)
    // MSW says 1000 where no code was given, also of a connection that was never open.
    Object.defineProperty(socket, 'close', {
      configurable: true,
      writable: true,
      value: (code?: number, reason?: string) => {
        if (socket.readyState === CONNECTING) this.fail()
        else if (code === undefined) closeAs(NO_STATUS, '')
        else close(code, reason)
      },
    })
  }

  /** Whether the app has closed it, or it failed. */
  get isLeft(): boolean {
    return this.#socket.readyState > OPEN
  }

  /** MSW takes the first that was offered, and says so when it opens the socket: too late to correct it then. */
  choose(protocol: string): void {
    Object.defineProperty(this.#socket, 'protocol', {
      configurable: true,
      enumerable: true,
      get: () => protocol,
      set: () => {},
    })
  }

  /** "Fail the WebSocket connection": MSW can only close, which is clean whatever the code. */
  fail(): void {
    const socket = this.#socket
    Reflect.set(socket, 'readyState', CLOSED)
    socket.dispatchEvent(new Event('error'))
    // Node 22 has no CloseEvent, and MSW's own is none either.
    const close = new Event('close')
    socket.dispatchEvent(Object.assign(close, { code: ABNORMAL, reason: '', wasClean: false }))
  }

  /** MSW shows bytes as they were given to it. */
  shown(bytes: Uint8Array<ArrayBuffer>): Blob | ArrayBuffer {
    return this.#socket.binaryType === 'blob' ? new Blob([bytes]) : copyBytes(bytes).buffer
  }
}
