// What a transcript says about groups: who asked to be a member when, what was broadcast, who received what. Laws look
// at this and at nothing else. Owns its shape; reading transcripts is contract-history.ts's and mock-history.ts's.
//
// A position is an entry's index in the transcript: the order in which things happened at the observer. Intervals are
// those of concurrent histories (Herlihy and Wing, "Linearizability", 1990): something that was asked for took effect
// at some point between the request and its acknowledgement.
import type { GroupTerms } from '../contract/group-terms.ts'
import type { Entry } from '../transcript/entry.ts'
import type { Payload } from '../wire/frame.ts'
import { joined, type Span, type Spans, spansOf, surelyUntil, surelyWithin, united } from './spans.ts'

/** The position of what did not happen. */
export const NEVER: number = Number.POSITIVE_INFINITY

/** One connection. A client that connects again has another one. */
export class Connection {
  readonly client: string
  /** Which of all connections it is, from 0. */
  readonly index: number
  readonly openedAt: number
  closedAt: number = NEVER
  /** Its client's connection before this one. */
  readonly previous: Connection | undefined
  readonly memberships: Membership[] = []
  /** Questions to the application whose answer is a fence. */
  readonly barriers: Asked[] = []
  /** The contract's heartbeats that it sent. */
  readonly heartbeats: number[] = []
  readonly questions: Question[] = []
  /** What it received that is no delivery. */
  readonly others: Other[] = []
  /** Where it received what nobody can read, or say of which group it is: hidden, damaged, or like others. */
  readonly unreadable: number[] = []
  /** Where it sent what nobody can read: it may have asked for anything. */
  readonly unreadableRequests: number[] = []
  /** What the mock was told to hold back and had not delivered when the transcript ends. */
  readonly held: Payload[] = []

  constructor(client: string, index: number, openedAt: number, previous: Connection | undefined) {
    this.client = client
    this.index = index
    this.openedAt = openedAt
    this.previous = previous
    // A client has one connection at a time: whoever wrote this down did not see the end of the one before.
    if (previous?.closedAt === NEVER) previous.closedAt = openedAt
  }

  /** Whether what it sent between two positions may have been a request that nobody can read. */
  mayHaveAsked(from: number, until: number): boolean {
    return this.unreadableRequests.some((at) => at > from && at < until)
  }
}

/** A request: when it was made and when it had been carried out, at the latest. */
export class Asked {
  readonly at: number
  /** When its answer came; `NEVER` without one. */
  answeredAt: number = NEVER
  /** When it was carried out at the latest: its answer, or a fence where none is promised. */
  doneAt: number = NEVER
  /** Whether the contract promises an answer. */
  readonly isAnswered: boolean

  constructor(at: number, isAnswered: boolean) {
    this.at = at
    this.isAnswered = isAnswered
  }
}

/** A request to join or to leave. */
export class Move extends Asked {
  readonly joins: boolean
  /** What a client said that it had received before, where it says so. */
  readonly message: unknown

  constructor(at: number, isAnswered: boolean, joins: boolean, message: unknown) {
    super(at, isAnswered)
    this.joins = joins
    this.message = message
  }
}

/** A message that the contract says is replied to. */
export interface Question {
  readonly name: string
  readonly at: number
  readonly withinMs: number
  /** When the first reply came. */
  repliedAt: number
}

/** A question beside the groups, among the requests that are answered. */
export class Reply extends Asked {
  readonly question: Question
  constructor(question: Question) {
    super(question.at, true)
    this.question = question
  }
}

/** A server's message that is no delivery. */
export interface Other {
  readonly at: number
  /** Whether it answers a request of the contract's groups. */
  readonly isAnswer: boolean
  readonly name: string | undefined
  readonly message: unknown
}

/** Something that went to a group. */
export class Broadcast extends Asked {
  readonly group: Group
  /** Which of its group's broadcasts it is, from 0, in the order of the requests. */
  index = 0
  readonly id: string | undefined
  /** Undefined where the server spoke by itself. */
  readonly sender: Connection | undefined
  /** When its sender asked for it. Earlier than `at` where the mock itself tells when it spoke. */
  readonly askedAt: number
  /** Whether its sender gets it. */
  readonly echo: 'always' | 'never' | 'optional'
  /** The client it leaves out. */
  readonly except: string | undefined
  /** The request; of the server's own, what was sent. */
  readonly message: unknown
  /** How many receipts are known to be its own. */
  receipts = 0

  constructor(
    group: Group,
    at: number,
    facts: {
      readonly id: string | undefined
      readonly sender: Connection | undefined
      readonly askedAt: number
      readonly isAnswered: boolean
      readonly echo: 'always' | 'never' | 'optional'
      readonly except: string | undefined
      readonly message: unknown
    },
  ) {
    super(at, facts.isAnswered)
    this.group = group
    this.id = facts.id
    this.sender = facts.sender
    this.askedAt = facts.askedAt
    this.echo = facts.echo
    this.except = facts.except
    this.message = facts.message
  }
}

/** A group's message that reached a connection. */
export class Delivery {
  readonly at: number
  readonly message: unknown
  /** Which broadcast it is; undefined where that cannot be told, or where there is none. */
  broadcast: Broadcast | undefined
  /** Those it may be, where it could be several. */
  candidates: readonly Broadcast[] | undefined
  /** The receipt of the same broadcast on this connection before this one. */
  repeats: Delivery | undefined = undefined
  /** Why it is no broadcast's: a law may hold that against the server. Undefined where that cannot be told. */
  stranger: string | undefined

  constructor(
    at: number,
    message: unknown,
    broadcast: Broadcast | undefined,
    candidates: readonly Broadcast[] | undefined,
    stranger: string | undefined,
  ) {
    this.at = at
    this.message = message
    this.broadcast = broadcast
    this.candidates = candidates
    this.stranger = stranger
  }
}

/** What one connection has to do with one group. */
export class Membership {
  readonly connection: Connection
  readonly group: Group
  readonly moves: Move[] = []
  readonly deliveries: Delivery[] = []
  #spans: Spans | undefined

  constructor(connection: Connection, group: Group) {
    this.connection = connection
    this.group = group
  }

  #known(): Spans {
    return (this.#spans ??= surelyUntil(spansOf(this.moves), this.connection.unreadableRequests[0]))
  }

  /** Makes it a member whenever it is one of these. */
  unite(parts: readonly Membership[]): void {
    this.#spans = {
      sure: united(parts.flatMap(({ sure }) => sure)),
      possible: united(parts.flatMap(({ possible }) => possible)),
    }
  }

  /** When it surely was a member, in order and apart: from an acknowledged join to the request to leave. */
  get sure(): readonly Span[] {
    return this.#known().sure
  }

  /** When it may have been a member: from the request to join to the acknowledgement of the leave. */
  get possible(): readonly Span[] {
    return this.#known().possible
  }

  /** Whether it surely was a member all that time, were its connection open. */
  surelyWithin(from: number, until: number): boolean {
    return surelyWithin(this.sure, from, until)
  }

  /** Whether it may have been a member at some point of that time. */
  possiblyWithin(from: number, until: number): boolean {
    return from < this.connection.closedAt && joined(this.possible, from, until)
  }
}

/** A group that occurs in a transcript. */
export class Group {
  /** As people call it: `room/lobby`. */
  readonly name: string
  /** Its kind, where a contract says so. */
  readonly terms: GroupTerms | undefined
  /** Those whose members it has, where a mock addressed several at once. */
  readonly parts: readonly Group[]
  readonly memberships: Map<Connection, Membership> = new Map()
  /** In the order of their requests. */
  readonly broadcasts: Broadcast[] = []
  /** How many deliveries it has. */
  deliveries = 0
  /** Whether it is one group, and not all of a kind of which nobody can tell which they are. */
  readonly isKnown: boolean
  /** Whether who connects again is promised what it missed. */
  readonly resumes: boolean

  constructor(
    name: string,
    terms: GroupTerms | undefined,
    parts: readonly Group[] = [],
    isKnown: boolean = true,
  ) {
    this.name = name
    this.terms = terms
    this.parts = parts
    this.isKnown = isKnown
    this.resumes = terms?.guarantees.some(({ promise }) => promise === 'resume') ?? false
  }

  membershipOf(connection: Connection): Membership {
    let membership = this.memberships.get(connection)
    if (membership === undefined) {
      membership = new Membership(connection, this)
      this.memberships.set(connection, membership)
      connection.memberships.push(membership)
    }
    return membership
  }
}

/** A point by which everything in flight had arrived. */
export interface Fence {
  /** How many entries lie before it. */
  readonly at: number
  /** The clients that had read everything by then. Default: all. Those left out were not reading. */
  readonly readers?: readonly string[] | undefined
}

export interface HistoryOptions {
  /** Whether everything in flight had arrived when the transcript ends. Without it nothing is known to be missing. */
  readonly quiescent: boolean
  /** Points before the end by which everything in flight had arrived, in order. Default: none. */
  readonly fences?: readonly Fence[] | undefined
  /**
   * Who wrote the transcript: `clients` know what they received; a `server` knows what it handed over, which may be lost
   * with the connection. Default: `server` where entries have causes or are of kinds that only a mock writes.
   */
  readonly observer?: 'clients' | 'server' | undefined
  /** Whose receipts are judged, by the laws that look at one receiver at a time. Default: everybody's. */
  readonly client?: string | undefined
}

export interface History {
  readonly entries: readonly Entry[]
  readonly observer: 'clients' | 'server'
  /** The client whose receipts are judged; undefined: all. */
  readonly client: string | undefined
  /** All fences; the last one is the end, if that is one. */
  readonly fences: readonly Fence[]
  readonly connections: readonly Connection[]
  readonly groups: readonly Group[]
  readonly heartbeat:
    | { readonly everyMs: number | undefined; readonly timeoutMs: number | undefined }
    | undefined
  /** The field of all messages in which their names stand, where they stand in one. */
  readonly nameField: string | undefined
  /** Whether something that clients sent cannot be read: hidden or damaged. */
  readonly hasUnreadableRequests: boolean
}

/** The memberships that are judged one by one. */
export function judgedOf({ memberships }: Group, { client }: Pick<History, 'client'>): Iterable<Membership> {
  if (client === undefined) return memberships.values()
  return [...memberships.values()].filter(({ connection }) => connection.client === client)
}
