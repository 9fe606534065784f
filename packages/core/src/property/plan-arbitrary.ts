// How plans are made: everybody joins, few clients and groups, many things at once.
import * as fc from 'fast-check'
import type { Flavour, Move, Plan } from './plan.ts'

export interface PlanShape {
  readonly clients: number
  readonly groups: number
  readonly maxMoves: number
  /** How many sets of group names there are. */
  readonly names: number
  /** How many messages there are to pick from. */
  readonly picks: number
  /** How long a wait may be, in ms; the shortest first. */
  readonly waits: readonly number[]
  readonly canLeave: boolean
  /** Whether nothing else tells a client that it is a member, and members hear themselves. */
  readonly canWarmUp: boolean
  readonly canAnnounce: boolean
  /** Whether a client that does not read has to be filled up before anybody notices. */
  readonly canFlood: boolean
  /** Whether anything is left to chance. */
  readonly hasFaults: boolean
}

const FLAVOURS: readonly { readonly flavour: Exclude<Flavour, 'huge'>; readonly weight: number }[] = [
  { flavour: 'plain', weight: 8 },
  { flavour: 'same', weight: 3 },
  { flavour: 'empty', weight: 1 },
  { flavour: 'odd', weight: 1 },
  { flavour: 'large', weight: 1 },
]

export function planArbitrary(shape: PlanShape): fc.Arbitrary<Plan> {
  const client = fc.nat({ max: shape.clients - 1 })
  // Most happens in the first group: what goes wrong there goes wrong sooner.
  const group = fc.oneof(
    { arbitrary: fc.constant(0), weight: 2 },
    { arbitrary: fc.nat({ max: shape.groups - 1 }), weight: 1 },
  )
  const flavour = fc.oneof(
    ...FLAVOURS.map(({ flavour: one, weight }) => ({ arbitrary: fc.constant(one), weight })),
  )
  const wait = fc.constantFrom(...shape.waits)
  const rejoins = fc.oneof(
    { arbitrary: fc.constant(true), weight: 3 },
    { arbitrary: fc.constant(false), weight: 1 },
  )
  const pick = fc.nat({ max: Math.max(0, shape.picks - 1) })
  const move: fc.Arbitrary<Move> = fc.oneof(
    {
      weight: 10,
      arbitrary: moveOf('say', { client, group, flavour, pick }),
    },
    { weight: shape.canLeave ? 3 : 0, arbitrary: moveOf('leave', { client, group }) },
    { weight: 3, arbitrary: moveOf('join', { client, group }) },
    { weight: shape.canFlood ? 1 : 0, arbitrary: moveOf('flood', { client, group }) },
    { weight: shape.canAnnounce ? 1 : 0, arbitrary: moveOf('announce', { group }) },
    { weight: 2, arbitrary: moveOf('hold', { client }) },
    { weight: 2, arbitrary: moveOf('release', { client }) },
    { weight: 1, arbitrary: moveOf('close', { client }) },
    { weight: 1, arbitrary: moveOf('cut', { client }) },
    { weight: 4, arbitrary: moveOf('connect', { client, rejoins }) },
    { weight: 5, arbitrary: moveOf('wait', { ms: wait }) },
    { weight: 3, arbitrary: moveOf('settle', {}) },
  )
  const everyGroup = Array.from({ length: shape.groups }, (_, index) => index)
  const memberOf = fc.oneof(
    { weight: 3, arbitrary: fc.constant<number[]>([0]) },
    { weight: 3, arbitrary: fc.constant(everyGroup) },
    { weight: 2, arbitrary: fc.subarray(everyGroup) },
  )
  return fc.record({
    members: fc.array(memberOf, { minLength: shape.clients, maxLength: shape.clients }),
    isWarm: shape.canWarmUp ? fc.boolean() : fc.constant(false),
    names: fc.nat({ max: Math.max(0, shape.names - 1) }),
    luck: shape.hasFaults ? fc.nat() : fc.constant(0),
    moves: fc.array(move, { minLength: 1, maxLength: shape.maxMoves, size: 'max' }),
  })
}

function moveOf(
  what: Move['do'],
  parts: Readonly<Record<string, fc.Arbitrary<unknown>>>,
): fc.Arbitrary<Move> {
  // The parts are those that this kind of move has: the calls above are where that can be seen.
  return fc.record({ do: fc.constant(what), ...parts }) as fc.Arbitrary<unknown> as fc.Arbitrary<Move>
}
