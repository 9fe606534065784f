// What a payload says in terms of a contract's groups, looked up once for each payload: a broadcast hands the same text to
// many. Owns the roles that messages have; what they mean for a history is contract-history.ts's.
import type { CompiledContract } from '../contract/compiled.ts'
import { type GroupTerms, textIn } from '../contract/group-terms.ts'
import type { Payload } from '../wire/frame.ts'

/** What a client's message asks of a kind of group. */
export interface Request {
  readonly as: 'join' | 'leave' | 'cast' | 'barrier'
  readonly kind: GroupTerms
  /** Undefined where the message has none; a barrier may be about no group in particular. */
  readonly key: string | undefined
  readonly id: string | undefined
}

/** A client's message. */
export interface UpMessage {
  readonly name: string | undefined
  readonly message: unknown
  readonly requests: readonly Request[]
  readonly isHeartbeat: boolean
  /** Hidden or damaged: nobody knows what it was. */
  readonly isUnreadable: boolean
}

/** A server's message. */
export interface DownMessage {
  readonly name: string | undefined
  readonly message: unknown
  /** Kinds whose broadcasts are delivered by it. */
  readonly delivers: readonly GroupTerms[]
  readonly isUnreadable: boolean
}

/** What stands in a transcript where something was hidden. */
export const HIDDEN = '<redacted>'

const MOST_REMEMBERED = 10_000
const NOTHING: readonly never[] = []

export class Decoding {
  readonly #contract: CompiledContract
  readonly #kinds: readonly GroupTerms[]
  readonly #delivers = new Map<string, readonly GroupTerms[]>()
  readonly #up = new Map<Payload, UpMessage>()
  readonly #down = new Map<Payload, DownMessage>()

  constructor(contract: CompiledContract) {
    this.#contract = contract
    this.#kinds = [...contract.groups.values()]
    for (const kind of this.#kinds) {
      const { broadcast } = kind
      if (broadcast === undefined) continue
      this.#delivers.set(broadcast.delivers, [...(this.#delivers.get(broadcast.delivers) ?? []), kind])
    }
  }

  /** What a client's payload says. */
  up(payload: Payload): UpMessage {
    const known = this.#up.get(payload)
    if (known !== undefined) return known
    const { name, message, isUndecodable = false } = this.#contract.classify('clientToServer', payload)
    const requests = name === undefined ? NOTHING : this.#requestsOf(name, message)
    const made: UpMessage = {
      name,
      message,
      requests,
      isHeartbeat: name !== undefined && name === this.#contract.heartbeat?.by,
      isUnreadable:
        isUndecodable ||
        (name === undefined && isDamaged(payload, message)) ||
        requests.some((request) => isLost(request)),
    }
    if (this.#up.size >= MOST_REMEMBERED) this.#up.clear()
    this.#up.set(payload, made)
    return made
  }

  /** What a server's payload says. */
  down(payload: Payload): DownMessage {
    const known = this.#down.get(payload)
    if (known !== undefined) return known
    const { name, message, isUndecodable = false } = this.#contract.classify('serverToClient', payload)
    const made: DownMessage = {
      name,
      message,
      delivers: (name === undefined ? undefined : this.#delivers.get(name)) ?? NOTHING,
      isUnreadable: isUndecodable || (name === undefined && isDamaged(payload, message)),
    }
    if (this.#down.size >= MOST_REMEMBERED) this.#down.clear()
    this.#down.set(payload, made)
    return made
  }

  #requestsOf(name: string, message: unknown): readonly Request[] {
    const requests: Request[] = []
    for (const kind of this.#kinds) {
      const { join, leave, broadcast, barrier } = kind
      if (join?.by === name) requests.push({ as: 'join', kind, key: keyOf(join.key, message), id: undefined })
      if (leave?.by === name)
        requests.push({ as: 'leave', kind, key: keyOf(leave.key, message), id: undefined })
      if (broadcast?.by === name) {
        requests.push({
          as: 'cast',
          kind,
          key: keyOf(broadcast.key, message),
          id: idOf(message, broadcast.id),
        })
      }
      if (barrier?.by === name) {
        const key = barrier.key === undefined ? undefined : keyOf(barrier.key, message)
        requests.push({ as: 'barrier', kind, key, id: idOf(message, barrier.id) })
      }
    }
    return requests
  }
}

export function idOf(message: unknown, field: string | undefined): string | undefined {
  return field === undefined ? undefined : textIn(message, field)
}

function keyOf(key: { of(message: unknown): string | undefined }, message: unknown): string | undefined {
  try {
    return key.of(message)
  } catch {
    // The author's function expects a message that is as its schema says; this one is not.
    return undefined
  }
}

/** Without a key, or with a hidden one, nobody knows which group it was about. */
function isLost({ as, key, id }: Request): boolean {
  return (as !== 'barrier' && key === undefined) || key === HIDDEN || id === HIDDEN
}

/** Whether a payload was a message once: its name is hidden, or it is JSON that cannot be read. */
function isDamaged(payload: Payload, message: unknown): boolean {
  if (typeof payload !== 'string') return false
  return payload.includes(HIDDEN) || (typeof message === 'string' && /^\s*[[{]/.test(message))
}
