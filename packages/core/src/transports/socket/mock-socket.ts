// ws's WebSocket as the mock's end of a connection: it tells one owner what comes, without a list of listeners for each
// of thousands, and leaves the closing handshake to the mock. ws answers a close frame by itself, through its own
// `close()`, before anybody is told; a mock may be half-open, and then must not answer.
import type { Buffer } from 'node:buffer'
import { WebSocket } from 'ws'
import { NO_STATUS } from '../../wire/close-code.ts'

/** Hears what comes over a socket. */
export interface SocketOwner {
  message(data: Buffer, isBinary: boolean): void
  heartbeat(opcode: 'ping' | 'pong', data: Buffer): void
  /** The client's close frame (1005: one without a code), if it is the first of the two. */
  closeFrame(code: number, reason: string): void
  /** The client broke the protocol, for which `code` is what it is closed with. */
  breach(code: number, why: string): void
}

export class MockSocket extends WebSocket {
  owner: SocketOwner | undefined
  /** The code that the client's breach of the protocol calls for; its `error` event follows. */
  #breachCode: number | undefined

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    const { owner } = this
    if (owner === undefined) return super.emit(event, ...args)
    // What ws gives with each of them is said in its documentation, and in no types.
    switch (event) {
      case 'message':
        owner.message(args[0] as Buffer, args[1] as boolean)
        return true
      case 'ping':
      case 'pong':
        owner.heartbeat(event, args[0] as Buffer)
        return true
      case 'error':
        if (this.#breachCode !== undefined) owner.breach(this.#breachCode, (args[0] as Error).message)
        return true
      default:
        return super.emit(event, ...args)
    }
  }

  /** Called by ws alone: about a close frame with its reason, about a breach of the protocol without one. */
  override close(code?: number, reason?: string | Buffer): void {
    // The second close frame: ws ends the connection.
    if (this.readyState !== WebSocket.OPEN) super.close()
    else if (code !== undefined && reason === undefined) this.#breachCode = code
    else this.owner?.closeFrame(code ?? NO_STATUS, String(reason ?? ''))
  }

  /** Sends a close frame, the first or the answer; 1005 stands for one without a code. */
  sendClose(code: number, reason: string): void {
    if (code === NO_STATUS) super.close()
    else super.close(code, reason)
  }
}
