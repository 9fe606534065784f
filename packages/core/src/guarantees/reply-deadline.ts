// Timing, reply deadline: the contract's replies come within the time that it says, in the time of whoever wrote the
// transcript. Both ends lie on one connection: no two clocks are compared.
// Source: `replies.withinMs` of the contract; "timely delivery" of Hadzilacos and Toueg, 1994, section 3.
import type { Promised } from '../contract/promise.ts'
import { NEVER } from './history.ts'
import { type ConnectionLaw, entryAt, HOLDS, nothing, unknown, violated } from './law.ts'

const NOTHING = nothing('no question was asked whose reply has a deadline')

export const replyDeadline: ConnectionLaw<Extract<Promised, { promise: 'replyDeadline' }>> = {
  name: 'replyDeadline',
  about: 'connections',
  judge(history, { toleranceMs = 0 }) {
    const { entries } = history
    const last = entries.length - 1
    const timeOf = (position: number): number => entries[position]?.at ?? 0
    let judged = 0
    let open = 0
    let unread = 0
    for (const { client, closedAt, questions, unreadable } of history.connections) {
      for (const { name, at, withinMs, repliedAt } of questions) {
        const isReplied = repliedAt !== NEVER
        const until = isReplied ? repliedAt : Math.min(closedAt, last)
        const ms = timeOf(until) - timeOf(at)
        const isLate = ms > withinMs + toleranceMs
        if (isLate && unreadable.some((heard) => heard > at && heard <= until)) unread++
        else if (isLate) {
          return violated(
            [at, until],
            `${client} sent ${JSON.stringify(name)} at ${entryAt(history, at)} and ${
              isReplied
                ? `was answered ${ms} ms later, at ${entryAt(history, repliedAt)}`
                : `had no answer ${ms} ms later`
            }: ${withinMs} ms are promised`,
          )
        } else if (isReplied) judged++
        // With the connection the question is gone.
        else if (closedAt === NEVER) open++
      }
    }
    if (unread > 0) return unknown('a reply may be among what nobody can read: hidden or damaged')
    if (open > 0)
      return unknown(
        `${open === 1 ? 'a question was' : `${open} questions were`} open when the transcript ends, within the time`,
      )
    return judged > 0 ? HOLDS : NOTHING
  },
}
