import { describe, expect, it } from 'vitest'
import { Stage } from '../../../test/stage.ts'
import { nextTurn } from '../../clock.ts'
import { text } from '../../match/matchers/text.ts'
import type { StandardSchema } from '../../match/standard-schema.ts'
import { on, type Rule } from '../rule.ts'
import { type Envelope, type Enveloped, fieldEnvelope, opEnvelope, typeEnvelope } from './envelope.ts'
import { eventRouter, opRouter, typeRouter, urlRouter } from './ready.ts'
import { answer, route, router } from './router.ts'

/** What two clients of these rules get when the first one says all that. */
function said(rules: readonly Rule[], ...messages: readonly unknown[]) {
  const stage = new Stage(rules)
  const [alice, bob] = [stage.connect(), stage.connect()]
  for (const message of messages) alice.send(message)
  return { alice: alice.got, bob: bob.got, stage }
}

/** Lets promises that are due settle. */
const settled = () => new Promise<void>(nextTurn)

describe('a router', () => {
  it('answers in the envelope of its request, with its name and its ref', () => {
    const routes = { greet: ({ data }: { data: unknown }) => ({ text: `hi ${String(data)}` }) }
    expect(said(opRouter(routes), { op: 'greet', id: '42', payload: 'ada' }).alice).toEqual([
      { op: 'greet', id: '42', payload: { text: 'hi ada' } },
    ])
    expect(said(eventRouter(routes), { event: 'greet', id: 7, data: 'ada' }).alice).toEqual([
      { event: 'greet', id: 7, data: { text: 'hi ada' } },
    ])
    expect(said(urlRouter(routes), { url: 'greet', body: 'ada' }).alice).toEqual([
      { url: 'greet', body: { text: 'hi ada' } },
    ])
    const byType = { greet: route({ name: text() }, ({ data }) => ({ text: `hi ${data.name}` })) }
    expect(said(typeRouter(byType), { type: 'greet', id: 0, name: 'ada' }).alice).toEqual([
      { type: 'greet', id: 0, text: 'hi ada' },
    ])
  })

  it('shows a route the data as its schema makes it', () => {
    const asNumber: StandardSchema<string, number> = {
      '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value: Number(value) }) },
    }
    const rules = opRouter({ next: route({ n: asNumber }, ({ data }) => data.n + 1) })
    expect(said(rules, { op: 'next', payload: { n: '41' } }).alice).toEqual([{ op: 'next', payload: 42 }])
  })

  it('gives a reply another name where it is told to, or where it has one of its own', () => {
    const named = opRouter({ ping: ({ reply }) => reply({ at: 1 }, { as: 'pong' }) })
    expect(said(named, { op: 'ping', id: 1 }).alice).toEqual([{ op: 'pong', id: 1, payload: { at: 1 } }])
    const typed = typeRouter({ subscribe: () => ({ type: 'subscribed', id: 'of the data' }) })
    expect(said(typed, { type: 'subscribe', id: 1 }).alice).toEqual([{ type: 'subscribed', id: 1 }])
    expect(said(typed, { type: 'subscribe' }).alice).toEqual([{ type: 'subscribed', id: 'of the data' }])
  })

  it('says nothing where a function returns nothing, and replies as often as it is told', async () => {
    const rules = opRouter({
      note: () => {},
      count: async ({ reply, delay }) => {
        reply(1)
        await delay(10)
        reply(2)
        return 3
      },
    })
    const { alice, stage } = said(rules, { op: 'note', id: 1 }, { op: 'count' })
    expect(alice).toEqual([{ op: 'count', payload: 1 }])
    stage.clock.advanceTo(10)
    await settled()
    expect(alice).toMatchObject([{ payload: 1 }, { payload: 2 }, { payload: 3 }])
  })

  it('awaits a promise, and what comes meanwhile waits', async () => {
    const rules = opRouter({ slow: () => Promise.resolve('done'), fast: () => 'done' })
    const { alice } = said(rules, { op: 'slow', id: 1 }, { op: 'fast', id: 2 })
    expect(alice).toEqual([])
    await settled()
    expect(alice).toMatchObject([{ id: 1 }, { id: 2 }])
  })

  it('says and broadcasts by itself, without a ref', () => {
    const rules = opRouter({
      'chat/join': ({ data, join, send }) => {
        join(String(data))
        send('chat/event', { kind: 'joined' })
      },
      'chat/say': ({ data, broadcast }) => broadcast('chat/said', data, { group: 'lobby' }),
      shout: ({ data, broadcast }) => broadcast('shouted', data, { except: 'sender' }),
    })
    const { alice, bob } = said(
      rules,
      { op: 'chat/join', id: 1, payload: 'lobby' },
      { op: 'chat/say', id: 2, payload: 'hi' },
      { op: 'shout', id: 3, payload: 'hey' },
    )
    expect(alice).toEqual([
      { op: 'chat/event', payload: { kind: 'joined' } },
      { op: 'chat/said', payload: 'hi' },
    ])
    expect(bob).toEqual([{ op: 'shouted', payload: 'hey' }])
  })

  it('hands what no route takes to unknown: another name, other data, no envelope', () => {
    const rules = opRouter(
      { say: route({ text: text() }, () => 'said') },
      { unknown: ({ name, reply }) => reply(name === undefined ? 'bad message' : `unknown op: ${name}`) },
    )
    const { alice } = said(rules, { op: 'sing', id: 1 }, { op: 'say', id: 2, payload: {} }, 'hello', [1])
    expect(alice).toEqual([
      { op: 'sing', id: 1, payload: 'unknown op: sing' },
      { op: 'say', id: 2, payload: 'unknown op: say' },
      'bad message',
      'bad message',
    ])
  })

  it('leaves what no route takes to the rules behind, without unknown', () => {
    const rules = [...opRouter({ say: () => 'said' }), on({ op: 'sing' }).reply('la')]
    const { alice, stage } = said(rules, { op: 'sing' }, { op: 'dance' })
    expect(alice).toEqual(['la'])
    expect(stage.kinds).toContain('client-1 unmatched')
    expect(stage.reports).toMatchObject([{ severity: 'warning' }])
  })

  it('is about names that are written, not about those that every object has', () => {
    const { stage } = said(opRouter({ say: () => 'said' }), { op: 'toString' }, { op: 7 })
    expect(stage.kinds.filter((kind) => kind.endsWith('unmatched'))).toHaveLength(2)
  })

  it('records a reply as caused by its request', () => {
    const { stage } = said(opRouter({ ping: () => 'pong' }), { op: 'ping' })
    const [asked, answered] = stage.host.recorder.entries.slice(-2)
    expect(answered).toMatchObject({ kind: 'message', direction: 'serverToClient', cause: asked?.seq })
  })

  it('fails the test with what a route throws, and closes with 1011', () => {
    const boom = new Error('boom')
    const rules = opRouter({
      fail: () => {
        throw boom
      },
    })
    const { alice, stage } = said(rules, { op: 'fail' })
    expect(alice).toEqual(['close 1011 internal error'])
    expect(stage.reports).toMatchObject([{ severity: 'error', error: boom }])
  })

  it('refuses routes that are no functions, and data that has no place in its envelope', () => {
    expect(() => opRouter({ ping: 'pong' as never })).toThrow(
      'the route "ping": it is "pong". Give a function, or route(pattern, function)',
    )
    expect(() => opRouter({}, { unknown: 1 as never })).toThrow('unknown: it is 1')
    const { stage } = said(typeRouter({ ping: () => 'pong' }), { type: 'ping' })
    expect(stage.reports).toMatchObject([{ error: { message: expect.stringContaining('Give an object') } }])
  })
})

describe('an envelope of one’s own', () => {
  it('is three functions', () => {
    interface Call extends Enveloped {
      readonly ref: number
    }
    const rpc: Envelope<Call> = {
      label: 'rpc',
      read: (message) => {
        if (!Array.isArray(message)) return undefined
        const [ref, name, data] = message as [number, string, unknown]
        return { ref, name, data }
      },
      wrap: (name, data) => [0, name, data],
      answer: ({ ref }, data) => [ref, null, data],
    }
    const rules = router(rpc, {
      add: ({ data, ref, send }) => {
        const [a, b] = data as [number, number]
        send('log', `call ${ref}`)
        return a + b
      },
    })
    expect(said(rules, [3, 'add', [1, 2]]).alice).toEqual([
      [0, 'log', 'call 3'],
      [3, null, 3],
    ])
  })

  it('is the names of its fields', () => {
    const jobs = fieldEnvelope({ name: 'action', data: 'args', ref: 'requestId' })
    const rules = router(jobs, { start: () => 'started' })
    expect(said(rules, { action: 'start', requestId: 'a1', args: {} }).alice).toEqual([
      { action: 'start', requestId: 'a1', args: 'started' },
    ])
  })
})

describe('answer', () => {
  it('is the reply of an ordinary rule, in the envelope of its request', () => {
    const rules = [
      on({ op: 'get', payload: text() })
        .delay(10)
        .reply(answer(opEnvelope, ({ message }) => ({ found: message.payload }))),
      on({ type: 'get' }).reply(answer(typeEnvelope, { type: 'got' })),
      on('x').reply(answer(opEnvelope, 'y')),
    ]
    const { alice, stage } = said(rules, { op: 'get', id: 1, payload: 'it' })
    stage.clock.advanceTo(10)
    expect(alice).toEqual([{ op: 'get', id: 1, payload: { found: 'it' } }])
    expect(said(rules, { type: 'get', id: 2 }).alice).toEqual([{ type: 'got', id: 2 }])
    expect(said(rules, 'x').stage.reports).toMatchObject([
      { error: { message: expect.stringContaining('what it sent is in no such envelope') } },
    ])
  })
})
