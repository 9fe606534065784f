// A chat server on crossws, whose topics are the rooms. It knows nothing of Parley; of the contract it uses the schemas.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { clientMessage, type Said, type ServerMessage } from '@parley-ws/example-chat-contract/messages'
import type { Peer } from 'crossws'
import crossws from 'crossws/adapters/node'

export class ChatServer implements AsyncDisposable {
  readonly #http = createServer()
  readonly #chat = crossws({
    hooks: {
      upgrade: ({ headers }) => ({ context: { user: headers.get('x-user') } }),
      message: (peer, message) => this.#read(peer, message.text()),
    },
  })

  constructor() {
    this.#http.on('upgrade', (request, socket, head) => this.#chat.handleUpgrade(request, socket, head))
  }

  async listen(): Promise<this> {
    this.#http.listen(0, '127.0.0.1')
    await once(this.#http, 'listening')
    return this
  }

  get url(): string {
    const { port } = this.#http.address() as AddressInfo
    return `ws://127.0.0.1:${port}/rooms`
  }

  /** Says something to everybody in a room. */
  announce(said: Said): void {
    this.#chat.publish(said.room, written({ type: 'said', ...said }))
  }

  /** The user has signed in somewhere else. */
  signedInElsewhere(user: string): void {
    for (const peers of this.#chat.peers.values()) {
      for (const peer of peers) if (peer.context['user'] === user) peer.close(4001, 'signed in elsewhere')
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#chat.closeAll(1001, 'closing', true)
    this.#http.close()
    await once(this.#http, 'close')
  }

  #read(peer: Peer, text: string): void {
    const { success, data } = clientMessage.safeParse(parsed(text))
    if (!success) return peer.close(1008, 'not understood')
    switch (data.type) {
      case 'subscribe':
        peer.subscribe(data.room)
        return send(peer, { type: 'subscribed', room: data.room })
      case 'unsubscribe':
        peer.unsubscribe(data.room)
        return send(peer, { type: 'unsubscribed', room: data.room })
      case 'say':
        send(peer, { type: 'taken', id: data.id })
        // To everybody in the room, the speaker included: peer.publish() would leave it out.
        return this.announce({ room: data.room, id: data.id, text: data.text })
      case 'sync':
        return send(peer, { type: 'synced', id: data.id })
    }
  }
}

function send(peer: Peer, message: ServerMessage): void {
  peer.send(written(message))
}

function written(message: ServerMessage): string {
  return JSON.stringify(message)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
