import { describe, expect, it } from 'vitest'
import { Conversation } from '../../../test/formats/conversation.ts'
import { fromObject } from '../from-object.ts'
import type { EndpointData, MockFile } from './model.ts'

const file = (endpoint: Partial<EndpointData>, more: Partial<MockFile> = {}): MockFile => ({
  parley: 1,
  ...more,
  endpoints: [{ path: '/chat', rules: [], ...endpoint }],
})
const converse = (...args: Parameters<typeof file>): Conversation =>
  new Conversation(fromObject(file(...args)))

/** What the messages are answered with, one after the other. */
function answers(conversation: Conversation, ...messages: readonly unknown[]): readonly unknown[] {
  const client = conversation.connect()
  for (const message of messages) client.send(message)
  return client.got
}

describe('rules as data', () => {
  it('welcome, answer, join, broadcast and close, in the order they are written', () => {
    const conversation = converse({
      path: '/rooms/:room',
      rules: [
        {
          onConnect: true,
          do: [{ send: { type: 'welcome', room: '{{params.room}}' } }, { join: '{{params.room}}' }],
        },
        {
          on: { type: 'say', text: { $text: true } },
          do: [
            {
              broadcast: { type: 'said', text: '{{message.text}}' },
              group: '{{params.room}}',
              except: 'sender',
            },
            { reply: { type: 'ok', n: { $from: 'messageNumber' } } },
          ],
        },
        { on: 'bye', do: [{ reply: 'see you' }, { close: { code: 4000, reason: 'left' } }] },
        { onClose: true, do: [{ broadcast: { type: 'left' } }] },
      ],
    })
    const ann = conversation.connect('/rooms/lobby')
    const bob = conversation.connect('/rooms/lobby')
    const eve = conversation.connect('/rooms/kitchen')
    ann.send({ type: 'say', text: 'hi' })
    ann.send('bye')
    expect(ann.got).toEqual([
      { type: 'welcome', room: 'lobby' },
      { type: 'ok', n: 1 },
      'see you',
      'close 4000 left',
    ])
    expect(bob.got).toEqual([
      { type: 'welcome', room: 'lobby' },
      { type: 'said', text: 'hi' },
      { type: 'left' },
    ])
    expect(eve.got).toEqual([{ type: 'welcome', room: 'kitchen' }, { type: 'left' }])
  })

  it.each([
    ['equality', 'ping', 'ping', 'pong'],
    ['a partial object', { type: 'a' }, { type: 'a', more: 1 }, { type: 'b' }],
    ['a regular expression', { $regex: '^a+b$', flags: 'i' }, 'AAB', 'ac'],
    ['a regular expression about text that is JSON', { $regex: '"id":\\s*7' }, { id: 7 }, { id: 8 }],
    ['the beginning', { $startsWith: 'sub' }, 'subscribe', 'unsub'],
    ['the end', { $endsWith: '!' }, 'hi!', 'hi'],
    ['a part', { $contains: 'ell' }, 'hello', 'hallo'],
    ['a JSONPath', { $jsonPath: '$.items[0].id', is: 3 }, { items: [{ id: 3 }] }, { items: [{ id: 4 }] }],
    ['a JSONPath that finds something', { $jsonPath: '$.id' }, { id: null }, { no: 1 }],
    ['a JSON Schema', { $jsonSchema: { type: 'object', required: ['id'] } }, { id: 1 }, { no: 1 }],
    [
      'a schema’s pattern',
      { $jsonSchema: { properties: { id: { pattern: '^x' } } } },
      { id: 'x1' },
      { id: 'y' },
    ],
    ['exactly', { $exactly: { a: 1 } }, { a: 1 }, { a: 1, b: 2 }],
    ['any of', { $anyOf: ['a', { b: 1 }] }, { b: 1 }, 'c'],
    ['all of', { $allOf: [{ $startsWith: 'a' }, { $endsWith: 'z' }] }, 'abz', 'ab'],
    ['not', { $not: { type: 'a' } }, { type: 'b' }, { type: 'a' }],
    ['an integer', { n: { $integer: { min: 2 } } }, { n: 2 }, { n: 1 }],
    ['a number', { n: { $number: { max: 2 } } }, { n: 1.5 }, { n: 2.5 }],
    ['a scalar', 42, '42', '43'],
    ['a field that is absent', { a: { $absent: true } }, { b: 1 }, { a: 1 }],
    ['a list of some', { ids: { $arrayOf: { $integer: true }, min: 1 } }, { ids: [1] }, { ids: [] }],
    ['bytes', { $bytes: 'AQI=' }, new Uint8Array([1, 2]), new Uint8Array([1, 3])],
    ['a uuid', { id: { $uuid: true } }, { id: '2f1e8a56-7b0c-4c35-9b57-0a4f2e1c9d11' }, { id: 'x' }],
    ['JSON in a text', { $json: { a: 1 } }, '{ "a" : 1 }', '{"a":2}'],
    ['XML', { $xml: '<a> <b>1</b> </a>' }, '<a><b>1</b></a>', '<a><b>2</b></a>'],
  ])('match %s', (_, pattern, yes, no) => {
    const conversation = converse({ unmatched: 'ignore', rules: [{ on: pattern, do: [{ reply: 'yes' }] }] })
    expect([answers(conversation, yes), answers(conversation, no)]).toEqual([['yes'], []])
  })

  it('look at who speaks, and how often', () => {
    const conversation = converse({
      unmatched: 'ignore',
      rules: [
        { on: 'who', where: { query: { role: 'admin' } }, do: [{ reply: 'an admin' }] },
        { on: 'who', where: { headers: { 'x-team': { $regex: '^b' } } }, do: [{ reply: 'team b' }] },
        { on: 'who', where: { cookies: { user: 'carl' } }, do: [{ reply: 'carl' }] },
        { on: 'who', where: { path: '/chat', not: { messageNumber: 1 } }, do: [{ reply: 'you again' }] },
        {
          on: 'who',
          where: { any: [{ message: 'x' }, { value: { of: '{{query.a}}-{{text}}', is: '1-who' } }] },
          do: [{ reply: 'a1' }],
        },
        { onConnect: { protocols: ['v9'] }, do: [{ reject: { status: 403, reason: 'too new' } }] },
      ],
    })
    const asked = (...args: Parameters<Conversation['connect']>): unknown => {
      const client = conversation.connect(...args)
      client.send('who')
      return client.got[0]
    }
    expect([
      asked('/chat?role=admin'),
      asked('/chat', { headers: { 'x-team': 'blue' } }),
      asked('/chat', { headers: { cookie: 'user=carl' } }),
      asked('/chat?a=1'),
      asked('/chat', { protocols: ['v9'] }),
      answers(conversation, 'who', 'who'),
    ]).toEqual(['an admin', 'team b', 'carl', 'a1', 'reject 403 too new', ['you again']])
  })

  it('choose in turn, at random from the seed, or what is first to match', () => {
    const branches = ['a', 'b', 'c'].map((reply) => ({ do: [{ reply }] }))
    const inTurn = converse({ rules: [{ on: 'x', do: [{ choose: { from: branches } }] }] })
    expect([answers(inTurn, 'x', 'x', 'x', 'x'), answers(inTurn, 'x')]).toEqual([['a', 'b', 'c', 'a'], ['a']])
    const shared = converse({
      rules: [{ on: 'x', do: [{ choose: { from: branches, per: 'endpoint', atEnd: 'stay' } }] }],
    })
    expect([answers(shared, 'x', 'x'), answers(shared, 'x', 'x')]).toEqual([
      ['a', 'b'],
      ['c', 'c'],
    ])
    const random = (seed: number): readonly unknown[] =>
      answers(
        converse({ rules: [{ on: 'x', do: [{ choose: { from: branches, order: 'random' } }] }] }, { seed }),
        ...Array<string>(20).fill('x'),
      )
    expect(random(5)).toEqual(random(5))
    expect(random(5)).not.toEqual(random(6))
    const first = converse({
      rules: [
        {
          on: { $anything: true },
          do: [
            {
              choose: {
                order: 'firstMatch',
                from: [
                  { where: { message: 'a' }, do: [{ reply: 'was a' }] },
                  { do: [{ delay: 5 }, { reply: 'was not' }] },
                ],
              },
            },
            { reply: 'done' },
          ],
        },
      ],
    })
    const client = first.connect()
    client.send('a')
    client.send('b')
    first.pass(5)
    expect(client.got).toEqual(['was a', 'done', 'was not', 'done'])
  })

  it('stream to one, to all and to a group; who comes late gets it from where it is', () => {
    const conversation = converse({
      rules: [
        {
          on: 'mine',
          do: [{ stream: { everyMs: 10, times: 2, items: [{ send: '{{client}} {{messageNumber}}' }] } }],
        },
        {
          onConnect: { query: { all: '1' } },
          do: [{ broadcastStream: { everyMs: 10, name: 'all', items: [{ send: 'a' }, { send: 'b' }] } }],
        },
        {
          on: 'in',
          do: [
            { join: 'g' },
            { broadcastStream: { everyMs: 10, name: 'g', items: [{ send: 'g' }] }, group: 'g' },
          ],
        },
        { on: 'stop', do: [{ stopStream: 'all' }] },
      ],
    })
    const first = conversation.connect('/chat?all=1')
    conversation.pass(10)
    const late = conversation.connect()
    late.send('mine')
    conversation.pass(20)
    late.send('stop')
    conversation.pass(100)
    first.send('in')
    conversation.pass(10)
    expect(first.got).toEqual(['a', 'b', 'a', 'g'])
    expect(late.got).toEqual(['b', 'client-2 1', 'a', 'client-2 2'])
  })

  it('say in a shared stream what each recipient is to hear, from the same draws', () => {
    const conversation = converse({
      rules: [
        {
          onConnect: true,
          do: [{ broadcastStream: { everyMs: 10, items: [{ send: '{{query.name}}: {{int 1 1000000}}' }] } }],
        },
      ],
    })
    const [ann, bob] = [conversation.connect('/chat?name=ann'), conversation.connect('/chat?name=bob')]
    conversation.pass(20)
    const drawn = (got: readonly unknown[]): readonly string[] =>
      got.map((each) => String(each).split(': ')[1] ?? '')
    expect(drawn(ann.got)).toEqual(drawn(bob.got))
    expect(new Set(drawn(ann.got)).size).toBe(2)
    expect(String(ann.got[0])).toMatch(/^ann: \d+$/)
  })

  it('answer pings, ping by themselves and end who stays silent', () => {
    const conversation = converse({
      heartbeats: [{ pingEvery: { everyMs: 1000 } }, { closeSilent: { afterMs: 2500 }, code: 4001 }],
      rules: [
        { onPing: 'hello', do: [{ pong: 'world' }] },
        { onPing: 'bytes', do: [{ pong: { $bytes: 'aGk=' } }] },
      ],
    })
    const client = conversation.connect()
    client.ping('hello')
    client.ping('other')
    client.ping('bytes')
    conversation.pass(3000)
    expect(client.got).toEqual([
      'pong world',
      'pong other',
      'pong hi',
      'ping',
      'ping',
      'close 4001 silent for too long',
    ])
  })

  it('hide what they are told to hide', () => {
    const conversation = converse({
      redaction: { redact: ['token'], reveal: ['session'] },
      rules: [{ on: { token: { $text: true } }, do: [{ reply: '{{message.token}}' }] }],
    })
    const client = conversation.connect('/chat?session=s1')
    client.send({ token: 'abc' })
    const recorded = JSON.stringify(conversation.stage.host.recorder.entries)
    expect(client.got).toEqual(['abc'])
    expect([
      recorded.includes('s1'),
      recorded.includes('"token":"abc"'),
      recorded.includes('<redacted>'),
    ]).toEqual([true, false, true])
  })

  it('go wrong on the way, cut and stay half-open', () => {
    const conversation = converse({
      faults: [{ drop: true, after: 1, times: 1 }],
      rules: [
        { on: 'three', do: [{ reply: 'one' }, { reply: 'two' }, { reply: 'three' }] },
        { on: 'cut', do: [{ cut: true }] },
        { on: 'freeze', do: [{ halfOpen: true }] },
      ],
    })
    expect(answers(conversation, 'three', 'cut')).toEqual(['one', 'three', 'cut'])
    expect(answers(conversation, 'freeze', 'three')).toEqual([])
  })

  it('choose the subprotocol, and name the user', () => {
    const conversation = converse({
      user: { header: 'X-User' },
      rules: [
        { onConnect: true, do: [{ accept: { protocol: 'v1' } }] },
        { on: 'tell ada', do: [{ broadcast: 'psst', user: 'ada' }] },
      ],
    })
    const ada = conversation.connect('/chat', { protocols: ['v2', 'v1'], headers: { 'x-user': 'ada' } })
    const bob = conversation.connect('/chat', { protocols: ['v1'] })
    bob.send('tell ada')
    expect([ada.protocol, ada.got, bob.got]).toEqual(['v1', ['psst'], []])
  })

  it('keep data for a run: templates look it up and change it, and each run begins anew', () => {
    const counting = file(
      {
        rules: [
          {
            on: 'next',
            do: [{ reply: "{{setData 'inc' 'count'}}{{data 'count'}} of {{data 'names' '0'}}" }],
          },
        ],
      },
      { data: { count: 0, names: ['ada'] } },
    )
    const loaded = fromObject(counting)
    expect(answers(new Conversation(loaded), 'next', 'next')).toEqual(['1 of ada', '2 of ada'])
    expect(answers(new Conversation(loaded), 'next')).toEqual(['1 of ada'])
  })

  it('send values as they are, literals, bytes and binary texts', () => {
    const conversation = converse(
      {
        rules: [
          {
            on: { id: { $anything: true } },
            do: [{ reply: { id: { $from: 'message.id' }, raw: { $literal: '{{x}}' } } }],
          },
          { on: 'bytes', do: [{ reply: { $bytes: 'AQI=' } }] },
          { on: 'binary', do: [{ reply: { $binary: '{{text}}!' } }] },
          { on: 'data', do: [{ reply: { $data: 'list' } }] },
          { on: 'template', do: [{ reply: { $template: '{{query.q}}', escape: 'html' } }] },
        ],
      },
      { data: { list: [1, 2] } },
    )
    const client = conversation.connect('/chat?q=<b>')
    for (const message of [{ id: [1] }, 'bytes', 'binary', 'data', 'template']) client.send(message)
    expect(client.got).toEqual([
      { id: [1], raw: '{{x}}' },
      new Uint8Array([1, 2]),
      new TextEncoder().encode('binary!'),
      [1, 2],
      '&lt;b&gt;',
    ])
  })
})
