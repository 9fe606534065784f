// Whether a value from a file is a plan.
import { type Flavour, MOST_CLIENTS, type Move, type Plan } from './plan.ts'

type Check = (value: unknown) => boolean

const FLAVOURS: ReadonlySet<unknown> = new Set<Flavour>(['plain', 'same', 'empty', 'large', 'odd', 'huge'])

const isCount: Check = (value) => Number.isInteger(value) && (value as number) >= 0
const isFlag: Check = (value) => typeof value === 'boolean'

/** By what a move does: what else there is to it. */
const MOVES: Readonly<Record<Move['do'], Readonly<Record<string, Check>>>> = {
  join: { client: isCount, group: isCount },
  leave: { client: isCount, group: isCount },
  say: { client: isCount, group: isCount, flavour: (value) => FLAVOURS.has(value), pick: isCount },
  announce: { group: isCount },
  flood: { client: isCount, group: isCount },
  close: { client: isCount },
  cut: { client: isCount },
  connect: { client: isCount, rejoins: isFlag },
  hold: { client: isCount },
  release: { client: isCount },
  wait: { ms: isCount },
  settle: {},
}

export function isPlan(value: unknown): value is Plan {
  if (!isObject(value)) return false
  const { members, isWarm, names, moves, luck } = value
  return (
    isListOf(members, (groups) => isListOf(groups, isCount)) &&
    members.length >= 1 &&
    members.length <= MOST_CLIENTS &&
    isFlag(isWarm) &&
    isCount(names) &&
    isListOf(moves, isMove) &&
    isCount(luck)
  )
}

function isMove(value: unknown): boolean {
  if (!isObject(value) || typeof value['do'] !== 'string' || !Object.hasOwn(MOVES, value['do'])) return false
  return Object.entries(MOVES[value['do'] as Move['do']]).every(([field, check]) => check(value[field]))
}

function isListOf(value: unknown, check: Check): value is readonly unknown[] {
  return Array.isArray(value) && value.every(check)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
