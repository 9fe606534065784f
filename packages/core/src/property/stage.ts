// From a plan to a scenario: gives clients and groups their names, says it in the contract's messages, and leaves out what
// cannot be, such as speaking over a connection that is closed.
import type { CompiledContract } from '../contract/compiled.ts'
import { groupName } from '../contract/group-terms.ts'
import { BugError } from '../errors.ts'
import type { Sendable } from '../mock/sendable.ts'
import { contractActor } from '../scenario/contract-actor.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { Step } from '../scenario/step.ts'
import type { Pattern } from '../match/pattern.ts'
import type { CastMessages } from './messages.ts'
import type { Move, Plan } from './plan.ts'
import type { PlanShape } from './plan-arbitrary.ts'

/** How many huge messages fill up whoever does not read. */
const FLOOD = 6

/** From what a mock does at once to what takes it a while. */
const VIRTUAL_WAITS_MS: readonly number[] = [0, 1, 2, 3, 5, 10, 20, 50, 200, 1_000]
const REAL_WAITS_MS: readonly number[] = [0, 1, 2, 5]

/** As many as there can be clients. */
const NAMES: readonly string[] = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi']

/** A group of one conversation. */
interface Room {
  readonly messages: CastMessages
  readonly key: string
}

/** A client while the conversation is written. */
interface Part {
  readonly client: string
  isOpen: boolean
  isHeld: boolean
  /** Where it asked to be a member. */
  readonly rooms: Set<Room>
}

export class Stage {
  readonly #contract: unknown
  readonly #casts: readonly CastMessages[]
  readonly #clients: number
  readonly #hasFaults: boolean
  readonly #compiled: CompiledContract
  readonly #perKind: number
  /** Steps by which clients join and leave groups of conversations whose keys are always the same. */
  readonly #memberships = new Map<string, Step>()

  /** @param perKind how many groups of each kind there are @param hasFaults whether answers may get lost */
  constructor(
    contract: unknown,
    compiled: CompiledContract,
    casts: readonly CastMessages[],
    clients: number,
    perKind: number,
    hasFaults = false,
  ) {
    this.#contract = contract
    this.#casts = casts
    this.#perKind = perKind
    this.#clients = clients
    this.#hasFaults = hasFaults
    this.#compiled = compiled
  }

  /** What plans can be about. @param isInMemory then time is virtual @param canAnnounce whether the server can be told to speak to a group */
  shape(maxMoves: number, isInMemory: boolean, canAnnounce: boolean): PlanShape {
    return {
      clients: this.#clients,
      groups: this.#casts.length * this.#perKind,
      maxMoves,
      names: Math.max(...this.#casts.map(({ keys }) => keys.length)),
      picks: Math.max(...this.#casts.map(({ picks }) => picks)),
      waits: isInMemory ? VIRTUAL_WAITS_MS : REAL_WAITS_MS,
      canLeave: this.#casts.some(({ terms }) => terms.leave !== undefined || isInMemory),
      canAnnounce,
      canFlood: !isInMemory && this.#casts.some(({ flavours }) => flavours.includes('huge')),
      hasFaults: this.#hasFaults,
      canWarmUp: this.#casts.some(
        ({ terms, cast }) =>
          terms.join !== undefined && terms.join.ack === undefined && cast.echo === 'always',
      ),
    }
  }

  /**
   * @param token put in front of keys and ids, so that a server which goes on living tells conversations apart; `''` for
   * one that is new
   */
  stage(plan: Plan, token: string): Staged {
    const rooms = this.#rooms(plan.names, token)
    const clients = NAMES.slice(0, plan.members.length)
    const parts: readonly Part[] = clients.map((client) => ({
      client,
      isOpen: true,
      isHeld: false,
      rooms: new Set(),
    }))
    const written: Writing = { rooms, parts, token, said: 0 }
    const steps = plan.members.flatMap((groups, client) =>
      groups.map((group) => this.#joining(partOf(written, client), roomOf(written, group), token)),
    )
    // Where nothing says that a client is a member now, everything has to arrive before it can be relied on.
    if (this.#hasFaults || steps.some(isUnanswered)) steps.push({ do: 'settle' })
    if (plan.isWarm) steps.push(...this.#warmingUp(plan, written))
    for (const move of plan.moves) {
      steps.push(...this.#steps(move, written))
    }
    const scenario = {
      title: 'explored',
      contract: this.#contract,
      clients,
      open: true,
      upholds: true as const,
      steps,
    }
    return { scenario, groups: rooms.map(({ messages, key }) => groupName(messages.terms.kind, key)) }
  }

  #rooms(names: number, token: string): readonly Room[] {
    return this.#casts.flatMap((messages) => {
      const keys = messages.keys[names % messages.keys.length] ?? []
      return keys.slice(0, this.#perKind).map((key) => ({ messages, key: `${token}${key}` }))
    })
  }

  /** Where nothing is answered, whoever hears itself in a group is a member. */
  #warmingUp(plan: Plan, written: Writing): readonly Step[] {
    return plan.members.flatMap((groups, index) =>
      groups.flatMap((group): readonly Step[] => {
        const { client } = partOf(written, index)
        const { messages, key } = roomOf(written, group)
        const { cast } = messages
        const said = messages.make(key, ++written.said, written.token, PLAIN)
        const own = cast.id === undefined ? {} : { [cast.id]: said[cast.id] as Pattern }
        return [
          saying(client, cast.by, said),
          { do: 'expect', client, name: cast.delivers, pattern: own, amid: true },
        ]
      }),
    )
  }

  /** Becomes a member, and awaits the answer, unless that may get lost. */
  #joining(part: Part, room: Room, token: string): Step {
    if (this.#hasFaults) return this.#asking('join', part, room, token)
    part.rooms.add(room)
    return this.#membership('joinGroup', part.client, room, token)
  }

  #membership(
    call: 'joinGroup' | 'leaveGroup',
    client: string,
    { messages, key }: Room,
    token: string,
  ): Step {
    const { kind } = messages.terms
    const make = (): Step => contractActor(this.#compiled, client)[call](kind, key)
    if (token !== '') return make()
    const name = `${call} ${client} ${groupName(kind, key)}`
    let step = this.#memberships.get(name)
    if (step === undefined) this.#memberships.set(name, (step = make()))
    return step
  }

  #steps(move: Move, written: Writing): readonly Step[] {
    if (move.do === 'wait' || move.do === 'settle') return [move]
    if (move.do === 'announce') return [announcing(roomOf(written, move.group), written)]
    const part = partOf(written, move.client)
    if (move.do === 'connect') return part.isOpen ? [] : this.#connecting(part, move.rejoins, written.token)
    if (!part.isOpen) return []
    const { client } = part
    switch (move.do) {
      case 'hold':
      case 'release': {
        const holds = move.do === 'hold'
        if (part.isHeld === holds) return []
        part.isHeld = holds
        return [{ do: move.do, client }]
      }
      case 'close':
      case 'cut':
        part.isOpen = false
        return [move.do === 'cut' ? { do: 'cut', client } : { do: 'close', client, code: 1000, reason: '' }]
      case 'flood': {
        if (!written.parts.some(({ isOpen, isHeld }) => isOpen && isHeld)) return []
        const { messages, key } = roomOf(written, move.group)
        return Array.from({ length: FLOOD }, () =>
          saying(client, messages.cast.by, messages.make(key, ++written.said, written.token, HUGE)),
        )
      }
      case 'say': {
        const { messages, key } = roomOf(written, move.group)
        return [saying(client, messages.cast.by, messages.make(key, ++written.said, written.token, move))]
      }
      default:
        return [this.#asking(move.do, part, roomOf(written, move.group), written.token)]
    }
  }

  #connecting(part: Part, rejoins: boolean, token: string): readonly Step[] {
    part.isOpen = true
    part.isHeld = false
    const rooms = [...part.rooms]
    part.rooms.clear()
    const joining = rejoins ? rooms.map((room) => this.#asking('join', part, room, token)) : []
    return [{ do: 'connect', client: part.client }, ...joining]
  }

  // Asked for without waiting for the answer: what happens meanwhile is what goes wrong.
  #asking(what: 'join' | 'leave', { client, rooms }: Part, room: Room, token: string): Step {
    const { terms } = room.messages
    if (what === 'join') rooms.add(room)
    else rooms.delete(room)
    const ask = what === 'join' ? terms.join : terms.leave
    if (ask !== undefined) return saying(client, ask.by, ask.key.make(room.key))
    return this.#membership(what === 'join' ? 'joinGroup' : 'leaveGroup', client, room, token)
  }
}

// Steps are written as data, not by the calls that authors make: those take note of the line they stand in, and look again
// at messages that were found valid when they were made.
function saying(client: string, name: string, message: unknown): Step {
  return { do: 'send', client, name, message: message as Sendable }
}

function announcing({ messages, key }: Room, written: Writing): Step {
  const { cast, terms } = messages
  const said = messages.make(key, ++written.said, written.token, PLAIN)
  const message = cast.deliver(said) as Sendable
  return { do: 'serverBroadcast', name: cast.delivers, message, group: groupName(terms.kind, key) }
}

const PLAIN = { flavour: 'plain', pick: 0 } as const
const HUGE = { flavour: 'huge', pick: 0 } as const

/** A scenario, and the groups that it is about: `room/lobby`. */
export interface Staged {
  readonly scenario: Scenario<unknown>
  readonly groups: readonly string[]
}

interface Writing {
  readonly rooms: readonly Room[]
  readonly parts: readonly Part[]
  readonly token: string
  said: number
}

function partOf({ parts }: Writing, client: number): Part {
  const part = parts[client % parts.length]
  if (part === undefined) throw new BugError('a plan is about no client')
  return part
}

function roomOf({ rooms }: Writing, group: number): Room {
  const room = rooms[group % rooms.length]
  if (room === undefined) throw new BugError('a plan is about no group')
  return room
}

/** Whether a joining ends with the request, as nothing answers it. */
function isUnanswered(step: Step): boolean {
  return step.do === 'together' && step.branches.every((branch) => branch.length === 1)
}
