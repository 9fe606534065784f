// What a contract says of URLs and handshakes, in each world that a scenario runs in: simulated, in memory, over TCP.
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type AnyContract, contract } from '../contract/contract.ts'
import { type ContractRuleSource } from '../mock/contract-rule.ts'
import { mock } from '../mock/definition.ts'
import { each } from '../scenario/combine.ts'
import { printScenario } from '../scenario/print.ts'
import { scenario, type Scenario } from '../scenario/scenario.ts'
import { drive } from './drive.ts'
import { wsMockServer } from './driven/mock-server.ts'
import { inMemoryClients } from './driven/web-socket-clients.ts'
import { wsClients } from './driven/ws-clients.ts'
import { mockWs } from './mock-ws.ts'
import { serveWsMock } from './serve-ws.ts'
import { simulate } from './simulate.ts'

const rooms = contract('rooms', {
  url: '/rooms/:room',
  handshake: {
    params: z.object({ room: z.string().max(10) }),
    query: z.object({ token: z.string() }),
    protocols: ['chat.v1', 'chat.v2'],
    refusals: { 401: 'the token is unknown' },
  },
  clientToServer: { where: z.object({}) },
  serverToClient: { here: z.object({ room: z.string(), token: z.string(), protocol: z.string() }) },
})

/** Tells what the mock knows of the handshake. */
const telling: ContractRuleSource<typeof rooms> = ({ on, onConnect }) => [
  onConnect({ query: { token: 'stolen' } }).reject(401),
  on('where').reply('here', ({ client }) => ({
    room: client.params['room'] ?? '',
    token: client.query['token'] ?? '',
    protocol: client.protocol,
  })),
]

interface World {
  readonly name: string
  run<K extends AnyContract>(
    what: Scenario<K>,
    made: K,
    rules: ContractRuleSource<K> | undefined,
  ): Promise<unknown>
}

const worlds: readonly World[] = [
  { name: 'simulate', run: (what, made, rules) => simulate(what, { mock: mock(made, rules) }) },
  {
    name: 'mockWs',
    async run(what, made, rules) {
      await using served = await mockWs('wss://chat.example.com/rooms/:room', made, rules)
      return await drive(what, {
        clients: inMemoryClients(WebSocket, 'wss://chat.example.com/rooms/:room'),
        server: wsMockServer(served),
      })
    },
  },
  {
    name: 'serveWsMock',
    async run(what, made, rules) {
      await using served = await serveWsMock(mock(made, rules))
      return await drive(what, {
        clients: wsClients(`${served.url}/rooms/:room`),
        server: wsMockServer(served),
      })
    },
  },
]

const welcome = { params: { room: 'lobby' }, query: { token: 'a' }, protocols: ['chat.v2'] }

describe.each(worlds)('a contract’s handshake in $name', ({ run }) => {
  it('is taken with what the contract asks for, and the mock knows all of it', async () => {
    const entering = scenario('two enter', {
      contract: rooms,
      clients: ['alice', 'bob'],
      steps: ({ alice, bob }) => [
        alice.connect({ ...welcome, params: { room: 'tea room' } }),
        bob.connect({ params: { room: 'a/b' }, query: { token: 'ü' }, protocols: ['other', 'chat.v1'] }),
        alice.send('where', {}),
        alice.expect('here', { room: 'tea room', token: 'a', protocol: 'chat.v2' }),
        bob.send('where', {}),
        bob.expect('here', { room: 'a/b', token: 'ü', protocol: 'chat.v1' }),
      ],
    })
    await run(entering, rooms, telling)
  })

  it.each([
    ['the query lacks a field', { ...welcome, query: {} }, 'query.token: Invalid input: expected string'],
    [
      'a path parameter is not as it should be',
      { ...welcome, params: { room: 'a very long name' } },
      'params.room: Too big: expected string to have <=10 characters',
    ],
    [
      'no subprotocol fits',
      { ...welcome, protocols: ['chat.v3'] },
      'it offers chat.v3; the contract has chat.v1, chat.v2',
    ],
    ['no subprotocol is offered', { ...welcome, protocols: [] }, 'it offers no subprotocol'],
  ])('is refused, and breaks the contract, where %s', async (_what, options, sentence) => {
    const refused = scenario('alice is refused', {
      contract: rooms,
      clients: ['alice'],
      steps: ({ alice }) => [alice.connect(options), alice.expectClose(1006)],
    })
    await expect(run(refused, rooms, telling)).rejects.toThrow(sentence)
  })

  it('is offered the subprotocols of the contract, unless a step says which', async () => {
    const spoken = contract('spoken', {
      url: '/rooms/:room',
      handshake: { protocols: ['chat.v2', 'chat.v1'] },
      clientToServer: { which: z.object({}) },
      serverToClient: { that: z.object({ protocol: z.string() }) },
    })
    const coming = scenario('they come', {
      contract: spoken,
      clients: ['alice', 'eve'],
      steps: ({ alice, eve }) => [
        alice.connect({ params: { room: 'a' } }),
        eve.connect({ params: { room: 'a' }, protocols: ['chat.v1'] }),
        each(alice, eve).send('which', {}),
        alice.expect('that', { protocol: 'chat.v2' }),
        eve.expect('that', { protocol: 'chat.v1' }),
      ],
    })
    await run(coming, spoken, ({ on }) => [
      on('which').reply('that', ({ client }) => ({ protocol: client.protocol })),
    ])
  })

  it('may be refused by a rule with a status that the contract has', async () => {
    const stolen = scenario('a stolen token', {
      contract: rooms,
      clients: ['alice'],
      steps: ({ alice }) => [
        alice.connect({ ...welcome, query: { token: 'stolen' } }),
        alice.expectClose(1006),
      ],
    })
    await run(stolen, rooms, telling)
    const forbidding: typeof telling = ({ onConnect }) => [onConnect().reject(403)]
    await expect(run(stolen, rooms, forbidding)).rejects.toThrow(
      'the mock refuses alice: it breaks the contract rooms: it has no refusal 403; its refusals are 401',
    )
  })

  it('breaks the contract where a rule chooses a subprotocol that it does not have', async () => {
    const choosing: typeof telling = ({ onConnect }) => [onConnect().accept({ protocol: 'other' })]
    const chosen = scenario('another protocol', {
      contract: rooms,
      clients: ['alice'],
      steps: ({ alice }) => [alice.connect({ ...welcome, protocols: ['chat.v1', 'other'] })],
    })
    await expect(run(chosen, rooms, choosing)).rejects.toThrow(
      "the mock accepts alice: it breaks the contract rooms: it has no subprotocol 'other'",
    )
  })

  it('needs every path parameter', async () => {
    const lost = scenario('no room', {
      contract: rooms,
      clients: ['alice'],
      steps: ({ alice }) => [alice.connect({ query: { token: 'a' } })],
    })
    await expect(run(lost, rooms, telling)).rejects.toThrow(
      /alice\.connect\(\): .*\/rooms\/:room needs a room\. Write connect\(\{ params: \{ room: '…' \} \}\)\./,
    )
    const stray = scenario('no such parameter', {
      contract: rooms,
      clients: ['alice'],
      steps: ({ alice }) => [alice.connect({ ...welcome, params: { room: 'a', floor: '2' } })],
    })
    await expect(run(stray, rooms, telling)).rejects.toThrow('/rooms/:room has no :floor. It has :room.')
  })
})

describe.each(worlds.filter(({ name }) => name !== 'mockWs'))('headers in $name', ({ run }) => {
  const guarded = contract('guarded', {
    url: '/rooms/:room',
    handshake: { headers: z.object({ 'x-user': z.string() }) },
    clientToServer: {},
    serverToClient: {},
  })
  const entering = (headers: Readonly<Record<string, string>>): Scenario<typeof guarded> =>
    scenario('with headers', {
      contract: guarded,
      clients: ['alice'],
      steps: ({ alice }) => [
        alice.connect({ params: { room: 'a' }, headers }),
        'X-User' in headers ? alice.expectNothing() : alice.expectClose(1006),
      ],
    })

  it('are looked at whatever the case of their names', async () => {
    await run(entering({ 'X-User': 'ada' }), guarded, undefined)
    await expect(run(entering({}), guarded, undefined)).rejects.toThrow('headers.x-user: Invalid input')
  })
})

describe('a contract’s URL', () => {
  it('is where simulated clients go; another one given is understood in its terms', async () => {
    const entering = scenario('at a place', {
      contract: rooms,
      clients: ['alice'],
      steps: ({ alice }) => [
        alice.connect({ query: { token: 'a' }, protocols: ['chat.v1'] }),
        alice.send('where', {}),
        alice.expect('here', { room: 'den' }),
      ],
    })
    await simulate(entering, { mock: mock(rooms, telling), url: 'ws://localhost/rooms/den' })
  })

  it('may be a whole one', async () => {
    const whole = contract('whole', {
      url: 'wss://chat.example.com/:room',
      clientToServer: {},
      serverToClient: {},
    })
    const { transcript } = await simulate(
      scenario('whole', {
        contract: whole,
        clients: ['alice'],
        steps: ({ alice }) => [alice.connect({ params: { room: 'a b' } })],
      }),
    )
    expect(transcript.entries[0]).toMatchObject({ url: 'wss://chat.example.com/a%20b' })
  })

  it('is the only path that its mock is served on', async () => {
    await using served = await serveWsMock(
      mock(contract('chat', { url: '/chat', clientToServer: {}, serverToClient: {} })),
    )
    expect(served.url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/chat$/)
    const elsewhere = scenario('elsewhere', {
      clients: ['alice'],
      steps: ({ alice }) => [alice.connect(), alice.expectClose(1006)],
    })
    await drive(elsewhere, { clients: wsClients(served.url.replace('/chat', '/other')) })
  })

  it('stands in the printed source with what each client fills in', () => {
    const entering = scenario('a room', {
      contract: rooms,
      clients: ['alice'],
      steps: ({ alice }) => [alice.connect(welcome)],
    })
    expect(printScenario(entering, { contract: 'rooms', imports: { rooms: './rooms.ts' } })).toContain(
      "alice.connect({ params: { room: 'lobby' }, protocols: ['chat.v2'], query: { token: 'a' } }),",
    )
  })
})

describe('connect()', () => {
  it('refuses a path parameter that is none', () => {
    expect(() =>
      scenario('empty', {
        contract: rooms,
        clients: ['alice'],
        steps: ({ alice }) => [alice.connect({ params: { room: '' } })],
      }),
    ).toThrow("alice.connect(): the path parameter 'room' is ''. Give a string that is not empty.")
  })
})
