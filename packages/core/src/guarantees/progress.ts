// Progress: by each fence, whoever reads has its acknowledgements and its messages; one who does not read holds up nobody
// else. A fence is the answer to a barrier of the contract, or a point that whoever made the history knows.
// Source: "eventual" liveness made finite, as Jepsen's checkers judge it at a final read; independence of slow consumers
// as NATS states it ("slow consumers", docs.nats.io).
import { arrivedBy, barrierAfter, eachDue } from './due.ts'
import {
  type Asked,
  type Broadcast,
  type Connection,
  type Group,
  type History,
  judgedOf,
  type Membership,
  NEVER,
} from './history.ts'
import { entryAt, type Finding, type GroupLaw, HOLDS, nameOf, nothing, unknown, violated } from './law.ts'

const NOTHING = nothing('no request and no broadcast lies before a fence')

interface Tally {
  judged: number
  unclear: number
}

export const progress: GroupLaw = {
  name: 'progress',
  about: 'group',
  judge(group, history) {
    const tally: Tally = { judged: 0, unclear: 0 }
    for (const membership of judgedOf(group, history)) {
      const finding =
        judgeMoves(history, membership, tally) ?? judgeMessages(group, history, membership, tally)
      if (finding !== undefined) return finding
    }
    for (const broadcast of group.broadcasts) {
      const finding = judgeBroadcast(group, history, broadcast, tally)
      if (finding !== undefined) return finding
    }
    if (tally.unclear > 0) return unknown(`${tally.unclear} requests without an answer may have been refused`)
    return tally.judged > 0 ? HOLDS : NOTHING
  },
}

function judgeMoves(history: History, membership: Membership, tally: Tally): Finding | undefined {
  for (const move of membership.moves) {
    const mustHold = move.joins || membership.surelyWithin(move.at - 0.5, move.at - 0.25)
    const finding = judgeAnswer(history, membership.connection, move, mustHold, tally, () =>
      move.joins ? `asked to join ${membership.group.name}` : `asked to leave ${membership.group.name}`,
    )
    if (finding !== undefined) return finding
  }
  return undefined
}

function judgeBroadcast(
  group: Group,
  history: History,
  broadcast: Broadcast,
  tally: Tally,
): Finding | undefined {
  const { sender, at } = broadcast
  if (sender === undefined || (history.client !== undefined && sender.client !== history.client))
    return undefined
  const isMember = group.memberships.get(sender)?.surelyWithin(at - 0.5, at) ?? false
  return judgeAnswer(
    history,
    sender,
    broadcast,
    isMember,
    tally,
    () => `broadcast ${nameOf(history, broadcast)}`,
  )
}

/** @param isValid whether a server has no reason to refuse it */
function judgeAnswer(
  history: History,
  connection: Connection,
  asked: Asked,
  isValid: boolean,
  tally: Tally,
  what: () => string,
): Finding | undefined {
  if (!asked.isAnswered || !isValid) return undefined
  const limit = Math.min(arrivedBy(history, connection, asked.at + 1), barrierAfter(connection, asked.at))
  if (limit === NEVER) return undefined
  if (asked.answeredAt <= limit) {
    tally.judged++
    return undefined
  }
  // It may be the answer, in words that the contract does not know.
  const isRefused = connection.others.some(({ at, isAnswer }) => !isAnswer && at > asked.at && at < limit)
  if (isRefused || connection.unreadable.length > 0) {
    tally.unclear++
    return undefined
  }
  return violated(
    [asked.at, ...(asked.answeredAt === NEVER ? [] : [asked.answeredAt])],
    `${connection.client} ${what()} at ${entryAt(history, asked.at)} and had no answer ${fenceText(history, limit)}`,
  )
}

function judgeMessages(
  group: Group,
  history: History,
  membership: Membership,
  tally: Tally,
): Finding | undefined {
  const { connection } = membership
  const receivedAt = new Float64Array(group.broadcasts.length).fill(NEVER)
  for (const { broadcast, repeats, at } of membership.deliveries) {
    if (broadcast !== undefined && repeats === undefined) receivedAt[broadcast.index] = at
  }
  const isUntold =
    connection.unreadable.length > 0 || membership.deliveries.some(({ broadcast }) => broadcast === undefined)
  let finding: Finding | undefined
  eachDue(group, membership, (broadcast) => {
    if (finding !== undefined) return
    const limit = messageLimit(history, connection, broadcast)
    if (limit === NEVER) return
    const received = receivedAt[broadcast.index] ?? NEVER
    if (received < limit) tally.judged++
    // What never comes is a lost message at the end, and it is for delivery to say so.
    else if (received === NEVER && limit >= history.entries.length) return
    else if (isUntold) tally.unclear++
    else {
      finding = violated(
        [broadcast.askedAt, ...(received === NEVER ? [] : [received])],
        `${connection.client} was reading and did not have ${nameOf(history, broadcast)} of ${entryAt(history, broadcast.askedAt)} ${fenceText(history, limit)}`,
      )
    }
  })
  return finding
}

/** By when a member that reads has a broadcast. */
function messageLimit(history: History, connection: Connection, { sender, at, doneAt }: Broadcast): number {
  // The application has written to the asker, too, before it answers the question.
  const isOwn = sender === connection
  // What the server says by itself is over when it is said, which is behind a fence at the same position.
  return Math.min(
    arrivedBy(history, connection, Math.max(doneAt, at + 1)),
    barrierAfter(connection, isOwn ? at : doneAt),
  )
}

function fenceText(history: History, limit: number): string {
  return limit >= history.entries.length
    ? 'when everything had arrived at the end'
    : `by ${entryAt(history, limit)}, when everything before had to have arrived`
}
