// Reads the transcript of a mock that has no contract: its own join, leave and broadcast entries say what happened, and a
// delivery's cause says which broadcast it is.
import type { BroadcastEntry, Entry, MessageEntry, Transcript } from '../transcript/entry.ts'
import {
  Broadcast,
  Connection,
  Delivery,
  Group,
  type History,
  type HistoryOptions,
  Move,
  NEVER,
} from './history.ts'
import { noteArrival, noteFault } from './held-back.ts'
import { fencesOf, observerOf } from './observer.ts'
import { seal } from './seal.ts'

const EVERYBODY = 'everybody'

export function mockHistoryOf({ entries }: Transcript, options: HistoryOptions): History {
  const reading = new Reading(entries)
  for (let at = 0; at < entries.length; at++) {
    const entry = entries[at]
    if (entry !== undefined) reading.take(entry, at)
  }
  const fences = fencesOf(entries.length, options)
  const { connections, groups } = reading
  // A client's requests have been read in the order of the mock's broadcasts; the laws want them as they were asked for.
  for (const { broadcasts } of groups) broadcasts.sort((one, other) => one.at - other.at)
  seal(connections, groups, fences)
  return {
    entries,
    observer: options.observer ?? observerOf(entries),
    client: options.client,
    fences,
    connections,
    groups,
    heartbeat: undefined,
    nameField: undefined,
    hasUnreadableRequests: false,
  }
}

class Reading {
  readonly connections: Connection[] = []
  readonly groups: Group[] = []
  readonly #entries: readonly Entry[]
  readonly #byClient = new Map<string, Connection>()
  readonly #byName = new Map<string, Group>()
  readonly #broadcasts = new Map<number, Broadcast>()
  readonly #positions = new Map<number, number>()

  constructor(entries: readonly Entry[]) {
    this.#entries = entries
  }

  take(entry: Entry, at: number): void {
    switch (entry.kind) {
      case 'open':
        this.#open(entry.client, at)
        return
      case 'join':
      case 'leave':
        this.#move(this.#group(entry.group), this.#connection(entry.client), at, entry.kind === 'join')
        return
      case 'broadcast':
        this.#spoke(entry, at)
        return
      case 'message':
        if (entry.direction === 'serverToClient') this.#delivered(entry, at)
        else this.#positions.set(entry.seq, at)
        return
      case 'close': {
        const connection = this.#connection(entry.client)
        if (connection.closedAt === NEVER) connection.closedAt = at
        return
      }
      case 'fault':
        noteFault(this.#connection(entry.client), entry, at)
        return
      default:
    }
  }

  #connection(client: string): Connection {
    return this.#byClient.get(client) ?? this.#open(client, -1)
  }

  #open(client: string, at: number): Connection {
    const connection = new Connection(client, this.connections.length, at, this.#byClient.get(client))
    this.connections.push(connection)
    this.#byClient.set(client, connection)
    this.#move(this.#group(EVERYBODY), connection, at, true)
    return connection
  }

  #move(group: Group, connection: Connection, at: number, joins: boolean): void {
    const move = new Move(at, false, joins, undefined)
    move.doneAt = at
    group.membershipOf(connection).moves.push(move)
  }

  #group(name: string, parts: readonly Group[] = []): Group {
    let group = this.#byName.get(name)
    if (group === undefined) {
      group = new Group(name, undefined, parts)
      this.#byName.set(name, group)
      this.groups.push(group)
    }
    return group
  }

  #addressed(groups: readonly string[] | undefined): Group {
    if (groups === undefined) return this.#group(EVERYBODY)
    const names = [...new Set(groups)]
    const [only] = names
    if (only !== undefined && names.length === 1) return this.#group(only)
    return this.#group(
      names.join(' + '),
      names.map((name) => this.#group(name)),
    )
  }

  #spoke({ seq, groups, except, payload, cause }: BroadcastEntry, at: number): void {
    const group = this.#addressed(groups)
    const askedAt = cause === undefined ? undefined : this.#positions.get(cause)
    const asked = askedAt === undefined ? undefined : this.#entries[askedAt]
    const sender = asked?.kind === 'message' ? this.#connection(asked.client) : undefined
    const broadcast = new Broadcast(group, at, {
      id: undefined,
      sender,
      askedAt: askedAt ?? at,
      isAnswered: false,
      echo: except !== undefined && except === sender?.client ? 'never' : 'always',
      except,
      message: payload,
    })
    broadcast.doneAt = at
    group.broadcasts.push(broadcast)
    this.#broadcasts.set(seq, broadcast)
  }

  #delivered({ cause, client, payload }: MessageEntry, at: number): void {
    const connection = this.#connection(client)
    if (connection.held.length > 0) noteArrival(connection, payload)
    const broadcast = cause === undefined ? undefined : this.#broadcasts.get(cause)
    if (broadcast === undefined) return
    const { group } = broadcast
    group.deliveries++
    group.membershipOf(connection).deliveries.push(new Delivery(at, payload, broadcast, undefined, undefined))
  }
}
