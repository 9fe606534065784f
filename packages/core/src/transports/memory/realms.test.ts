// The same cases in the realms of jsdom and happy-dom: a socket there behaves as it does in Node's own.
import { Window } from 'happy-dom'
import { JSDOM } from 'jsdom'
import { describe, expect, it } from 'vitest'
import type { Globals } from '../../../test/web-socket/case.ts'
import { cases as groups } from '../../../test/web-socket/cases/index.ts'
import { memoryWorld, memoryWorldIn } from '../../../test/web-socket/memory-world.ts'
import { playIn } from '../../../test/web-socket/stage.ts'
import type { Scope } from './realm.ts'

const url = 'http://localhost:3000/'
const windows: Readonly<Record<string, unknown>> = {
  jsdom: new JSDOM('', { url }).window,
  'happy-dom': new Window({ url }),
}

describe.each(Object.entries(windows))('WebSocket in memory in the realm of %s', (_, window) => {
  const scope = window as Scope & Globals
  it.each(Object.values(groups).flat())('$name', async ({ script = {}, play }) => {
    const inNode = await playIn(memoryWorld, script, play)
    const inWindow = await playIn((follow) => Promise.resolve(memoryWorldIn(scope, follow)), script, play)
    expect(inWindow).toEqual(inNode)
  })
})
