import { describe, expect, it } from 'vitest'
import { integer } from '../match/matchers/number.ts'
import { unique } from '../match/matchers/sequence.ts'
import { on, onConnect, type Rule } from '../mock/rule.ts'
import { oneOf, optional, times, together, wait } from '../scenario/combine.ts'
import { ScenarioFailure } from '../scenario/report.ts'
import { scenario } from '../scenario/scenario.ts'
import { simulate } from './simulate.ts'

/** A scenario of these clients, for tests that are about its steps. */
const of = <const C extends string>(
  clients: readonly C[],
  steps: Parameters<typeof scenario<C>>[1]['steps'],
) => scenario('a test', { clients, steps })

const passes = async (
  rules: readonly Rule[],
  steps: Parameters<typeof scenario<'alice' | 'bob'>>[1]['steps'],
) =>
  simulate(of(['alice', 'bob'], steps), { mock: rules }).then(
    () => true,
    (error: unknown) => {
      if (error instanceof ScenarioFailure) return false
      throw error
    },
  )

type Steps = Parameters<typeof passes>[1]
const bothUnique: Steps = ({ alice }) => [
  alice.send('go'),
  alice.expectInAnyOrder([{ id: unique() }, { id: unique() }]),
]
const eitherWay: Steps = ({ alice }) => [
  alice.send('go'),
  oneOf(alice.expect('yes'), alice.expectClose(4001)),
]
const maybeTyping: Steps = ({ alice }) => [
  alice.send('go'),
  optional(alice.expect('typing')),
  alice.expect('said'),
]

describe('simulate, what a client expects', () => {
  const tick = on('go').reply({ t: 1 }).reply({ t: 2 }).reply({ t: 3 })
  it('is the next frame that is not ignored', async () => {
    expect(
      await passes([tick], ({ alice }) => [
        alice.ignore({ t: 2 }),
        alice.send('go'),
        alice.expect({ t: 1 }),
        alice.expect({ t: 3 }),
      ]),
    ).toBe(true)
    expect(await passes([tick], ({ alice }) => [alice.send('go'), alice.expect({ t: 2 })])).toBe(false)
  })

  it('is rid of what is ignored from there on, if it waits already', async () => {
    const rules = [onConnect().send('beat'), tick]
    expect(
      await passes(rules, ({ alice, bob }) => [
        alice.ignore('beat'),
        bob.expect('beat'),
        alice.expectNothing(),
      ]),
    ).toBe(true)
  })

  it('comes in any order, and a broad pattern never takes what a narrow one needs', async () => {
    expect(
      await passes([tick], ({ alice }) => [
        alice.send('go'),
        alice.expectInAnyOrder([{ t: integer() }, { t: 2 }, { t: 1 }]),
      ]),
    ).toBe(true)
    expect(
      await passes([tick], ({ alice }) => [
        alice.send('go'),
        alice.expectInAnyOrder([{ t: 1 }, { t: 1 }, { t: 2 }]),
      ]),
    ).toBe(false)
  })

  it('comes in any order, but what must be unique is unique among them', async () => {
    const ids = (...all: readonly string[]) => [
      on('go').run(({ reply }) => all.forEach((id) => reply({ id }))),
    ]
    expect(await passes(ids('a', 'b'), bothUnique)).toBe(true)
    expect(await passes(ids('a', 'a'), bothUnique)).toBe(false)
  })

  it('is looked for behind what is left of the connection before', async () => {
    const rules = [onConnect().send('welcome')]
    expect(
      await passes(rules, ({ alice, bob }) => [
        together([alice.expect('welcome')], [bob.expect('welcome')]),
        alice.cut(),
        alice.connect(),
        alice.expect('welcome'),
      ]),
    ).toBe(true)
  })

  it('may have alternatives, the end of the connection among them', async () => {
    expect(await passes([on('go').reply('yes')], eitherWay)).toBe(true)
    expect(await passes([on('go').close(4001)], eitherWay)).toBe(true)
    expect(await passes([on('go').reply('no')], eitherWay)).toBe(false)
  })

  it('may be optional', async () => {
    expect(await passes([on('go').delay(20).reply('typing').delay(20).reply('said')], maybeTyping)).toBe(true)
    expect(await passes([on('go').reply('said')], maybeTyping)).toBe(true)
    expect(await passes([on('go').reply('typing')], maybeTyping)).toBe(false)
  })

  it.each([
    [0, 2, false],
    [3, 3, true],
    [2, 5, true],
    [4, 5, false],
    [1, Infinity, true],
  ])('may repeat: of three, times(%d, %d) passes: %s', async (min, max, expected) => {
    expect(
      await passes([tick], ({ alice }) => [
        alice.send('go'),
        times(min, max, alice.expect({ t: integer() })),
      ]),
    ).toBe(expected)
  })

  it('may repeat what has several frames, the last of them as often as it fits', async () => {
    const rules = [on('go').reply('a').reply('b').reply('a').reply('b').reply('end')]
    expect(
      await passes(rules, ({ alice }) => [
        alice.send('go'),
        times(2, 3, alice.expectInAnyOrder(['b', 'a'])),
        optional(times(1, 2, oneOf(alice.expect('x'), alice.expect('end')))),
      ]),
    ).toBe(true)
  })

  it('is about the text also where it happens to be JSON', async () => {
    expect(
      await passes([on('go').reply('{"a":1}')], ({ alice }) => [alice.send('go'), alice.expect('{"a":1}')]),
    ).toBe(true)
    expect(
      await passes([on('go').reply('{"a":1}')], ({ alice }) => [alice.send('go'), alice.expect(/^\{/)]),
    ).toBe(true)
  })

  it('goes to whichever branch takes it, also to one whose turn comes later', async () => {
    expect(
      await passes([tick], ({ alice, bob }) => [
        alice.send('go'),
        together(
          [alice.expect({ t: 2 })],
          [wait(10), alice.expect({ t: 1 })],
          [alice.expect({ t: 3 })],
          [bob.expectNothing()],
        ),
      ]),
    ).toBe(true)
  })

  it('is a close with its code and reason', async () => {
    const rules = [on('go').close(4002, 'gone away')]
    expect(
      await passes(rules, ({ alice }) => [
        alice.send('go'),
        alice.expectClose({ code: 4002, reason: /away/ }),
      ]),
    ).toBe(true)
    expect(await passes(rules, ({ alice }) => [alice.send('go'), alice.expectClose(4003)])).toBe(false)
    expect(
      await passes([onConnect().cut()], ({ alice, bob }) => [alice.expectClose(1006), bob.expectClose()]),
    ).toBe(true)
    expect(
      await passes([onConnect().reject(401)], ({ alice, bob }) => [
        alice.expectClose(1006),
        bob.expectClose(1006),
      ]),
    ).toBe(true)
  })
})
