import { describe, expect, it } from 'vitest'
import { Stage } from '../../test/stage.ts'
import { mock } from './definition.ts'
import { faults } from './fault.ts'
import { on, onClose, onConnect, onPing } from './rule.ts'

// What the compiler refuses already is tried all the same: not every user compiles.
const loosely = (value: unknown): never => value as never

describe('a rule', () => {
  it('is refused without an action, naming it and its place', () => {
    expect(() => mock([on('x').drop(), loosely(on({ type: 'say' }))])).toThrow(
      "mock(): rules[1], on({ type: 'say' }), has no action. Say what it does, e.g. .reply(…), or .drop() to take the message in silence.",
    )
  })

  it('refuses an action after one that ends it', () => {
    for (const ended of [on('x').close(), on('x').cut(), on('x').drop(), onConnect().reject(401)]) {
      expect(() => Reflect.apply(Reflect.get(ended, 'reply') as () => void, ended, ['y'])).toThrow(
        /nothing can follow \.(close|cut|drop|reject)\(\)\. Write \.send\(\) before it/,
      )
    }
  })

  it('refuses close codes and reasons that cannot travel, at once', () => {
    expect(() => on('x').close(1006)).toThrow('cannot be sent. Use cut() to end the connection abruptly.')
    expect(() => on('x').close(1000, 'é'.repeat(62))).toThrow(
      'the reason has 124 bytes and a close frame holds 123',
    )
    expect(() => onConnect().reject(200)).toThrow('200 is not an HTTP status that refuses')
  })

  it('refuses delays, groups, streams and messages that are none', () => {
    expect(() => on('x').delay(-1)).toThrow('-1 is not a delay')
    expect(() => on('x').delay(loosely('soon'))).toThrow('"soon" is not a delay')
    expect(() => on('x').join(loosely(7))).toThrow('the group is 7, not a string')
    expect(() => on('x').broadcast('y', { group: '' })).toThrow('the group is empty')
    expect(() => on('x').broadcast('y', loosely({ grup: 'lobby' }))).toThrow(
      'on(\'x\').broadcast(): there is no option "grup". Use client, clients, group',
    )
    expect(() => on('x').broadcast('y', loosely('lobby'))).toThrow('Give an object: { group: "lobby" }')
    expect(() => on('x').reply(loosely(undefined))).toThrow('the message is undefined')
    expect(() => on('x').run(loosely('handler'))).toThrow('the handler is not a function')
    expect(() => onConnect().stream([], { everyMs: 1 })).toThrow('the list of messages is empty')
    expect(() => onConnect().stream(['x'], { everyMs: 0 })).toThrow('everyMs is 0')
    expect(() => on(loosely({ type: undefined }))).toThrow('undefined is not a pattern')
  })

  it('fails the test when a function returns a group that is not a string', () => {
    const stage = new Stage([
      on('x').join(loosely(() => 7)),
      onClose().broadcast('bye', { group: loosely(() => null) }),
    ])
    const client = stage.connect()
    client.send('x')
    expect(client.got).toEqual(['close 1011 internal error'])
    expect(stage.reports.map(({ error }) => String(error))).toEqual([
      expect.stringContaining("on('x').join(): the group is 7, not a string."),
      expect.stringContaining('the group is null, not a string'),
    ])
  })

  it('is not changed by what is chained to it later', () => {
    const base = on('x').reply(1)
    base.reply(2)
    expect(base.actions).toHaveLength(1)
    expect(onPing().pong().actions).toHaveLength(1)
  })
})

describe('mock', () => {
  it('refuses what is no list of rules, and options that are none', () => {
    expect(() => mock(loosely({}))).toThrow('the rules are not a list')
    expect(() => mock(loosely(['x']))).toThrow(
      'rules[0] is not a rule. Begin it with on(), onConnect(), onClose() or onPing().',
    )
    expect(() => mock([], { unmatched: loosely('never') })).toThrow(
      'unmatched is "never". Use one of error, warn, ignore.',
    )
    expect(() => mock([], { seed: Number.NaN })).toThrow('the seed is NaN')
    expect(() => new Stage(loosely(() => ['x']))).toThrow(
      'the function that makes the rules: rules[0] is not a rule',
    )
  })
})

describe('faults', () => {
  it('refuses chances, counts and delays that are none', () => {
    expect(() => faults.drop({ probability: 2 })).toThrow('the probability is 2')
    expect(() => faults.drop({ times: 0 })).toThrow('times is 0')
    expect(() => faults.delay({ min: 5, max: 1 })).toThrow('5 to 1 ms is no delay')
  })

  it('refuses options that do not exist, and lists that hold anything else', () => {
    expect(() => faults.drop(loosely({ probabilty: 0.1 }))).toThrow('there is no option "probabilty"')
    expect(() => faults.drop(loosely({ withinMs: 5 }))).toThrow('there is no option "withinMs"')
    expect(faults.reorder({ withinMs: 5 }).maxMs).toBe(5)
    expect(() => mock([], { faults: loosely(faults.drop()) })).toThrow(
      'mock(): faults is not a list. Write faults: [faults.drop()].',
    )
    expect(() => mock([], { faults: [faults.cut(), loosely(faults.drop)] })).toThrow(
      'mock(): faults[1] is not a fault. Call what makes it, e.g. faults.drop().',
    )
  })
})
