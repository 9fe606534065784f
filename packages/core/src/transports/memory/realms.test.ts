// The same cases in the realms of jsdom and happy-dom: a socket there behaves as it does in Node's own, but for what
// these realms' own EventTarget, events and base URL do differently.
import { Window } from 'happy-dom'
import { JSDOM } from 'jsdom'
import { describe, expect, it } from 'vitest'
import type { Globals } from '../../../test/web-socket/case.ts'
import { cases as groups } from '../../../test/web-socket/cases/index.ts'
import { memoryWorld, memoryWorldIn } from '../../../test/web-socket/memory-world.ts'
import { playIn } from '../../../test/web-socket/stage.ts'
import type { Scope } from './realm.ts'

type RealmName = 'jsdom' | 'happy-dom'

const url = 'http://localhost:3000/'
const windows: Readonly<Record<RealmName, unknown>> = {
  jsdom: new JSDOM('', { url }).window,
  'happy-dom': new Window({ url }),
}

const differences: readonly {
  readonly name: string
  readonly realms: readonly RealmName[]
  readonly why: string
}[] = [
  {
    name: 'refuses a relative URL where there is nothing it could be relative to',
    realms: ['jsdom', 'happy-dom'],
    why: 'a document has a URL',
  },
  {
    name: 'takes an object of options for subprotocols, as Node does',
    realms: ['jsdom', 'happy-dom'],
    why: 'it is an invalid subprotocol for the standard',
  },
  {
    name: 'calls the handler that is set while its event is fired',
    realms: ['jsdom', 'happy-dom'],
    why: 'DOM walks a copy of the list of listeners, Node the list itself',
  },
  {
    name: 'calls capturing listeners too',
    realms: ['jsdom', 'happy-dom'],
    why: 'DOM calls capturing listeners first, also at the target; Node calls all in order',
  },
  {
    name: 'fires MessageEvents of the standard shape',
    realms: ['jsdom', 'happy-dom'],
    why: 'their MessageEvent does not freeze its ports',
  },
  { name: 'fires a plain Event when it fails', realms: ['happy-dom'], why: 'its events have no tag' },
  { name: 'fires CloseEvents of the standard shape', realms: ['happy-dom'], why: 'its events have no tag' },
]

const cases = Object.values(groups).flat()

describe.each(Object.keys(windows) as RealmName[])('WebSocket in memory in the realm of %s', (realm) => {
  const scope = windows[realm] as Scope & Globals
  const different = differences.filter(({ realms }) => realms.includes(realm))
  const isDifferent = ({ name }: { name: string }): boolean => different.some((each) => each.name === name)
  const play = async ({
    script = {},
    play: steps,
  }: (typeof cases)[number]): Promise<readonly [unknown, unknown]> => [
    await playIn(() => Promise.resolve(memoryWorldIn(scope, script)), script, steps),
    await playIn(memoryWorld, script, steps),
  ]

  it.each(cases.filter((each) => !isDifferent(each)))('$name', async (each) => {
    const [inWindow, inNode] = await play(each)
    expect(inWindow).toEqual(inNode)
  })

  it.each(different)('$name: not so, since $why', async ({ name }) => {
    const [inWindow, inNode] = await play(cases.find((each) => each.name === name)!)
    expect(inWindow).not.toEqual(inNode)
  })
})
