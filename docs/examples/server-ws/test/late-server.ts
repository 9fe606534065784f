// The chat server on a busy day: it does everything right, and what is said reaches each member a little later.
import type { ServerMessage } from '@parley-ws/example-chat-contract/messages'
import type { WebSocket } from 'ws'
import { ChatServer } from '../src/chat-server.ts'

export class LateServer extends ChatServer {
  readonly #lateMs: () => number
  /** What is on its way to each, in order. */
  readonly #lines = new Map<WebSocket, Promise<void>>()

  /** @param lateMs how long the next message of a room is on its way to one member */
  constructor(lateMs: () => number) {
    super()
    this.#lateMs = lateMs
  }

  /** What is said is late; answers are not, except that who leaves gets what it is owed before. */
  protected override write(socket: WebSocket, message: ServerMessage): void {
    if (message.type !== 'said' && message.type !== 'unsubscribed') return super.write(socket, message)
    this.#inLine(socket, message.type === 'said' ? this.#lateMs() : 0, () => super.write(socket, message))
  }

  /** Waits for everything that is on its way now. */
  protected override sync(socket: WebSocket, id: string): void {
    void Promise.all(this.#lines.values()).then(() => super.sync(socket, id))
  }

  protected override showOut(socket: WebSocket): void {
    this.#inLine(socket, 0, () => super.showOut(socket))
  }

  #inLine(socket: WebSocket, lateMs: number, act: () => void): void {
    const before = this.#lines.get(socket) ?? Promise.resolve()
    const arrival = new Promise<void>((resolve) => {
      setTimeout(resolve, lateMs)
    })
    this.#lines.set(socket, Promise.all([before, arrival]).then(act))
  }
}
