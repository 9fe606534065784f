// The second pass of shrinking: takes away and simplifies moves of a plan that fails, as long as it still does. fast-check
// has cut it down before; what it cannot see is that two moves only matter together, or that a client is not needed.
import type { Move, Plan } from './plan.ts'

/**
 * The smallest plan found that still fails.
 *
 * @param fails whether a plan does @param isOver asked before each try: whether to stop here
 */
export async function shrunk(
  plan: Plan,
  fails: (plan: Plan) => Promise<boolean>,
  isOver: () => boolean,
): Promise<Plan> {
  let best = plan
  let isSmaller = true
  // oxlint-disable eslint/no-await-in-loop -- each try depends on what came of the one before
  while (isSmaller && !isOver()) {
    isSmaller = false
    for (const candidate of simpler(best)) {
      if (isOver()) return best
      if (!(await fails(candidate))) continue
      best = candidate
      isSmaller = true
      break
    }
  }
  // oxlint-enable eslint/no-await-in-loop
  return best
}

/** Plans that are a little simpler, the boldest first. */
function* simpler(plan: Plan): Generator<Plan> {
  const { moves, members } = plan
  for (const client of members.keys()) if (members.length > 1) yield withoutClient(plan, client)
  for (let size = moves.length >> 1; size > 1; size >>= 1) {
    for (let from = 0; from + size <= moves.length; from += size) {
      yield { ...plan, moves: moves.toSpliced(from, size) }
    }
  }
  for (const index of moves.keys()) yield { ...plan, moves: moves.toSpliced(index, 1) }
  for (const [client, groups] of members.entries()) {
    for (const index of groups.keys()) {
      yield { ...plan, members: members.with(client, groups.toSpliced(index, 1)) }
    }
  }
  // Two that only matter together: a close and a connect, a hold and a release.
  for (let first = 0; first < moves.length; first++) {
    for (let second = first + 1; second < moves.length; second++) {
      yield { ...plan, moves: moves.toSpliced(second, 1).toSpliced(first, 1) }
    }
  }
  if (plan.isWarm) yield { ...plan, isWarm: false }
  if (plan.luck > 0) yield { ...plan, luck: plan.luck >> 1 }
  if (plan.names > 0) yield { ...plan, names: 0 }
  const inOne = inOneGroup(plan)
  if (inOne !== undefined) yield inOne
  for (const [index, move] of moves.entries()) {
    for (const simple of simplerMoves(move)) yield { ...plan, moves: moves.with(index, simple) }
  }
}

/** Everything happens in the first group; undefined where it does already. */
function inOneGroup(plan: Plan): Plan | undefined {
  const { members, moves } = plan
  const isElsewhere = members.some((groups) => groups.some((group) => group > 0))
  if (!isElsewhere && !moves.some((move) => 'group' in move && move.group > 0)) return undefined
  return {
    ...plan,
    members: members.map((groups) => (groups.length === 0 ? [] : [0])),
    moves: moves.map((move) => ('group' in move ? { ...move, group: 0 } : move)),
  }
}

/** The others move up, so that no name is left out. */
function withoutClient(plan: Plan, gone: number): Plan {
  const { moves, members } = plan
  const others = moves.flatMap((move): Move[] => {
    if (!('client' in move) || move.client < gone) return [move]
    return move.client === gone ? [] : [{ ...move, client: move.client - 1 }]
  })
  return { ...plan, members: members.toSpliced(gone, 1), moves: others }
}

function* simplerMoves(move: Move): Generator<Move> {
  if (move.do === 'say') {
    if (move.flavour !== 'plain') yield { ...move, flavour: 'plain', pick: 0 }
    if (move.pick > 0) yield { ...move, pick: 0 }
  }
  if ('group' in move && move.group > 0) yield { ...move, group: 0 }
  if ('client' in move && move.client > 0) yield { ...move, client: 0 }
  if (move.do === 'connect' && move.rejoins) yield { ...move, rejoins: false }
  if (move.do === 'cut') yield { ...move, do: 'close' }
  if (move.do === 'wait' && move.ms > 0) yield { ...move, ms: Math.floor(move.ms / 2) }
}
