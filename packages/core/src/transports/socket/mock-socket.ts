// ws's WebSocket with the closing handshake left to the mock. ws answers a close frame by itself, through its own
// `close()`, before anybody is told; a mock may be half-open, and then must not answer.
import type { Buffer } from 'node:buffer'
import { WebSocket } from 'ws'
import { NO_STATUS } from '../../wire/close-code.ts'

export class MockSocket extends WebSocket {
  /** Told of the client's close frame (1005: one without a code), if it is the first of the two. */
  onCloseFrame: ((code: number, reason: string) => void) | undefined
  /** The code that the client's breach of the protocol calls for; its `error` event follows. */
  breachCode: number | undefined

  /** Called by ws alone: about a close frame with its reason, about a breach of the protocol without one. */
  override close(code?: number, reason?: string | Buffer): void {
    // The second close frame: ws ends the connection.
    if (this.readyState !== WebSocket.OPEN) super.close()
    else if (code !== undefined && reason === undefined) this.breachCode = code
    else this.onCloseFrame?.(code ?? NO_STATUS, String(reason ?? ''))
  }

  /** Sends a close frame, the first or the answer; 1005 stands for one without a code. */
  sendClose(code: number, reason: string): void {
    if (code === NO_STATUS) super.close()
    else super.close(code, reason)
  }
}
