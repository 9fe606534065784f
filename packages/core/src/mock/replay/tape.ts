// A recording as tapes: of each connection what the client said and what the server did, in order. Owns what of a
// transcript is played; when it is played is the player's.
import type { Entry, Transcript } from '../../transcript/entry.ts'
import { ABNORMAL } from '../../wire/close-code.ts'
import type { Payload } from '../../wire/frame.ts'

interface Recorded {
  /** Its place in the whole recording. */
  readonly position: number
  /** When, in ms since the recording began. */
  readonly at: number
}

/** Something that the client said. */
export interface Said extends Recorded {
  readonly payload: Payload
}

/** Something that the server did. */
export type Done = Recorded &
  (
    | { readonly do: 'send' | 'ping'; readonly payload: Payload }
    | { readonly do: 'join' | 'leave'; readonly group: string }
    | { readonly do: 'close'; readonly code: number; readonly reason: string }
    | { readonly do: 'cut' }
  )

/** One connection. */
export interface Tape {
  readonly client: string
  readonly url: string
  /** The subprotocol that was chosen, or `''`. */
  readonly protocol: string
  /** How its handshake was refused, where it was. */
  readonly refusal: { readonly status: number; readonly reason: string } | undefined
  readonly begin: Recorded
  readonly said: readonly Said[]
  readonly done: readonly Done[]
}

interface GrowingTape extends Tape {
  readonly said: Said[]
  readonly done: Done[]
  isOver: boolean
}

/** The tapes of a transcript, in the order the connections began. */
export function tapesOf({ entries }: Transcript): readonly Tape[] {
  const tapes: GrowingTape[] = []
  const current = new Map<string, GrowingTape>()
  for (const [position, entry] of entries.entries()) {
    if (!('client' in entry) || entry.client === undefined) continue
    const { client, at } = entry
    if (entry.kind === 'open' || entry.kind === 'reject') {
      const refusal = entry.kind === 'reject' ? { status: entry.status, reason: entry.reason } : undefined
      const protocol = entry.kind === 'open' ? entry.protocol : ''
      const tape: GrowingTape = {
        client,
        url: entry.url,
        protocol,
        refusal,
        begin: { position, at },
        said: [],
        done: [],
        isOver: false,
      }
      tapes.push(tape)
      current.set(client, tape)
      continue
    }
    const tape = current.get(client)
    if (tape !== undefined && !tape.isOver) add(tape, entry, position)
  }
  return tapes
}

function add(tape: GrowingTape, entry: Entry, position: number): void {
  const { at } = entry
  switch (entry.kind) {
    case 'message':
      if (entry.direction === 'clientToServer') tape.said.push({ position, at, payload: entry.payload })
      else tape.done.push({ position, at, do: 'send', payload: entry.payload })
      return
    case 'ping':
      // What a client pings is answered by itself, and so is what the server pings.
      if (entry.direction === 'serverToClient') {
        tape.done.push({ position, at, do: 'ping', payload: entry.payload })
      }
      return
    case 'join':
    case 'leave':
      tape.done.push({ position, at, do: entry.kind, group: entry.group })
      return
    case 'close':
      // What follows, such as memberships that end with it, is nobody's doing.
      tape.isOver = true
      if (entry.direction === 'clientToServer') return
      tape.done.push(
        entry.direction === undefined || entry.code === ABNORMAL
          ? { position, at, do: 'cut' }
          : { position, at, do: 'close', code: entry.code, reason: entry.reason },
      )
      return
    default:
  }
}
