// Timing, quiet window: between two broadcasts of a group a member has at least so long without one, in the time of
// whoever wrote the transcript.
// Source: rate limits of feeds that are conflated ("conflation interval" of Lightstreamer's and Diffusion's manuals).
import type { Promised } from '../contract/promise.ts'
import { judgedOf } from './history.ts'
import { entryAt, type GroupLaw, HOLDS, nothing, violated } from './law.ts'

const NOTHING = nothing('nobody received two broadcasts')

export const quietWindow: GroupLaw<Extract<Promised, { promise: 'quietWindow' }>> = {
  name: 'quietWindow',
  about: 'group',
  judge(group, history, { forMs }) {
    let judged = 0
    for (const { connection, deliveries } of judgedOf(group, history)) {
      for (let index = 1; index < deliveries.length; index++) {
        const before = deliveries[index - 1]?.at ?? 0
        const at = deliveries[index]?.at ?? 0
        const ms = (history.entries[at]?.at ?? 0) - (history.entries[before]?.at ?? 0)
        if (ms < forMs) {
          return violated(
            [before, at],
            `${connection.client} received a broadcast at ${entryAt(history, before)} and another ${ms} ms later, at ${entryAt(history, at)}: ${forMs} ms of quiet are promised`,
          )
        }
        judged++
      }
    }
    return judged > 0 ? HOLDS : NOTHING
  },
}
