// Delivery, at least once: who surely is a member from before a broadcast until after it receives it.
// Source: "validity" and "agreement" of (regular) reliable broadcast, Cachin, Guerraoui, Rodrigues, module 3.2, with the
// membership of virtual synchrony (Birman and Joseph, 1987): the group is the one at the time of the broadcast.
import { type GroupLaw, HOLDS, nothing, unknown } from './law.ts'
import { foundEarly, searchMissing, undecided } from './missing.ts'

const NOTHING = nothing('nobody was surely a member while something was broadcast')

export const atLeastOnce: GroupLaw = {
  name: 'atLeastOnce',
  about: 'group',
  judge(group, history) {
    if (group.broadcasts.length === 0) return NOTHING
    const search = searchMissing(group, history, () => true)
    if (search.missing !== undefined) return search.missing
    if (search.undecided > 0) return undecided(search.undecided)
    if (search.due > 0) return HOLDS
    return history.fences.length === 0
      ? unknown('nothing says that everything in flight had arrived: what has not come may still come')
      : foundEarly(search, history, NOTHING)
  },
}
