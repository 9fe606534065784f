// The chat server with one mistake, to see that it is caught.
import type { Said, Say } from '@parley-ws/example-chat-contract/messages'
import type { WebSocket } from 'ws'
import { ChatServer } from '../src/chat-server.ts'

export type Mistake =
  /** Says something else than was said. */
  | 'wrong payload'
  /** Says something that the contract does not allow. */
  | 'broken payload'
  /** Forgets the member that came last. */
  | 'missing recipient'
  /** Writes to everybody, in the room or not. */
  | 'extra message'
  /** Writes to members twice. */
  | 'doubled message'
  /** Shows out with a code that means something else. */
  | 'wrong close code'
  /** Shows out with a code that means nothing. */
  | 'strange close code'
  /** Confirms what was said when it is too late. */
  | 'late acknowledgement'

/** The contract promises 1,000. */
const LATE_MS = 1_200

export class MistakenServer extends ChatServer {
  readonly #mistake: Mistake

  constructor(mistake: Mistake) {
    super()
    this.#mistake = mistake
  }

  protected override fanOut(said: Said): void {
    if (this.#mistake === 'wrong payload') return super.fanOut({ ...said, text: said.text.toUpperCase() })
    if (this.#mistake !== 'broken payload') return super.fanOut(said)
    for (const member of this.audience(said.room))
      member.send(JSON.stringify({ type: 'said', room: said.room }))
  }

  protected override audience(room: string): Iterable<WebSocket> {
    const members = [...super.audience(room)]
    switch (this.#mistake) {
      case 'missing recipient':
        return members.slice(0, -1)
      case 'extra message':
        return this.connected
      case 'doubled message':
        return members.flatMap((member) => [member, member])
      default:
        return members
    }
  }

  protected override acknowledge(socket: WebSocket, say: Say): void {
    if (this.#mistake === 'late acknowledgement') setTimeout(() => super.acknowledge(socket, say), LATE_MS)
    else super.acknowledge(socket, say)
  }

  protected override showOut(socket: WebSocket): void {
    if (this.#mistake === 'wrong close code') socket.close(1008, 'signed in elsewhere')
    else if (this.#mistake === 'strange close code') socket.close(4002, 'signed in elsewhere')
    else super.showOut(socket)
  }
}
