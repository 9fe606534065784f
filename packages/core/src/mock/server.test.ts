import { describe, expect, it } from 'vitest'
import { nextTurn } from '../clock.ts'
import { Stage } from '../../test/stage.ts'
import { text } from '../match/matchers/text.ts'
import { faults } from './fault.ts'
import { on, onClose, onConnect, onPing } from './rule.ts'

describe('MockServer', () => {
  it('lets the first rule that matches answer', () => {
    const stage = new Stage([on({ type: 'a' }).reply('first'), on({ type: 'a' }).reply('second')])
    const client = stage.connect()
    client.send({ type: 'a', more: 1 })
    expect(client.got).toEqual(['first'])
  })

  it('puts rules added later before the initial ones', () => {
    const stage = new Stage([on('hi').reply('old')])
    const client = stage.connect()
    stage.host.server.use([on('hi').reply('new')])
    client.send('hi')
    expect(client.got).toEqual(['new'])
  })

  it('runs actions in the order they are written', () => {
    const stage = new Stage([
      on('go')
        .reply(1)
        .join('g')
        .broadcast(2, { group: 'g' })
        .leave('g')
        .broadcast(3, { group: 'g' })
        .close(4000, 'done'),
    ])
    const client = stage.connect()
    client.send('go')
    expect(client.got).toEqual(['1', '2', 'close 4000 done'])
    expect(stage.kinds).toEqual([
      'client-1 open',
      'client-1 message',
      'client-1 message',
      'client-1 join g',
      'broadcast',
      'client-1 message g',
      'client-1 leave g',
      'broadcast',
      'client-1 close',
    ])
  })

  it('broadcasts to the members at that instant, in join order, the sender included if it is one', () => {
    const stage = new Stage([on('join').join('g'), on('say').broadcast('said', { group: 'g' })])
    const [a, b, c] = [stage.connect(), stage.connect(), stage.connect()]
    b.send('join')
    a.send('join')
    a.send('say')
    c.send('say')
    expect([a.got, b.got, c.got]).toEqual([['said', 'said'], ['said', 'said'], []])
    const broadcasts = stage.host.recorder.entries.filter((entry) => entry.kind === 'broadcast')
    expect(broadcasts.map(({ recipients }) => recipients)).toEqual([
      ['client-2', 'client-1'],
      ['client-2', 'client-1'],
    ])
  })

  it('leaves the sender out on request, and gives who is in two groups one copy', () => {
    const stage = new Stage([
      on('both').join('g').join('h'),
      on('say').broadcast('said', { groups: ['g', 'h'], except: 'sender' }),
    ])
    const [a, b] = [stage.connect(), stage.connect()]
    a.send('both')
    b.send('both')
    a.send('say')
    expect([a.got, b.got]).toEqual([[], ['said']])
  })

  it('names each delivery of a broadcast with the broadcast as its cause, and that with the message', () => {
    const stage = new Stage([on('say').broadcast('said')])
    stage.connect().send('say')
    const [, said, broadcast, delivery] = stage.host.recorder.entries
    expect([broadcast?.cause, delivery?.cause]).toEqual([said?.seq, broadcast?.seq])
  })

  it('ends a membership with the close, so that a new connection inherits nothing', () => {
    const stage = new Stage([on('join').join('g'), on('say').broadcast('said', { group: 'g' })])
    const a = stage.connect()
    a.send('join')
    a.closes()
    const again = stage.connect()
    again.send('say')
    expect([a.got, again.got]).toEqual([['close 1000'], []])
  })

  it('joins once, however often it is told to', () => {
    const stage = new Stage([on('join').join('g').join('g'), on('say').broadcast('said', { group: 'g' })])
    const a = stage.connect()
    a.send('join')
    a.send('say')
    expect(a.got).toEqual(['said'])
  })

  it('compares group names exactly', () => {
    const stage = new Stage([
      on({ join: text() }).join(({ message }) => message.join),
      on('say').broadcast('said', { group: 'g1' }),
    ])
    const [a, b] = [stage.connect(), stage.connect()]
    a.send({ join: 'g1' })
    b.send({ join: 'g10' })
    a.send('say')
    expect([a.got, b.got]).toEqual([['said'], []])
  })

  it('never lets an answer overtake a slower one on the same connection', () => {
    const stage = new Stage([on('slow').delay(100).reply('slow'), on('fast').reply('fast')])
    const client = stage.connect()
    client.send('slow')
    client.send('fast')
    expect(client.got).toEqual([])
    stage.clock.advanceTo(99)
    expect(client.got).toEqual([])
    stage.clock.advanceTo(100)
    expect(client.got).toEqual(['slow', 'fast'])
  })

  it('awaits an async handler before the next action and the next message', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const stage = new Stage([
      on('slow')
        .run(async ({ reply }) => {
          reply('begun')
          await promise
          reply('over')
        })
        .reply('after'),
      on('fast').reply('fast'),
    ])
    const client = stage.connect()
    client.send('slow')
    client.send('fast')
    expect(client.got).toEqual(['begun'])
    resolve()
    await promise
    await Promise.resolve()
    expect(client.got).toEqual(['begun', 'over', 'after', 'fast'])
  })

  it('lets a concurrent handler wait for what the client sends meanwhile', async () => {
    let answered: ((answer: string) => void) | undefined
    const stage = new Stage([
      on('ask')
        .run(
          async ({ reply }) => {
            reply('which?')
            reply(`${await new Promise<string>((resolve) => (answered = resolve))} it is`)
          },
          { concurrent: true },
        )
        .reply('asked'),
      on('this').run(() => answered?.('this')),
    ])
    const client = stage.connect()
    client.send('ask')
    expect(client.got).toEqual(['asked', 'which?'])
    expect(stage.host.server.unsettled).toEqual(["on('ask') for client-1"])
    client.send('this')
    await new Promise<void>(nextTurn)
    expect(client.got).toEqual(['asked', 'which?', 'this it is'])
    expect(stage.host.server.unsettled).toEqual([])
  })

  it('closes with 1011 when a concurrent handler throws, whatever rule is at work then', async () => {
    const error = new Error('boom')
    const order: string[] = []
    const stage = new Stage([
      on('x').run(() => Promise.reject(error), { concurrent: true }),
      on('slow')
        .delay(100)
        .run(() => order.push('slow'))
        .reply('too late'),
      on('behind it').run(() => order.push('behind it')),
    ])
    const client = stage.connect()
    for (const message of ['x', 'slow', 'behind it']) client.send(message)
    await new Promise<void>(nextTurn)
    stage.clock.advanceTo(100)
    expect(order).toEqual(['slow', 'behind it'])
    expect(client.got).toEqual(['close 1011 internal error'])
    expect(stage.reports).toMatchObject([{ error }])
  })

  it('delivers everything sent before a close, then the close', () => {
    const stage = new Stage([on('bye').reply(1).reply(2).close(1000, 'bye')], { faults: [faults.delay(50)] })
    const client = stage.connect()
    client.send('bye')
    stage.clock.advanceTo(1000)
    expect(client.got).toEqual(['1', '2', 'close 1000 bye'])
  })

  it('closes with 1011 when a handler throws, and reports its error', () => {
    const error = new Error('boom')
    const stage = new Stage([
      on('x').run(() => {
        throw error
      }),
    ])
    const client = stage.connect()
    client.send('x')
    expect(client.got).toEqual(['close 1011 internal error'])
    expect(stage.reports).toEqual([expect.objectContaining({ severity: 'error', error })])
  })

  it('records a message that no rule matches and treats it as the policy says', () => {
    for (const [unmatched, severities] of [
      ['error', ['error']],
      ['warn', ['warning']],
      ['ignore', []],
    ] as const) {
      const stage = new Stage([on('known').drop()], { unmatched })
      stage.connect().send('unknown')
      expect(stage.reports.map(({ severity }) => severity)).toEqual(severities)
      expect(stage.kinds.at(-1)).toBe('client-1 unmatched')
    }
  })

  it('keeps a state per test and one per connection', () => {
    const stage = new Stage([
      on('count').run(({ state, client, reply }) => {
        state['all'] = Number(state['all'] ?? 0) + 1
        client.state['own'] = Number(client.state['own'] ?? 0) + 1
        reply(`${state['all']} ${client.state['own']}`)
      }),
    ])
    const [a, b] = [stage.connect(), stage.connect()]
    a.send('count')
    b.send('count')
    a.send('count')
    expect([a.got, b.got]).toEqual([['1 1', '3 2'], ['2 1']])
  })

  it('shows rules the handshake and lets them choose the subprotocol or refuse', () => {
    const stage = new Stage([
      onConnect({ query: { token: 'good' }, cookies: { user: 'ann' } })
        .accept({ protocol: 'v2' })
        .send('welcome'),
      onConnect().reject(401, 'who are you'),
    ])
    const good = stage.connect({
      url: 'ws://chat.test/?token=good',
      protocols: ['v1', 'v2'],
      headers: { cookie: 'user=ann' },
    })
    const bad = stage.connect({ url: 'ws://chat.test/?token=bad' })
    expect([good.protocol, good.got, bad.got]).toEqual(['v2', ['welcome'], ['reject 401 who are you']])
  })

  it('shows rules the output of a schema, and the wire to everybody else', () => {
    const count = {
      '~standard': {
        version: 1 as const,
        vendor: 'test',
        validate: (value: unknown) =>
          typeof value === 'string' ? { value: Number(value) } : { issues: [{ message: 'not a text' }] },
        types: undefined as { input: string; output: number } | undefined,
      },
    }
    const stage = new Stage([
      on({ count, list: [count] }).reply(({ message }) => [message.count + 1, message.list[0] + 1]),
    ])
    const client = stage.connect()
    client.send({ count: '1', list: ['2'] })
    expect(client.got).toEqual([[2, 3]])
    expect(stage.host.recorder.entries[1]).toMatchObject({ payload: '{"count":"1","list":["2"]}' })
  })

  it('reads a text as the JSON scalar that it is, where no rule is about the text', () => {
    const stage = new Stage([
      on('2').reply('the text'),
      on(42).reply(({ message }) => message + 1),
      on(/^\[/).reply(({ message }) => message.length),
      on(null).reply('nothing'),
    ])
    const client = stage.connect()
    for (const message of [2, 42, [1, 2, 3], null]) client.send(message)
    expect(client.got).toEqual(['the text', '43', '7', 'nothing'])
  })

  it('chooses the first subprotocol offered unless told otherwise', () => {
    const stage = new Stage([])
    expect(stage.connect({ protocols: ['a', 'b'] }).protocol).toBe('a')
    expect(stage.connect().protocol).toBe('')
  })

  it('answers a ping by itself, or as a rule says', () => {
    const stage = new Stage([onPing('late').delay(10).pong('at last'), onPing('lost').drop()])
    const client = stage.connect()
    client.ping('hello')
    client.ping('lost')
    client.ping('late')
    stage.clock.advanceTo(10)
    expect(client.got).toEqual(['pong hello', 'pong at last'])
  })

  it('tells the others when a connection has ended, whoever ended it', () => {
    const stage = new Stage([
      on('leave').close(4001, 'left'),
      on('cut').cut(),
      onClose().broadcast(({ client, code }) => `${client.name} ${code}`),
    ])
    const [a, b, c, d] = [stage.connect(), stage.connect(), stage.connect(), stage.connect()]
    a.send('leave')
    b.send('cut')
    c.vanishes()
    expect(d.got).toEqual(['client-1 4001', 'client-2 1006', 'client-3 1006'])
  })

  it('stops a stream when its connection closes', () => {
    const stage = new Stage([onConnect().stream((n) => `tick ${n}`, { everyMs: 1000 })])
    const client = stage.connect()
    stage.clock.advanceTo(2500)
    client.closes()
    stage.clock.advanceTo(10_000)
    expect(client.got).toEqual(['tick 0', 'tick 1', 'close 1000'])
    expect(stage.clock.pending).toBe(0)
  })

  it('names streams and computes their items from the message that started them', () => {
    const stage = new Stage([
      on({ subscribe: text() }).stream((n, { message }) => `${message.subscribe} ${n}`, {
        everyMs: 10,
        name: ({ message }) => message.subscribe,
      }),
      on({ unsubscribe: text() }).stopStream(({ message }) => message.unsubscribe),
    ])
    const client = stage.connect()
    client.send({ subscribe: 'a' })
    client.send({ subscribe: 'b' })
    stage.clock.advanceTo(10)
    client.send({ unsubscribe: 'a' })
    stage.clock.advanceTo(20)
    expect(client.got).toEqual(['a 0', 'b 0', 'b 1'])
  })

  it('answers nothing once half-open', () => {
    const stage = new Stage([on('freeze').reply('ok').halfOpen(), on('hi').reply('hi')])
    const client = stage.connect()
    client.send('freeze')
    client.send('hi')
    client.ping()
    expect(client.got).toEqual(['ok'])
  })

  it('never answers a handshake that is half-open', () => {
    const stage = new Stage([onConnect().halfOpen()])
    const client = stage.connect()
    expect([client.protocol, client.got]).toEqual([undefined, []])
  })
})

describe('faults', () => {
  const say = [on('go').reply(1).reply(2).reply(3)]
  const got = (
    fault: Parameters<typeof faults.drop>[0] extends infer _ ? ReturnType<typeof faults.drop> : never,
  ): unknown[] => {
    const stage = new Stage(say, { faults: [fault] })
    const client = stage.connect()
    client.send('go')
    stage.clock.advanceTo(1000)
    return client.got
  }

  it('drop loses a delivery', () => expect(got(faults.drop({ after: 1, times: 1 }))).toEqual(['1', '3']))
  it('duplicate delivers twice', () =>
    expect(got(faults.duplicate({ times: 1 }))).toEqual(['1', '1', '2', '3']))
  it('delay holds what is behind as well', () =>
    expect(got(faults.delay(10, { times: 1 }))).toEqual(['1', '2', '3']))
  it('reorder lets the next one pass', () =>
    expect(got(faults.reorder({ times: 1 }))).toEqual(['2', '1', '3']))
  it('reorder delivers in the end when nothing follows', () =>
    expect(got(faults.reorder({ after: 2 }))).toEqual(['1', '2', '3']))
  it('cut ends the connection instead', () => expect(got(faults.cut({ after: 1 }))).toEqual(['1', 'cut']))
  it('halfOpen leaves silence', () => expect(got(faults.halfOpen({ after: 1 }))).toEqual(['1']))

  it('strikes the same deliveries for the same seed, and others for another', () => {
    const run = (seed: number): unknown[] => {
      const stage = new Stage([on({ n: text() }).reply(({ message }) => message.n)], {
        faults: [faults.drop({ probability: 0.5 })],
        seed,
      })
      const client = stage.connect()
      for (let n = 0; n < 40; n++) client.send({ n: `${n}` })
      return client.got
    }
    expect(run(7)).toEqual(run(7))
    expect(run(7)).not.toEqual(run(8))
  })
})
