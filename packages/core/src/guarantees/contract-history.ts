// Reads a transcript by a contract: from what clients asked for, what was acknowledged, and what they received. What a
// mock says about itself (its join, leave and broadcast entries) counts only where no client asked for it: it may be the
// very thing that is wrong.
import type { CompiledContract } from '../contract/compiled.ts'
import { type GroupTerms, kindAndKey, textIn } from '../contract/group-terms.ts'
import { indexOfSeq } from '../transcript/by-seq.ts'
import type { BroadcastEntry, Entry, MembershipEntry, Transcript } from '../transcript/entry.ts'
import type { Payload } from '../wire/frame.ts'
import { Acknowledgements, type Awaiting } from './acknowledgements.ts'
import { Decoding, type DownMessage, HIDDEN, idOf, type Request } from './decoding.ts'
import {
  Asked,
  Broadcast,
  Connection,
  type Fence,
  type Group,
  type History,
  type HistoryOptions,
  Move,
  NEVER,
  type Question,
  Reply,
} from './history.ts'
import { GroupBook, type Identified } from './group-book.ts'
import { noteArrival, noteFault } from './held-back.ts'
import { fencesOf, observerOf } from './observer.ts'
import { seal } from './seal.ts'

/** Reads histories of one contract, remembering what payloads mean from one to the next. */
export class ContractHistoryReader {
  readonly #contract: CompiledContract
  readonly #decoding: Decoding
  readonly #nameField: string | undefined

  constructor(contract: CompiledContract) {
    this.#contract = contract
    this.#decoding = new Decoding(contract)
    this.#nameField = nameFieldOf(contract)
  }

  read({ entries }: Transcript, options: HistoryOptions): History {
    const fences = fencesOf(entries.length, options)
    const reading = new Reading(entries, this.#contract, this.#decoding, this.#nameField)
    return reading.read(fences, options)
  }
}

/** The field of a message in which its name stands, also somewhere below. */
function nameFieldOf({ nameField, definition: { discriminator } }: CompiledContract): string | undefined {
  const hasPath = typeof discriminator === 'object' && 'path' in discriminator
  return hasPath ? discriminator.path[0] : nameField
}

class Reading {
  readonly #entries: readonly Entry[]
  readonly #contract: CompiledContract
  readonly #decoding: Decoding
  readonly #nameField: string | undefined
  readonly #connections: Connection[] = []
  readonly #byClient = new Map<string, Connection>()
  readonly #acknowledgements = new Map<Connection, Acknowledgements>()
  readonly #book: GroupBook
  #hasUnreadableRequests = false

  constructor(
    entries: readonly Entry[],
    contract: CompiledContract,
    decoding: Decoding,
    nameField: string | undefined,
  ) {
    this.#entries = entries
    this.#contract = contract
    this.#decoding = decoding
    this.#nameField = nameField
    this.#book = new GroupBook(contract.groups.values(), nameField)
  }

  read(fences: readonly Fence[], { observer, client }: HistoryOptions): History {
    const entries = this.#entries
    for (let at = 0; at < entries.length; at++) {
      const entry = entries[at]
      if (entry !== undefined) this.#take(entry, at)
    }
    const { groups } = this.#book
    seal(this.#connections, groups, fences)
    return {
      entries,
      observer: observer ?? observerOf(entries),
      client,
      fences,
      connections: this.#connections,
      groups,
      heartbeat: this.#contract.heartbeat,
      nameField: this.#nameField,
      hasUnreadableRequests: this.#hasUnreadableRequests,
    }
  }

  #take(entry: Entry, at: number): void {
    switch (entry.kind) {
      case 'message': {
        const connection = this.#connection(entry.client)
        if (entry.direction === 'clientToServer') this.#sent(connection, entry.payload, at)
        else this.#received(connection, entry.payload, at)
        return
      }
      case 'open':
        this.#open(entry.client, at)
        return
      case 'close': {
        const connection = this.#connection(entry.client)
        if (connection.closedAt === NEVER) connection.closedAt = at
        return
      }
      case 'fault':
        noteFault(this.#connection(entry.client), entry, at)
        return
      case 'join':
      case 'leave':
        this.#moved(entry, at)
        return
      case 'broadcast':
        this.#spoke(entry, at)
        return
      default:
    }
  }

  #connection(client: string): Connection {
    return this.#byClient.get(client) ?? this.#open(client, -1)
  }

  #open(client: string, at: number): Connection {
    const { length } = this.#connections
    const connection = new Connection(client, length, at, this.#byClient.get(client))
    this.#connections.push(connection)
    this.#byClient.set(client, connection)
    return connection
  }

  // ── what clients say ─────────────────────────────────────────────────────────────────────────────────────────────

  #sent(connection: Connection, payload: Payload, at: number): void {
    const said = this.#decoding.up(payload)
    if (said.isUnreadable) {
      this.#hasUnreadableRequests = true
      connection.unreadableRequests.push(at)
    }
    if (said.isHeartbeat) connection.heartbeats.push(at)
    for (const request of said.requests) this.#asked(connection, request, said.message, at)
    const reply = said.name === undefined ? undefined : this.#contract.replies.get(said.name)
    if (reply?.withinMs !== undefined && said.name !== undefined) {
      const question: Question = { name: said.name, at, withinMs: reply.withinMs, repliedAt: NEVER }
      connection.questions.push(question)
      this.#awaitReply(connection, question, said.message, reply)
    }
  }

  #asked(connection: Connection, { as, kind, key, id }: Request, message: unknown, at: number): void {
    if (as === 'barrier') {
      const { barrier } = kind
      if (barrier === undefined) return
      const asked = new Asked(at, true)
      connection.barriers.push(asked)
      this.#expect(connection, barrier.ack, asked, as, {
        key,
        keyField: barrier.key?.field,
        id,
        idField: barrier.id,
      })
      return
    }
    if (key === undefined || key === HIDDEN) return
    const group = this.#book.group(kind, key)
    if (as === 'cast') {
      this.#cast(connection, kind, group, key, id, message, at)
      return
    }
    const terms = as === 'join' ? kind.join : kind.leave
    if (terms === undefined) return
    const move = new Move(at, terms.ack !== undefined, as === 'join', message)
    const membership = group.membershipOf(connection)
    membership.moves.push(move)
    if (terms.ack === undefined) return
    // The same request again: one answer is as good as the other.
    const about = as === 'join' ? membership : membership.moves
    this.#expect(connection, terms.ack, move, about, {
      key,
      keyField: terms.key.field,
      id: undefined,
      idField: undefined,
    })
  }

  #cast(
    connection: Connection,
    kind: GroupTerms,
    group: Group,
    key: string,
    id: string | undefined,
    message: unknown,
    at: number,
  ): void {
    const terms = kind.broadcast
    if (terms === undefined) return
    const broadcast = new Broadcast(group, at, {
      id,
      sender: connection,
      askedAt: at,
      isAnswered: terms.ack !== undefined,
      echo: terms.echo,
      except: undefined,
      message,
    })
    group.broadcasts.push(broadcast)
    this.#book.remember(kind, broadcast)
    if (terms.ack === undefined) return
    this.#expect(connection, terms.ack, broadcast, broadcast, {
      key,
      keyField: terms.key.field,
      id,
      idField: terms.id,
      needsId: terms.ack === terms.delivers,
    })
  }

  #expect(
    connection: Connection,
    answer: string,
    asked: Asked,
    about: unknown,
    marks: Pick<Awaiting, 'key' | 'keyField' | 'id' | 'idField'> & { readonly needsId?: boolean },
  ): void {
    let open = this.#acknowledgements.get(connection)
    if (open === undefined) this.#acknowledgements.set(connection, (open = new Acknowledgements()))
    const { key, keyField, id, idField, needsId = false } = marks
    open.expect(answer, { asked, about, key, keyField, id, idField, needsId, heard: 0 })
  }

  #awaitReply(
    connection: Connection,
    question: Question,
    message: unknown,
    {
      with: answer,
      correlate,
    }: { readonly with: string; readonly correlate?: string | readonly [string, string] },
  ): void {
    const [ofQuestion, ofAnswer] = typeof correlate === 'string' ? [correlate, correlate] : (correlate ?? [])
    this.#expect(connection, answer, new Reply(question), 'reply', {
      key: undefined,
      keyField: undefined,
      id: ofQuestion === undefined ? undefined : textIn(message, ofQuestion),
      idField: ofAnswer,
    })
  }

  // ── what they hear ───────────────────────────────────────────────────────────────────────────────────────────────

  #received(connection: Connection, payload: Payload, at: number): void {
    const heard = this.#decoding.down(payload)
    const { name, message, delivers } = heard
    if (heard.isUnreadable) connection.unreadable.push(at)
    if (connection.held.length > 0) noteArrival(connection, payload)
    const open = name === undefined ? undefined : this.#acknowledgements.get(connection)
    // What is hidden tells as little as what is not there, but it may answer a request that is hidden, too.
    const read = connection.unreadableRequests.length > 0 ? textIn : shownIn
    const answered =
      open === undefined || name === undefined ? NOBODY : open.take(name, (field) => read(message, field))
    for (const { asked } of answered) this.#answered(asked, at)
    // A contract may deliver with the very message that answers its sender: it is both.
    if (delivers.length > 0) this.#delivered(connection, heard, at)
    else connection.others.push({ at, name, message, isAnswer: answered.length > 0 })
  }

  #answered(asked: Asked, at: number): void {
    asked.answeredAt = at
    if (asked instanceof Reply) asked.question.repliedAt = at
    if (!(asked instanceof Broadcast)) asked.doneAt = at
    else if (asked.group.terms?.broadcast?.acknowledges === 'fannedOut') asked.doneAt = at
  }

  #delivered(connection: Connection, { message, delivers }: DownMessage, at: number): void {
    let found: Identified | undefined
    for (const terms of delivers) {
      const one = this.#book.identify(terms, message, at)
      // A message of several kinds is that one's of which the most is known.
      if (found === undefined || one.doubt < found.doubt) found = one
      if (one.doubt === 0) break
    }
    if (found === undefined) return
    const { delivery, terms, key } = found
    const group = found.group ?? this.#book.group(terms, key)
    // It may be what seems to be missing in another group.
    if (!group.isKnown) connection.unreadable.push(at)
    group.deliveries++
    group.membershipOf(connection).deliveries.push(delivery)
  }

  // ── what a mock did by itself ────────────────────────────────────────────────────────────────────────────────────

  #moved({ kind: way, client, group: name, cause }: MembershipEntry, at: number): void {
    const [kindName, key] = kindAndKey(name) ?? []
    const terms = kindName === undefined ? undefined : this.#contract.groups.get(kindName)
    if (terms === undefined || key === undefined) return
    const canAsk = (way === 'join' ? terms.join : terms.leave) !== undefined
    if (canAsk && cause !== undefined) return
    const connection = this.#connection(client)
    const move = new Move(at, false, way === 'join', undefined)
    move.doneAt = at
    this.#book.group(terms, key).membershipOf(connection).moves.push(move)
  }

  #spoke({ groups = [], payload, cause, except }: BroadcastEntry, at: number): void {
    const [name] = groups
    const [kindName, key] = name === undefined || groups.length > 1 ? [] : (kindAndKey(name) ?? [])
    const terms = kindName === undefined ? undefined : this.#contract.groups.get(kindName)
    if (terms?.broadcast === undefined || key === undefined) return
    const { name: message, message: said } = this.#decoding.down(payload)
    if (message !== terms.broadcast.delivers || this.#wasAskedFor(cause, terms)) return
    const group = this.#book.group(terms, key)
    const broadcast = new Broadcast(group, at, {
      id: idOf(said, terms.broadcast.id),
      sender: undefined,
      askedAt: at,
      isAnswered: false,
      echo: 'always',
      except,
      message: said,
    })
    broadcast.doneAt = at
    group.broadcasts.push(broadcast)
    this.#book.remember(terms, broadcast)
  }

  #wasAskedFor(cause: number | undefined, terms: GroupTerms): boolean {
    const origin = cause === undefined ? undefined : this.#entries[indexOfSeq(this.#entries, cause)]
    if (origin?.kind !== 'message' || origin.direction !== 'clientToServer') return false
    return this.#decoding.up(origin.payload).requests.some(({ as, kind }) => as === 'cast' && kind === terms)
  }
}

const NOBODY: readonly Awaiting[] = []

function shownIn(message: unknown, field: string): string | undefined {
  const text = textIn(message, field)
  return text === HIDDEN ? undefined : text
}
