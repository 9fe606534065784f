// A mock behaves the same in every world: in memory, over sockets, through interception. What a world's clients cannot
// do is skipped there, and the title says why.
import { describe, it } from 'vitest'
import { lackOf } from '../../test/conformance/behaviour.ts'
import { behaviours } from '../../test/conformance/behaviours/index.ts'
import { interception, interceptionOf7 } from '../../test/conformance/worlds/interception.ts'
import { memory } from '../../test/conformance/worlds/memory.ts'
import { sockets } from '../../test/conformance/worlds/sockets.ts'

describe.each([memory, sockets, interception, interceptionOf7])('a mock $name', (world) => {
  describe.each(Object.entries(behaviours))('%s', (_, list) => {
    for (const each of list) {
      const lack = lackOf(each, world)
      const note = lack === undefined ? '' : ` (not here: ${lack})`
      it(`${each.name}${note}`, { skip: lack !== undefined }, () => each.show(world))
    }
  })
})
