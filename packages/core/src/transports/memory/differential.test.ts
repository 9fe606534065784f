// The WebSocket in memory against the platform's own: the same cases, event by event the same logs. Where Node's class
// (undici) leaves the standard, the case says why and both logs are pinned.
import { describe, expect, it } from 'vitest'
import { cases as groups } from '../../../test/web-socket/cases/index.ts'
import { memoryWorld } from '../../../test/web-socket/memory-world.ts'
import { platformWorld } from '../../../test/web-socket/platform-world.ts'
import { playIn } from '../../../test/web-socket/stage.ts'

describe.each(Object.entries(groups))('WebSocket in memory and on the platform: %s', (_, cases) => {
  it.each(cases.filter(({ deviation }) => deviation === undefined))(
    '$name',
    async ({ script = {}, play }) => {
      const platform = await playIn(platformWorld, script, play)
      const memory = await playIn(memoryWorld, script, play)
      expect(withoutAddress(memory)).toEqual(withoutAddress(platform))
      expect(memory.client).not.toEqual([])
    },
  )

  const deviating = cases.flatMap(({ deviation, ...rest }) =>
    deviation === undefined ? [] : [{ ...rest, deviation }],
  )
  it.each(deviating)('$name (Node deviates: $deviation.reason)', async ({ script = {}, play, deviation }) => {
    const platform = await playIn(platformWorld, script, play)
    const memory = await playIn(memoryWorld, script, play)
    expect(withoutAddress(platform.client)).toEqual(deviation.platform)
    expect(withoutAddress(memory.client)).toEqual(deviation.standard)
  })
})

/** The two servers listen on different ports, which show in `url` and `origin`. */
function withoutAddress(log: object): unknown {
  return JSON.parse(JSON.stringify(log).replaceAll(/127\.0\.0\.1:\d+/g, 'server'))
}
