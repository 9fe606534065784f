// From a plan to a scenario: gives clients and groups their names, says it in the contract's messages, and leaves out what
// cannot be, such as speaking over a connection that is closed.
import type { CompiledContract } from '../contract/compiled.ts'
import { groupName } from '../contract/group-terms.ts'
import { settle, wait } from '../scenario/combine.ts'
import { contractActor, contractServer } from '../scenario/contract-actor.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { Step } from '../scenario/step.ts'
import type { CastMessages } from './messages.ts'
import type { Move, Plan } from './plan.ts'
import type { PlanShape } from './plan-arbitrary.ts'

/** From what a mock does at once to what takes it a while. */
const VIRTUAL_WAITS_MS: readonly number[] = [0, 1, 2, 3, 5, 10, 20, 50, 200, 1_000]
const REAL_WAITS_MS: readonly number[] = [0, 1, 2, 5]

const NAMES: readonly string[] = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi']

/** A group of one conversation. */
interface Room {
  readonly messages: CastMessages
  readonly key: string
}

type Actor = ReturnType<typeof contractActor>

/** A client while the conversation is written. */
interface Part {
  readonly actor: Actor
  isOpen: boolean
  isHeld: boolean
  /** Where it asked to be a member. */
  readonly rooms: Set<Room>
}

export class Stage {
  readonly #contract: unknown
  readonly #casts: readonly CastMessages[]
  readonly #actors: readonly Actor[]
  readonly #server: ReturnType<typeof contractServer>
  readonly #perKind: number

  /** @param perKind how many groups of each kind there are */
  constructor(
    contract: unknown,
    compiled: CompiledContract,
    casts: readonly CastMessages[],
    clients: number,
    perKind: number,
  ) {
    this.#contract = contract
    this.#casts = casts
    this.#perKind = perKind
    this.#actors = Array.from({ length: clients }, (_, index) =>
      contractActor(compiled, NAMES[index] ?? `client${index + 1}`),
    )
    this.#server = contractServer(compiled)
  }

  /** What plans can be about. @param isInMemory then time is virtual @param canAnnounce whether the server can be told to speak to a group */
  shape(maxMoves: number, isInMemory: boolean, canAnnounce: boolean): PlanShape {
    return {
      clients: this.#actors.length,
      groups: this.#casts.length * this.#perKind,
      maxMoves,
      names: Math.max(...this.#casts.map(({ keys }) => keys.length)),
      picks: Math.max(...this.#casts.map(({ picks }) => picks)),
      waits: isInMemory ? VIRTUAL_WAITS_MS : REAL_WAITS_MS,
      canLeave: this.#casts.some(({ terms }) => terms.leave !== undefined || isInMemory),
      canAnnounce,
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
    const actors = this.#actors.slice(0, plan.members.length)
    const parts: readonly Part[] = actors.map((actor) => ({
      actor,
      isOpen: true,
      isHeld: false,
      rooms: new Set(),
    }))
    const steps = plan.members.flatMap((groups, client) =>
      groups.flatMap((group) => this.#joining(parts[client], rooms[group % rooms.length])),
    )
    // Where nothing says that a client is a member now, everything has to arrive before it can be relied on.
    if (steps.some(isUnanswered)) steps.push(settle())
    const written: Writing = { rooms, parts, token, said: 0 }
    if (plan.isWarm) steps.push(...this.#warmingUp(plan, written))
    for (const move of plan.moves) {
      steps.push(...this.#steps(move, written))
    }
    const clients = actors.map(({ name }) => name)
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
    return plan.members.flatMap((groups, client) =>
      groups.flatMap((group) => {
        const { messages, key } = roomOf(written, group)
        const { cast } = messages
        const actor = written.parts[client]?.actor
        if (actor === undefined) return []
        const said = messages.make(key, ++written.said, written.token, { flavour: 'plain', pick: 0 })
        const own = cast.id === undefined ? {} : { [cast.id]: said[cast.id] }
        const heard: Step = { ...actor.expect(cast.delivers, own as never), amid: true } as Step
        return [actor.send(cast.by, said as never), heard]
      }),
    )
  }

  #joining(part: Part | undefined, room: Room | undefined): readonly Step[] {
    if (part === undefined || room === undefined) return []
    part.rooms.add(room)
    return [part.actor.joinGroup(room.messages.terms.kind, room.key)]
  }

  #steps(move: Move, written: Writing): readonly Step[] {
    if (move.do === 'wait') return [wait(move.ms)]
    if (move.do === 'settle') return [settle()]
    if (move.do === 'announce') return [this.#announce(roomOf(written, move.group), written)]
    const part = written.parts[move.client % written.parts.length]
    if (part === undefined) return []
    if (move.do === 'connect') return part.isOpen ? [] : this.#connecting(part, move.rejoins)
    if (!part.isOpen) return []
    const { actor } = part
    switch (move.do) {
      case 'hold':
      case 'release': {
        const holds = move.do === 'hold'
        if (part.isHeld === holds) return []
        part.isHeld = holds
        return [holds ? actor.hold() : actor.release()]
      }
      case 'close':
      case 'cut':
        part.isOpen = false
        return [move.do === 'close' ? actor.close() : actor.cut()]
      case 'say': {
        const { messages, key } = roomOf(written, move.group)
        return [actor.send(messages.cast.by, messages.make(key, ++written.said, written.token, move))]
      }
      default:
        return this.#asking(move.do, part, roomOf(written, move.group))
    }
  }

  #connecting(part: Part, rejoins: boolean): readonly Step[] {
    part.isOpen = true
    part.isHeld = false
    const rooms = [...part.rooms]
    part.rooms.clear()
    const joining = rejoins ? rooms.flatMap((room) => this.#asking('join', part, room)) : []
    return [part.actor.connect(), ...joining]
  }

  // Asked for without waiting for the answer: what happens meanwhile is what goes wrong.
  #asking(what: 'join' | 'leave', { actor, rooms }: Part, room: Room): readonly Step[] {
    const { terms } = room.messages
    if (what === 'join') rooms.add(room)
    else rooms.delete(room)
    const ask = what === 'join' ? terms.join : terms.leave
    if (ask !== undefined) return [actor.send(ask.by, ask.key.make(room.key) as never)]
    return [what === 'join' ? actor.joinGroup(terms.kind, room.key) : actor.leaveGroup(terms.kind, room.key)]
  }

  #announce({ messages, key }: Room, written: Writing): Step {
    const { cast, terms } = messages
    const said = messages.make(key, ++written.said, written.token, { flavour: 'plain', pick: 0 })
    return this.#server.broadcast(cast.delivers, cast.deliver(said) as never, { group: [terms.kind, key] })
  }
}

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

function roomOf({ rooms }: Writing, group: number): Room {
  const room = rooms[group % rooms.length]
  if (room === undefined) throw new RangeError('a plan is about no group')
  return room
}

/** Whether a joining ends with the request, as nothing answers it. */
function isUnanswered(step: Step): boolean {
  return step.do === 'together' && step.branches.every((branch) => branch.length === 1)
}
