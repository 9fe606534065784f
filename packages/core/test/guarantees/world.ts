// A chat server that keeps its promises, and clients whose requests and frames travel at their own pace: honest histories
// in every interleaving, as the clients saw them or as the server did. Plain data in, a transcript out; nothing of the
// laws is used here.
import * as fc from 'fast-check'
import type { Direction } from '../../src/wire/frame.ts'
import { Talk } from './talk.ts'

export type Command =
  | { readonly do: 'join' | 'leave'; readonly client: number; readonly room: number }
  | { readonly do: 'say'; readonly client: number; readonly room: number }
  | { readonly do: 'close'; readonly client: number }
  | { readonly do: 'sync'; readonly client: number }

export interface Plan {
  readonly commands: readonly Command[]
  /** Which of what can happen next does: an endless list, begun again at its end. */
  readonly schedule: readonly number[]
}

/** What a server may do without breaking a promise. */
export interface Manners {
  readonly acknowledges?: 'accepted' | 'fannedOut' | 'none'
  readonly echo?: 'always' | 'never'
  /** Members are written to in the opposite order. */
  readonly reversed?: boolean
  /** A join takes effect, and is answered, some time after it has been read. */
  readonly slowJoins?: boolean
  /** A broadcast is answered when it is read and written to members later; one after the other. */
  readonly lateFanOut?: boolean
  /** Each sender's messages take their own way to each member: senders overtake each other. */
  readonly crossing?: boolean
  /** Others are told who comes and goes. */
  readonly presence?: boolean
  /** All say the same. */
  readonly repetitive?: boolean
  /** Joins and leaves are not answered. */
  readonly silent?: boolean
  /** Who writes the transcript. */
  readonly observer?: 'clients' | 'server'
}

const CLIENTS = 4
const ROOMS = ['g1', 'g10'] as const

const client = fc.nat({ max: CLIENTS - 1 })
const room = fc.nat({ max: ROOMS.length - 1 })
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('join', 'leave'), client, room }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('say'), client, room }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('close', 'sync'), client }) },
)

/** Any plan, with a prefix in which everybody asks to join. */
export const plans: fc.Arbitrary<Plan> = fc.record({
  commands: fc
    .array(command, { maxLength: 24, size: 'max' })
    .map((commands) => [...everybodyJoins(), ...commands]),
  schedule: fc.array(fc.nat({ max: 63 }), { minLength: 1, maxLength: 64 }),
})

/** Plans in which everybody joins, stays, and speaks. */
export const steadyPlans: fc.Arbitrary<Plan> = fc.record({
  commands: fc
    .array(fc.record({ do: fc.constant('say'), client, room: fc.constant(0) }), {
      minLength: 4,
      maxLength: 12,
    })
    .map((commands): Command[] => [...everybodyJoins(), ...commands]),
  schedule: fc.array(fc.nat({ max: 63 }), { minLength: 1, maxLength: 64 }),
})

function everybodyJoins(): Command[] {
  return Array.from({ length: CLIENTS }, (_, number) => ({ do: 'join', client: number, room: 0 }) as const)
}

/** Something that happens when it is its turn. */
type Job = () => void

interface Line {
  readonly client: string
  readonly up: object[]
  readonly down: object[]
  isOpen: boolean
}

/** Carries a plan out to its end, when nothing is in flight any more. */
export function historyOfPlan({ commands, schedule }: Plan, manners: Manners = {}): Talk {
  return new World(schedule, manners).run(commands)
}

class World {
  readonly talk = new Talk()
  readonly #manners: Manners
  readonly #schedule: readonly number[]
  #turn = 0
  readonly #lines: Line[] = []
  readonly #members = new Map<string, Line[]>()
  /** What the server has set out to do later, each list in its order. */
  readonly #later = new Map<string, Job[]>()
  #ids = 0
  #seq = new Map<string, number>()

  constructor(schedule: readonly number[], manners: Manners) {
    this.#schedule = schedule
    this.#manners = manners
  }

  run(commands: readonly Command[]): Talk {
    for (let number = 0; number < CLIENTS; number++) this.#lines.push(this.#open(`c${number + 1}`))
    const left = [...commands]
    // The first have their rooms before anything else happens.
    for (const each of left.splice(0, CLIENTS)) this.#issue(each)
    this.#drain()
    for (;;) {
      const jobs: Job[] = []
      const [next] = left
      if (next !== undefined) jobs.push(() => this.#issue(left.shift() ?? next))
      jobs.push(...this.#jobs())
      if (jobs.length === 0) return this.talk
      this.#pick(jobs)()
    }
  }

  #drain(): void {
    for (let jobs = this.#jobs(); jobs.length > 0; jobs = this.#jobs()) this.#pick(jobs)()
  }

  #pick(jobs: readonly Job[]): Job {
    const choice = this.#schedule[this.#turn++ % this.#schedule.length] ?? 0
    return jobs[choice % jobs.length] ?? (() => {})
  }

  #jobs(): Job[] {
    const jobs: Job[] = []
    for (const line of this.#lines) {
      if (line.up.length > 0) jobs.push(() => this.#read(line, line.up.shift() ?? {}))
      if (line.down.length > 0) jobs.push(() => this.#deliver(line, line.down.shift() ?? {}))
    }
    for (const [name, list] of this.#later) {
      if (list.length > 0) jobs.push(() => this.#later.get(name)?.shift()?.())
    }
    return jobs
  }

  #open(name: string): Line {
    this.talk.open(name)
    return { client: name, up: [], down: [], isOpen: true }
  }

  // ── clients ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #issue(each: Command): void {
    const line = this.#lines[each.client]
    if (line === undefined) return
    if (each.do === 'close') {
      this.#close(line)
      this.#lines[each.client] = this.#open(line.client)
    } else if (each.do === 'sync') this.#send(line, { type: 'sync', n: `s${this.#ids++}` })
    else if (each.do === 'say') {
      const number = this.#ids++
      const id = this.#manners.repetitive === true ? '' : `m${number}`
      this.#send(line, { type: 'say', room: ROOMS[each.room], id, text: `text of ${id}` })
    } else this.#send(line, { type: each.do, room: ROOMS[each.room] })
  }

  #send(line: Line, message: object): void {
    if (this.#manners.observer !== 'server') this.talk.sends(line.client, message)
    line.up.push(message)
  }

  #deliver(line: Line, message: object): void {
    if (this.#manners.observer !== 'server') this.talk.hears(line.client, message)
  }

  /** What is under way in both directions is lost. */
  #close(line: Line): void {
    this.talk.close(line.client)
    line.isOpen = false
    line.up.length = 0
    line.down.length = 0
    for (const members of this.#members.values()) {
      const index = members.indexOf(line)
      if (index !== -1) members.splice(index, 1)
    }
  }

  // ── the server ───────────────────────────────────────────────────────────────────────────────────────────────────

  #read(line: Line, message: { type?: string; room?: string; id?: string; n?: string; text?: string }): void {
    if (this.#manners.observer === 'server') this.talk.sends(line.client, message)
    const { type, room: name = '', id, n, text } = message
    const { slowJoins, lateFanOut, silent, acknowledges = 'fannedOut' } = this.#manners
    if (type === 'sync') {
      // Everything before has been carried out and written.
      for (const list of this.#later.values()) for (const job of list.splice(0)) job()
      this.#write(line, { type: 'synced', n })
    } else if (type === 'join') {
      const join = (): void => {
        if (!line.isOpen) return
        const members = this.#membersOf(name)
        if (!members.includes(line)) members.push(line)
        if (silent !== true) this.#write(line, { type: 'joined', room: name })
        if (this.#manners.presence === true)
          for (const one of members) this.#write(one, { type: 'here', who: line.client })
      }
      if (slowJoins === true) this.#afterwards(`join ${line.client}`, join)
      else join()
    } else if (type === 'leave') {
      const members = this.#membersOf(name)
      const index = members.indexOf(line)
      if (index !== -1) members.splice(index, 1)
      // What was meant for it comes before the answer.
      for (const [list, jobs] of this.#later) {
        if (list.endsWith(` to ${line.client}`)) for (const job of jobs.splice(0)) job()
      }
      if (silent !== true) this.#write(line, { type: 'left', room: name })
    } else if (type === 'say') {
      const fanOut = (): void => this.#fanOut(line, name, { type: 'said', room: name, id, text })
      if (lateFanOut === true) {
        if (acknowledges === 'accepted') this.#write(line, { type: 'ok', id })
        this.#afterwards(`room ${name}`, () => {
          fanOut()
          if (acknowledges === 'fannedOut') this.#write(line, { type: 'ok', id })
        })
      } else {
        fanOut()
        if (acknowledges !== 'none') this.#write(line, { type: 'ok', id })
      }
    }
  }

  #fanOut(sender: Line, name: string, message: object): void {
    const seq = (this.#seq.get(name) ?? 0) + 1
    this.#seq.set(name, seq)
    const members = [...this.#membersOf(name)]
    if (this.#manners.reversed === true) members.reverse()
    for (const member of members) {
      if (member === sender && this.#manners.echo === 'never') continue
      const numbered = { ...message, seq }
      if (this.#manners.crossing === true) {
        this.#afterwards(`${sender.client} to ${member.client}`, () => this.#write(member, numbered))
      } else this.#write(member, numbered)
    }
  }

  #write(line: Line, message: object): void {
    if (!line.isOpen) return
    if (this.#manners.observer === 'server') this.talk.hears(line.client, message)
    line.down.push(message)
  }

  #membersOf(name: string): Line[] {
    let members = this.#members.get(name)
    if (members === undefined) this.#members.set(name, (members = []))
    return members
  }

  #afterwards(list: string, job: Job): void {
    const jobs = this.#later.get(list)
    if (jobs === undefined) this.#later.set(list, [job])
    else jobs.push(job)
  }
}

/** A delivery in a transcript: where it is, who gets it, what it is. */
export interface Delivered {
  readonly index: number
  readonly client: string
  readonly id: string
}

/** All deliveries of a transcript, in order. */
export function deliveriesOf({ entries }: Talk): readonly Delivered[] {
  return entries.flatMap((entry, index) => {
    if (entry.kind !== 'message' || entry.direction !== ('serverToClient' satisfies Direction)) return []
    const message: { type?: string; id?: string } = JSON.parse(String(entry.payload))
    return message.type === 'said' ? [{ index, client: entry.client, id: message.id ?? '' }] : []
  })
}

/** Who sent a broadcast. */
export function senderOf({ entries }: Talk, id: string): string | undefined {
  for (const entry of entries) {
    if (entry.kind !== 'message' || entry.direction !== 'clientToServer') continue
    const message: { type?: string; id?: string } = JSON.parse(String(entry.payload))
    if (message.type === 'say' && message.id === id) return entry.client
  }
  return undefined
}
