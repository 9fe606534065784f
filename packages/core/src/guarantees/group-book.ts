// The groups of a conversation and what was broadcast to each: finds the broadcast that a delivery is one of.
import { type CastTerms, type GroupTerms, groupName, sequencesOf, textIn } from '../contract/group-terms.ts'
import { HIDDEN, idOf } from './decoding.ts'
import { type Broadcast, Delivery, Group } from './history.ts'
import { copiedOf, type Copied, signatureOf } from './likeness.ts'

/** A delivery as one kind of group sees it. */
export interface Identified {
  readonly terms: GroupTerms
  /** The key that it carries, if it does. */
  readonly key: string | undefined
  /** The group that it belongs to; undefined for that of the key, which may not have been spoken of yet. */
  readonly group: Group | undefined
  readonly delivery: Delivery
  /** How little is known of it, from 0: its broadcast, those it may be, that it cannot be told, that it is nobody's. */
  readonly doubt: number
}

/** The groups of one kind, and what was broadcast to them. */
class Kind {
  readonly groups = new Map<string, Group>()
  /** By id; several where an id was used again. */
  readonly byId = new Map<string, Broadcast[]>()
  /** By what they say, where ids do not tell: signatures for each set of fields that is copied. */
  readonly bySignature = new Map<string, Broadcast[]>()
  readonly copiedSets = new Map<string, Copied>()
  /** Broadcasts of which it cannot be said what is delivered. */
  unlike = 0
}

export class GroupBook {
  /** All groups, in the order they were first spoken of. */
  readonly groups: Group[] = []
  readonly #kinds = new Map<GroupTerms, Kind>()
  readonly #nameField: string | undefined

  /** @param nameField the field of a message in which its name stands */
  constructor(kinds: Iterable<GroupTerms>, nameField: string | undefined) {
    this.#nameField = nameField
    for (const terms of kinds) this.#kinds.set(terms, new Kind())
  }

  /** The group of a key; undefined where a message does not say which. */
  group(terms: GroupTerms, key: string | undefined): Group {
    const { groups } = this.#kind(terms)
    const name = key ?? '(no key)'
    let group = groups.get(name)
    if (group === undefined) {
      group =
        key === undefined
          ? new Group(`${terms.kind} (no key)`, terms, [], false)
          : new Group(groupName(terms.kind, key), terms)
      groups.set(name, group)
      this.groups.push(group)
    }
    return group
  }

  /** Keeps a broadcast, for deliveries of it. */
  remember(terms: GroupTerms, broadcast: Broadcast): void {
    const kind = this.#kind(terms)
    if (broadcast.id !== undefined) {
      const same = kind.byId.get(broadcast.id)
      if (same === undefined) kind.byId.set(broadcast.id, [broadcast])
      else same.push(broadcast)
      return
    }
    const cast = broadcast.sender === undefined ? undefined : terms.broadcast
    const copied = copiedOf(broadcast.message, cast, this.#nameField, sequencesOf(terms.guarantees))
    const signature = signatureOf(copied, broadcast.message)
    if (signature === undefined) {
      kind.unlike++
      return
    }
    const fields = typeof copied === 'string' ? copied : JSON.stringify(copied)
    kind.copiedSets.set(fields, copied)
    const known = `${fields} ${signature}`
    const same = kind.bySignature.get(known)
    if (same === undefined) kind.bySignature.set(known, [broadcast])
    else same.push(broadcast)
  }

  /** Which broadcast of a kind a message delivers, by its id or by what it says. */
  identify(terms: GroupTerms, message: unknown, at: number): Identified {
    const cast = terms.broadcast
    const kind = this.#kind(terms)
    const written = cast?.key.field === undefined ? undefined : textIn(message, cast.key.field)
    const key = written === HIDDEN ? undefined : written
    const id = idOf(message, cast?.id)
    const found = (group: Group | undefined, delivery: Delivery): Identified => {
      return { terms, key, group, delivery, doubt: doubtOf(delivery, cast, written) }
    }
    const untold = (): Identified =>
      found(undefined, new Delivery(at, message, undefined, undefined, undefined))
    if (id === HIDDEN) return untold()
    const sameId = id === undefined ? undefined : kind.byId.get(id)
    // The server may have given it an id that its sender did not.
    const all = sameId ?? this.#alike(kind, message) ?? []
    const here =
      key === undefined || all.length === 0 ? all : all.filter(({ group }) => group === kind.groups.get(key))
    const [only] = here
    if (only !== undefined && here.length === 1) {
      return found(only.group, new Delivery(at, message, only, undefined, undefined))
    }
    if (only !== undefined) {
      const isOfOne = key !== undefined || here.every(({ group }) => group === only.group)
      return found(isOfOne ? only.group : undefined, new Delivery(at, message, undefined, here, undefined))
    }
    const [elsewhere] = sameId ?? []
    if (elsewhere !== undefined) {
      const stranger = `was sent to ${elsewhere.group.name} and came as one of ${groupName(terms.kind, key ?? '')}`
      const known = sameId?.length === 1 ? elsewhere : undefined
      return found(elsewhere.group, new Delivery(at, message, known, undefined, stranger))
    }
    if (written === HIDDEN || (cast?.id !== undefined && id === undefined)) return untold()
    // Without ids only what is copied could tell, and of something nothing is.
    if (
      (kind.unlike > 0 || (id === undefined && kind.copiedSets.size === 0)) &&
      kind.bySignature.size + kind.unlike > 0
    ) {
      return untold()
    }
    return found(undefined, new Delivery(at, message, undefined, undefined, 'was sent by nobody'))
  }

  #kind(terms: GroupTerms): Kind {
    let kind = this.#kinds.get(terms)
    if (kind === undefined) this.#kinds.set(terms, (kind = new Kind()))
    return kind
  }

  #alike(kind: Kind, message: unknown): readonly Broadcast[] | undefined {
    for (const [fields, copied] of kind.copiedSets) {
      const found = kind.bySignature.get(`${fields} ${signatureOf(copied, message) ?? ''}`)
      if (found !== undefined) return found
    }
    return undefined
  }
}

/** @param key as it is written in the message; one that has none is hardly of a kind whose messages have it */
function doubtOf(
  { broadcast, candidates, stranger }: Delivery,
  cast: CastTerms | undefined,
  key: string | undefined,
): number {
  if (broadcast !== undefined && stranger === undefined) return 0
  if (candidates !== undefined) return 1
  const isKeyless = cast?.key.field !== undefined && key === undefined
  return (isKeyless ? 4 : 2) + (stranger === undefined ? 0 : 1)
}
