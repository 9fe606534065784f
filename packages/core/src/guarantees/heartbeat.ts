// Timing, heartbeat: who sends the contract's heartbeat sends it as often as the contract says, and a connection that is
// silent for the timeout is closed. In the time of whoever wrote the transcript.
// Source: keep-alive of MQTT 5, section 3.1.2.10 (period, and closing after one and a half times of it).
import type { Promised } from '../contract/promise.ts'
import { type Connection, type History, NEVER } from './history.ts'
import { type ConnectionLaw, entryAt, HOLDS, nothing, unknown, violated } from './law.ts'

const UNDECLARED = nothing('no contract says how often heartbeats are sent')
const NOTHING = nothing('nobody sent heartbeats for long enough')

export const heartbeat: ConnectionLaw<Extract<Promised, { promise: 'heartbeat' }>> = {
  name: 'heartbeat',
  about: 'connections',
  judge(history, { toleranceMs }) {
    const { everyMs, timeoutMs } = history.heartbeat ?? {}
    const shortest = everyMs ?? timeoutMs
    if (shortest === undefined) return UNDECLARED
    const tolerance = toleranceMs ?? shortest / 2
    let judged = 0
    let unread = 0
    for (const connection of history.connections) {
      const { client, heartbeats } = connection
      for (const { from, to, isLast } of silences(history, connection)) {
        // It may have sent one that nobody can read.
        if (connection.mayHaveAsked(from, to)) {
          unread++
          continue
        }
        // Nobody saw when its connection ended, only that it has another one.
        if (isLast && connection.closedAt === to && history.entries[to]?.kind === 'open') continue
        const ms = timeOf(history, to) - timeOf(history, from)
        if (timeoutMs !== undefined && ms > timeoutMs + tolerance) {
          return violated(
            [from, to],
            `${client} sent no heartbeat for ${ms} ms after ${entryAt(history, from)} and was still connected at ${entryAt(history, to)}: the timeout is ${timeoutMs} ms`,
          )
        }
        // A client that never sends one, or stops and goes, does not promise to.
        if (everyMs !== undefined && heartbeats.length > 0 && !isLast) {
          if (ms > everyMs + tolerance) {
            return violated(
              [from, to],
              `${client} sent a heartbeat at ${entryAt(history, to)}, ${ms} ms after ${entryAt(history, from)}: one is due every ${everyMs} ms`,
            )
          }
          judged++
        }
        if (timeoutMs !== undefined && heartbeats.length > 0) judged++
      }
    }
    if (unread > 0) return unknown('a heartbeat may be among what nobody can read: hidden or damaged')
    return judged > 0 ? HOLDS : NOTHING
  },
}

/** The stretches of a connection without a heartbeat, by the positions at which they begin and end. */
function silences(
  { entries }: History,
  { openedAt, closedAt, heartbeats }: Connection,
): readonly { readonly from: number; readonly to: number; readonly isLast: boolean }[] {
  const end = closedAt === NEVER ? entries.length - 1 : closedAt
  const marks = [Math.max(openedAt, 0), ...heartbeats, end]
  return marks
    .slice(1)
    .map((to, index) => ({ from: marks[index] ?? 0, to, isLast: index === marks.length - 2 }))
}

function timeOf({ entries }: History, position: number): number {
  return entries[position]?.at ?? 0
}
