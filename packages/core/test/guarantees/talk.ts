// Transcripts written by hand: who said what, in the words of a chat's contract. And that contract, with its variations.
import { contract } from '../../src/contract/contract.ts'
import type { Promised } from '../../src/contract/promise.ts'
import { typed } from '../../src/contract/typed.ts'
import type { Entry, Transcript } from '../../src/transcript/entry.ts'
import type { Direction } from '../../src/wire/frame.ts'

export interface ChatTerms {
  /** What the answer to a broadcast means; none: there is no answer. */
  readonly acknowledges?: 'accepted' | 'fannedOut' | 'none'
  readonly echo?: 'always' | 'never' | 'optional'
  /** Whether broadcasts have an id. */
  readonly ids?: boolean
  /** Whether joining and leaving is answered. */
  readonly answers?: boolean
  readonly guarantees?: readonly Promised[]
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- the contract's type is its value's
export function chatOf({
  acknowledges = 'fannedOut',
  echo = 'always',
  ids = true,
  answers = true,
  guarantees = [],
}: ChatTerms = {}) {
  const joinAck = answers ? { ack: 'joined' as const } : {}
  const leaveAck = answers ? { ack: 'left' as const } : {}
  const sayAck = acknowledges === 'none' ? {} : { ack: 'ok' as const, acknowledges }
  return contract('chat', {
    url: '/chat',
    clientToServer: {
      join: typed<{ room: string; since?: number }>(),
      leave: typed<{ room: string }>(),
      say: typed<{ room: string; id: string; text: string }>(),
      sync: typed<{ n: string }>(),
      ping: typed<object>(),
      ask: typed<{ q: string }>(),
    },
    serverToClient: {
      joined: typed<{ room: string; recovered?: boolean }>(),
      left: typed<{ room: string }>(),
      said: typed<{ room: string; id: string; text: string; seq?: number }>(),
      ok: typed<{ id: string }>(),
      synced: typed<{ n: string }>(),
      pong: typed<object>(),
      answer: typed<{ q: string }>(),
      here: typed<{ who: string }>(),
    },
    groups: {
      room: {
        join: { by: 'join', key: 'room', ...joinAck },
        leave: { by: 'leave', key: 'room', ...leaveAck },
        broadcast: {
          by: 'say',
          delivers: 'said',
          key: 'room',
          echo,
          ...sayAck,
          ...(ids ? { id: 'id' as const } : {}),
        },
        barrier: { by: 'sync', ack: 'synced', id: 'n' },
        guarantees,
      },
    },
    heartbeat: { by: 'ping', ack: 'pong', everyMs: 100, timeoutMs: 300 },
    replies: { ask: { with: 'answer', correlate: 'q', withinMs: 50 } },
  })
}

/** A transcript that is being written. Each call is one entry; `at` counts on by one unless it is set. */
export class Talk implements Transcript {
  readonly entries: Entry[] = []
  /** The time of the next entry, in ms. */
  at = 0

  open(...clients: readonly string[]): this {
    for (const client of clients) this.#put({ kind: 'open', client, url: 'ws://chat/', protocol: '' })
    return this
  }

  close(client: string): this {
    return this.#put({ kind: 'close', client, code: 1006, reason: '', clean: false })
  }

  sends(client: string, message: object | string): this {
    return this.#message(client, 'clientToServer', message)
  }

  hears(client: string, message: object | string): this {
    return this.#message(client, 'serverToClient', message)
  }

  join(client: string, room: string): this {
    return this.sends(client, { type: 'join', room })
  }
  joined(client: string, room: string): this {
    return this.hears(client, { type: 'joined', room })
  }
  /** They join, one after the other, and have their answers. */
  members(room: string, ...clients: readonly string[]): this {
    for (const client of clients) this.join(client, room).joined(client, room)
    return this
  }
  leave(client: string, room: string): this {
    return this.sends(client, { type: 'leave', room })
  }
  left(client: string, room: string): this {
    return this.hears(client, { type: 'left', room })
  }
  say(client: string, room: string, id: string, text: string = id): this {
    return this.sends(client, { type: 'say', room, id, text })
  }
  ok(client: string, id: string): this {
    return this.hears(client, { type: 'ok', id })
  }
  /** They receive a broadcast. */
  said(room: string, id: string, ...clients: readonly string[]): this {
    for (const client of clients) this.hears(client, { type: 'said', room, id, text: id })
    return this
  }
  numbered(room: string, id: string, seq: number, ...clients: readonly string[]): this {
    for (const client of clients) this.hears(client, { type: 'said', room, id, text: id, seq })
    return this
  }
  sync(client: string, n: string): this {
    return this.sends(client, { type: 'sync', n })
  }
  synced(client: string, n: string): this {
    return this.hears(client, { type: 'synced', n })
  }

  /** An entry as it is, without its number. */
  entry(entry: object): this {
    return this.#put(entry)
  }

  #message(client: string, direction: Direction, message: object | string): this {
    const payload = typeof message === 'string' ? message : JSON.stringify(message)
    return this.#put({ kind: 'message', client, direction, opcode: 'text', payload })
  }

  #put(entry: object): this {
    // The fields of its kind are the caller's to give.
    this.entries.push({ seq: this.entries.length + 1, at: this.at++, ...entry } as Entry)
    return this
  }
}

export function talk(): Talk {
  return new Talk()
}
