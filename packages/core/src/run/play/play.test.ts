import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { contract } from '../../contract/contract.ts'
import { integer } from '../../match/matchers/number.ts'
import { text } from '../../match/matchers/text.ts'
import { haveSent } from '../../assert/claims.ts'
import { settle } from '../../assert/settle.ts'
import { pingEvery } from '../../mock/heartbeat.ts'
import { on, onConnect, onPing } from '../../mock/rule.ts'
import { checkpoint, each, together } from '../../scenario/combine.ts'
import { ScenarioFailure } from '../../scenario/report.ts'
import { scenario } from '../../scenario/scenario.ts'
import { mockWs } from '../mock-ws.ts'
import { player } from './player.ts'

const room = z.string()
const id = z.string()
const chatContract = contract('chat', {
  url: '/rooms',
  clientToServer: {
    subscribe: z.object({ room }),
    unsubscribe: z.object({ room }),
    say: z.object({ room, id, text: z.string(), mood: z.string().optional() }),
    note: z.object({}),
    who: z.object({ id }),
  },
  serverToClient: {
    subscribed: z.object({ room }),
    unsubscribed: z.object({ room }),
    said: z.object({ room, id, text: z.string() }),
    members: z.object({ id, names: z.array(z.string()) }),
    notice: z.object({ level: z.number(), text: z.string() }),
  },
  groups: {
    room: {
      join: { by: 'subscribe', ack: 'subscribed', key: 'room' },
      leave: { by: 'unsubscribe', ack: 'unsubscribed', key: 'room' },
      broadcast: { by: 'say', delivers: 'said', key: 'room', id: 'id' },
    },
  },
  replies: { who: { with: 'members', correlate: 'id' } },
})
const url = 'wss://chat.example.com/rooms'

/** The app under test: subscribes when it is open, and chooses the ids of what it says. */
class App {
  readonly lines: string[] = []
  readonly notices: string[] = []
  readonly socket: WebSocket
  said = 0
  constructor(address: string = url) {
    this.socket = new WebSocket(address)
    this.socket.addEventListener('open', () => this.tell({ type: 'subscribe', room: 'lobby' }))
    this.socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data)) as { type: string; text: string }
      if (message.type === 'said') this.lines.push(message.text)
      if (message.type === 'notice') this.notices.push(message.text)
    })
  }
  tell(message: unknown): void {
    this.socket.send(JSON.stringify(message))
  }
  say(line: string): void {
    this.tell({ type: 'say', room: 'lobby', id: `own-${++this.said}`, text: line })
  }
  ask(): void {
    this.tell({ type: 'who', id: `who-${++this.said}` })
  }
  close(): void {
    this.socket.close(1000)
  }
}

const theApp = player(chatContract, {
  start: () => new App(),
  send: { say: (app, message) => app.say(message.text), who: (app) => app.ask() },
  close: (app) => app.close(),
})

const failureOf = async (played: Promise<unknown>): Promise<ScenarioFailure> => {
  const ended = await played.catch((error: unknown) => error)
  if (ended instanceof ScenarioFailure) return ended
  throw new Error('the scenario did not fail', { cause: ended })
}

const fanOut = scenario('a message reaches every member of its room, once', {
  contract: chatContract,
  clients: ['alice', 'bob', 'eve'],
  steps: ({ alice, bob, eve, server }) => [
    alice.joinGroup('room', 'lobby'),
    bob.joinGroup('room', 'lobby'),
    alice.send('say', { room: 'lobby', id: '1', text: 'hi' }),
    each(alice, bob).expect('said', { id: '1', text: 'hi' }),
    eve.expectNothing(),
    checkpoint('shows hi'),
    server.broadcast('said', { room: 'lobby', id: '2', text: 'maintenance' }, { group: ['room', 'lobby'] }),
    together([alice.expect('said')], [bob.expect('said')]),
    bob.close(1000),
    alice.close(1000),
  ],
})

describe('play', () => {
  it('lets an app be a client, and plays everybody else and the server', async () => {
    await using chat = await mockWs(url, chatContract)
    const seen: string[][] = []
    const { outcome, apps, transcript, evidence } = await chat.play(
      fanOut,
      { alice: theApp },
      { checkpoints: { 'shows hi': ({ alice: app }) => void seen.push([...app.lines]) } },
    )
    expect(outcome).toBe('pass')
    expect(evidence).toBe('exact')
    expect(seen).toEqual([['hi']])
    expect(apps.alice?.lines).toEqual(['hi', 'maintenance'])
    expect(transcript.entries.flatMap((entry) => (entry.kind === 'open' ? [entry.client] : []))).toEqual([
      'alice',
      'bob',
      'eve',
    ])
    expect(chat.clients).toEqual([])
  })

  it('lets several apps be clients', async () => {
    await using chat = await mockWs(url, chatContract)
    const bob = player(chatContract, { start: () => new App(), close: (app) => app.close() })
    const { apps } = await chat.play(fanOut, { alice: theApp, bob })
    expect(apps.bob?.lines).toEqual(['hi', 'maintenance'])
  })

  it('has an app do something only when all before it has reached the app: its opening, and what was said', async () => {
    await using chat = await mockWs(url, chatContract, (rules) => [
      rules.onConnect().send('notice', { level: 1, text: 'welcome' }),
    ])
    const had: unknown[] = []
    const plain = player(chatContract, {
      start: () => {
        const socket = new WebSocket(url)
        socket.addEventListener('message', ({ data }) => had.push(data))
        return socket
      },
      send: {
        say: (socket, message) => {
          had.push('told to say it')
          socket.send(JSON.stringify({ type: 'say', ...message }))
        },
      },
      stop: (socket) => socket.close(),
    })
    const say = scenario('an answer to a greeting', {
      contract: chatContract,
      clients: ['alice'],
      steps: ({ alice }) => [
        alice.expect('notice', { text: 'welcome' }),
        alice.send('say', { room: 'lobby', id: '1', text: 'hi' }),
      ],
    })
    await chat.play(say, { alice: plain })
    expect(had).toEqual([expect.stringContaining('welcome'), 'told to say it'])
  })

  const of = (steps: Parameters<typeof scenario<typeof chatContract, 'alice' | 'bob'>>[1]['steps']) =>
    scenario('a talk', { contract: chatContract, clients: ['alice', 'bob'], steps })
  const quick = { patienceMs: 40 }

  it('fails where the app sends something else, with the difference, the timeline, and the stack at the step', async () => {
    await using chat = await mockWs(url, chatContract)
    const mumbling = player(chatContract, {
      start: () => new App(),
      send: { say: (app, { text: line }) => app.say(line.slice(0, 1)) },
      stop: (app) => app.close(),
    })
    const steps = of(({ alice, bob }) => [
      each(alice, bob).joinGroup('room', 'lobby'),
      alice.send('say', { room: 'lobby', id: '1', text: 'hi' }), // the step
      bob.expect('said', { text: 'hi' }),
    ])
    const failure = await failureOf(chat.play(steps, { alice: mumbling }))
    expect(failure.message.split('\n').slice(0, 6)).toEqual([
      "Scenario 'a talk' failed at step 2: alice.send('say', { room: 'lobby', id: appsOwn('1'), text: 'hi' })",
      "  expected alice.send('say', { room: 'lobby', id: appsOwn('1'), text: 'hi' })",
      "  but alice sent this: { type: 'say', room: 'lobby', id: 'own-1', text: 'h' }",
      "  - text: expected 'hi', got 'h'",
      '',
      'What happened:',
    ])
    expect(failure.stack).toMatch(/\n +at Object\.steps \(.*play\.test\.ts/)
    expect(failure.report.failure?.kind).toBe('otherSent')
  })

  it('follows the id that the app chooses, in what others expect and in what the server says', async () => {
    await using chat = await mockWs(url, chatContract)
    const steps = of(({ alice, bob, server }) => [
      each(alice, bob).joinGroup('room', 'lobby'),
      alice.send('say', { room: 'lobby', id: '1', text: 'hi' }),
      each(alice, bob).expect('said', { id: '1' }),
      server.send('said', { room: 'lobby', id: '1', text: 'again' }, { to: bob }),
      bob.expect('said', { id: '1', text: 'again' }),
    ])
    const { transcript } = await chat.play(steps, { alice: theApp })
    const again = transcript.entries.find(
      (entry) => 'payload' in entry && String(entry.payload).includes('again'),
    )
    expect(again).toMatchObject({ payload: '{"type":"said","room":"lobby","id":"own-1","text":"again"}' })
  })

  it('fails where an id comes back as another than the app chose', async () => {
    await using chat = await mockWs(url, chatContract, ({ on: onSaid }) => [
      onSaid('say').reply('said', { room: 'lobby', id: '1', text: 'hi' }),
    ])
    const steps = of(({ alice }) => [
      alice.joinGroup('room', 'lobby'),
      alice.send('say', { room: 'lobby', id: '1', text: 'hi' }),
      alice.expect('said', { id: '1' }),
    ])
    const failure = await failureOf(chat.play(steps, { alice: theApp }))
    expect(failure.message).toContain(`id: expected 'own-1', got '1' (the app's own id for '1')`)
  })

  it('refuses, before anything is started, a step that the app cannot be made to do', async () => {
    await using chat = await mockWs(url, chatContract)
    const start = vi.fn<() => App>(() => new App())
    const silent = player(chatContract, { start })
    const refusal = async (steps: ReturnType<typeof of>): Promise<unknown> =>
      await chat.play(steps, { alice: silent }).catch((error: unknown) => String(error))
    expect(
      await refusal(of(({ alice }) => [alice.send('say', { room: 'lobby', id: '1', text: 'hi' })])),
    ).toBe(
      "MistakeError: play('a talk'), step 1, alice.send('say', { room: 'lobby', id: '1', text: 'hi' }): alice is an app, and its " +
        'player does not say how it is made to send say. Give the player send: { say: (app, message) => … }, or send: ' +
        "{ say: 'byItself' } if the app sends it without being told.",
    )
    expect(await refusal(of(({ alice }) => [alice.close()]))).toContain(
      'how it is made to close its connection',
    )
    expect(await refusal(of(({ alice }) => [alice.ping()]))).toContain('is its own affair')
    expect(await refusal(of(({ alice }) => [alice.cut(), alice.connect()]))).toContain(
      'made to connect again',
    )
    expect(start).not.toHaveBeenCalled()
  })

  it('waits for what the app does by itself, and says where nothing came that no stimulus was given', async () => {
    await using chat = await mockWs(url, chatContract)
    const elsewhere = player(chatContract, {
      start: () => new WebSocket(url),
      stop: (socket) => socket.close(),
    })
    const steps = of(({ alice }) => [alice.joinGroup('room', 'lobby')])
    const failure = await failureOf(chat.play(steps, { alice: elsewhere }, quick))
    expect(failure.message.split('\n').slice(0, 4)).toEqual([
      "Scenario 'a talk' failed at step 1, branch 1, step 1: alice.send('subscribe', { room: 'lobby' })",
      "  expected alice.send('subscribe', { room: 'lobby' })",
      expect.stringMatching(/^ {2}but alice did nothing of the kind within \d+ ms$/),
      '  no stimulus was given, so alice had to do it by itself: give player(…).send.subscribe, or let the app do it',
    ])
  })

  it('says that a stimulus was called where nothing came of it', async () => {
    await using chat = await mockWs(url, chatContract)
    const deaf = player(chatContract, { start: () => new App(), send: { say: () => {} } })
    const steps = of(({ alice }) => [
      alice.joinGroup('room', 'lobby'),
      alice.send('say', { room: 'lobby', id: '1', text: 'hi' }),
    ])
    const failure = await failureOf(chat.play(steps, { alice: deaf }, quick))
    expect(failure.message).toContain("its player's send.say was called for it, and the app did not send it")
  })

  it('fails where the app says what no step is about, but for what it is told to ignore', async () => {
    const steps = of(({ alice }) => [alice.joinGroup('room', 'lobby')])
    const chatty = {
      start: () => {
        const app = new App()
        app.socket.addEventListener('open', () => app.ask())
        return app
      },
    }
    {
      await using chat = await mockWs(url, chatContract, ({ on: onWho }) => [onWho('who').drop()])
      const failure = await failureOf(chat.play(steps, { alice: player(chatContract, chatty) }))
      expect(failure.message).toContain("done by alice, and in no step so far: { type: 'who', id: 'who-1' }")
    }
    await using chat = await mockWs(url, chatContract, ({ on: onWho }) => [onWho('who').drop()])
    const { outcome } = await chat.play(steps, {
      alice: player(chatContract, { ...chatty, ignore: ['who'] }),
    })
    expect(outcome).toBe('pass')
  })

  it('fails where the app closes without being told to', async () => {
    await using chat = await mockWs(url, chatContract)
    const leaving = player(chatContract, {
      start: () => new App(),
      send: { say: (app) => app.socket.close(3001, 'bye') },
    })
    const steps = of(({ alice, bob }) => [
      each(alice, bob).joinGroup('room', 'lobby'),
      alice.send('say', { room: 'lobby', id: '1', text: 'hi' }),
    ])
    const failure = await failureOf(chat.play(steps, { alice: leaving }))
    expect(failure.message).toContain("but alice ended its connection: close 3001, 'bye'")
  })

  it('fails where the app closes with another code, and takes a close without a code for 1000', async () => {
    const steps = of(({ alice }) => [alice.joinGroup('room', 'lobby'), alice.close(1000)])
    const closing = (code?: number) =>
      player(chatContract, { start: () => new App(), close: (app) => app.socket.close(code) })
    {
      await using chat = await mockWs(url, chatContract)
      const failure = await failureOf(chat.play(steps, { alice: closing(3001) }))
      expect(failure.message).toContain(
        'expected alice.close(1000)\n  but alice ended its connection: close 3001',
      )
    }
    await using chat = await mockWs(url, chatContract)
    expect((await chat.play(steps, { alice: closing() })).outcome).toBe('pass')
  })

  it('takes a close that came before its step', async () => {
    await using chat = await mockWs(url, chatContract)
    const obeying = player(chatContract, {
      start() {
        const app = new App()
        app.socket.addEventListener('message', ({ data }) => {
          if (String(data).includes('notice')) app.close()
        })
        return app
      },
      close: 'byItself',
    })
    const steps = of(({ alice, bob, server }) => [
      alice.joinGroup('room', 'lobby'),
      server.send('notice', { level: 1, text: 'go' }, { to: alice }),
      alice.expect('notice'),
      bob.expectNothing(),
      alice.close(),
    ])
    expect((await chat.play(steps, { alice: obeying })).outcome).toBe('pass')
  })

  it('cuts the network of the app, which connects again', async () => {
    await using chat = await mockWs(url, chatContract)
    const apps: App[] = []
    const returning = player(chatContract, {
      start: () => {
        apps.push(new App())
        return apps
      },
      reconnect: () => void apps.push(new App()),
      stop: () => apps.forEach((app) => app.close()),
    })
    const steps = of(({ alice }) => [
      alice.joinGroup('room', 'lobby'),
      alice.cut(),
      alice.connect(),
      alice.joinGroup('room', 'lobby'),
    ])
    const { transcript } = await chat.play(steps, { alice: returning })
    const mine = transcript.entries.filter((entry) => 'client' in entry && entry.client === 'alice')
    expect(mine.map(({ kind }) => kind)).toEqual([
      'open',
      'message',
      'join',
      'message',
      'close',
      'leave',
      'open',
      'message',
      'join',
      'message',
    ])
  })

  it('shows what start and send throw, with its own stack', async () => {
    await using chat = await mockWs(url, chatContract)
    const steps = of(({ alice }) => [
      alice.joinGroup('room', 'lobby'),
      alice.send('say', { room: 'lobby', id: '1', text: 'hi' }),
    ])
    const boom = new Error('boom')
    const failing = (): never => {
      throw boom
    }
    const atStart = await failureOf(
      chat.play(steps, { alice: player(chatContract, { start: failing, send: { say: () => {} } }) }),
    )
    expect(atStart.cause).toBe(boom)
    expect(atStart.message).toContain('failed before its first step: alice.connect()\n  Error: boom')
    const late = player(chatContract, { start: () => new App(), send: { say: async () => failing() } })
    const atSend = await failureOf(chat.play(steps, { alice: late }))
    expect(atSend.cause).toBe(boom)
    expect(atSend.message).toContain('failed at step 2')
  })

  it('stops the apps at the end, also of a scenario that failed, and throws what that throws', async () => {
    await using chat = await mockWs(url, chatContract)
    const stop = vi.fn<(app: App) => void>((app) => app.close())
    const stopped = player(chatContract, { start: () => new App(), stop, send: { say: () => {} } })
    const steps = of(({ alice }) => [alice.joinGroup('room', 'lobby')])
    await chat.play(steps, { alice: stopped })
    expect(stop).toHaveBeenCalledTimes(1)
    const missing = of(({ bob }) => [bob.joinGroup('room', 'kitchen'), bob.expect('said')])
    await failureOf(chat.play(missing, { alice: stopped }, quick))
    expect(stop).toHaveBeenCalledTimes(2)
    const throwing = player(chatContract, {
      start: () => new App(),
      stop: () => {
        throw new Error('cannot stop')
      },
    })
    await expect(chat.play(steps, { alice: throwing })).rejects.toThrow('cannot stop')
    expect(chat.clients).toEqual([])
  })

  it('checks the handshake that the app makes', async () => {
    await using chat = await mockWs(url, chatContract)
    const steps = of(({ alice }) => [alice.connect({ query: { token: 'x' } })])
    const start = (token: string) =>
      player(chatContract, { start: () => new App(`${url}?token=${token}`), ignore: ['subscribe'] })
    expect(
      (
        await chat.play(
          of(({ alice }) => [alice.connect(), alice.expect('subscribed')]),
          {
            alice: player(chatContract, { start: () => new App(), ignore: ['subscribe'] }),
          },
        )
      ).outcome,
    ).toBe('pass')
    const failure = await failureOf(chat.play(steps, { alice: start('y') }))
    expect(failure.message).toContain(
      'alice.connect({ query: { token } }): the app connected with another token',
    )
  })

  it('fails where the app opens nothing that the mock answers', async () => {
    await using chat = await mockWs(url, chatContract)
    const steps = of(({ alice }) => [alice.expectNothing()])
    const failure = await failureOf(
      chat.play(steps, { alice: player(chatContract, { start: () => 'no socket' }) }, quick),
    )
    expect(failure.message).toContain(
      `its player was told to connect, and opened nothing that mock ${url} answers`,
    )
  })

  it('fails where the app breaks the contract', async () => {
    const chat = await mockWs(url, chatContract)
    const wrong = player(chatContract, {
      start: () => new App(),
      send: { say: (app) => app.tell({ type: 'say', room: 'lobby', id: '1', text: 'hi', mood: 5 }) },
    })
    const steps = of(({ alice, bob }) => [
      alice.joinGroup('room', 'lobby'),
      alice.send('say', { room: 'lobby', id: '1', text: 'hi' }),
      bob.expectNothing(),
    ])
    const failure = await failureOf(chat.play(steps, { alice: wrong }))
    expect(failure.message).toContain(
      'ViolationError: alice breaks the contract with say: mood: Invalid input',
    )
    await expect(chat[Symbol.asyncDispose]()).rejects.toThrow('say breaks the contract chat')
  })
})

describe('what the server says in play', () => {
  const of = (steps: Parameters<typeof scenario<typeof chatContract, 'alice' | 'bob'>>[1]['steps']) =>
    scenario('examples', { contract: chatContract, clients: ['alice', 'bob'], steps })

  it('is the example of what is expected where nothing else says it, with fields of the question', async () => {
    await using chat = await mockWs(url, chatContract)
    const steps = of(({ alice, bob }) => [
      alice.joinGroup('room', 'lobby'),
      alice.send('who', { id: 'q' }),
      alice.expect('members', { names: ['alice'] }),
      each(alice, bob).expect('notice', { level: integer({ min: 3 }), text: 'late' }),
      checkpoint('noticed'),
    ])
    const { transcript } = await chat.play(
      steps,
      { alice: theApp },
      { checkpoints: { noticed: ({ alice: app }) => expect(app.notices).toEqual(['late']) } },
    )
    const said = transcript.entries.flatMap((entry) =>
      entry.kind === 'message' && entry.direction === 'serverToClient'
        ? [`${entry.client} ${String(entry.payload)}`]
        : [],
    )
    expect(said).toEqual([
      'alice {"type":"subscribed","room":"lobby"}',
      'alice {"type":"members","id":"who-1","names":["alice"]}',
      'alice {"type":"notice","level":3,"text":"late"}',
      'bob {"type":"notice","level":3,"text":"late"}',
    ])
  })

  it('need not be said by a rule: what clients of the scenario say is no unmatched message', async () => {
    const chat = await mockWs(url, chatContract)
    const steps = of(({ alice, bob }) => [
      alice.joinGroup('room', 'lobby'),
      bob.send('note', {}),
      bob.expect('notice', { level: 1, text: 'noted' }),
    ])
    expect((await chat.play(steps, { alice: theApp })).outcome).toBe('pass')
    await chat[Symbol.asyncDispose]()
  })

  it('needs an example of everything that the contract requires', async () => {
    await using chat = await mockWs(url, chatContract)
    const steps = of(({ alice }) => [
      alice.joinGroup('room', 'lobby'),
      alice.expect('notice', { text: 'late' }),
    ])
    const failure = await failureOf(chat.play(steps, { alice: theApp }))
    expect(failure.message).toContain(
      "failed at step 2: alice.expect('notice', { text: 'late' })\n  MistakeError: saying notice for alice.expect('notice', " +
        "{ text: 'late' }): nothing of the mock's says it, and the step gives no example of level, which notice requires. " +
        'Give the step an example: { level: … }.',
    )
  })

  it('is nothing in place of what the contract has the mock say', async () => {
    await using chat = await mockWs(url, chatContract)
    const steps = of(({ alice }) => [
      alice.joinGroup('room', 'lobby'),
      alice.expect('said', { room: 'lobby', id: '1', text: 'hi' }),
    ])
    const failure = await failureOf(chat.play(steps, { alice: theApp }, { patienceMs: 20 }))
    expect(failure.report.failure?.kind).toBe('missing')
  })

  it('is nothing beside what a rule says later', async () => {
    vi.useFakeTimers()
    try {
      await using chat = await mockWs(url, chatContract, ({ on: onWho }) => [
        onWho('who')
          .delay(60_000)
          .reply('members', ({ message }) => ({ id: message.id, names: ['alice'] })),
      ])
      const steps = of(({ alice }) => [
        alice.joinGroup('room', 'lobby'),
        alice.send('who', { id: 'q' }),
        alice.expect('members', { names: ['alice'] }),
      ])
      const played = chat.play(steps, { alice: theApp })
      await settle(haveSent({ type: 'who' }), chat.observed, 1_000)
      await chat.drain()
      await vi.advanceTimersByTimeAsync(60_000)
      const { transcript } = await played
      const members = transcript.entries.filter(
        (entry) => 'payload' in entry && String(entry.payload).includes('members'),
      )
      expect(members).toHaveLength(1)
    } finally {
      vi.useRealTimers()
    }
  })

  it('is nothing while the mock still waits, and the failure says for what', async () => {
    vi.useFakeTimers()
    try {
      await using chat = await mockWs(url, chatContract, ({ on: onWho }) => [
        onWho('who').delay(60_000).close(),
      ])
      const steps = of(({ alice }) => [
        alice.joinGroup('room', 'lobby'),
        alice.send('who', { id: 'q' }),
        alice.expect('members', { names: ['alice'] }),
      ])
      const failure = await failureOf(chat.play(steps, { alice: theApp }, { patienceMs: 20 }))
      expect(failure.message).toMatch(
        /the mock still waits for the delay of .*: so the server did not say an example/,
      )
    } finally {
      vi.useRealTimers()
    }
  })

  it('is said although connections are watched', async () => {
    await using chat = await mockWs('ws://watched.test/', [pingEvery({ everyMs: 60_000, timeoutMs: 30_000 })])
    const talk = scenario('a watched talk', {
      clients: ['alice'],
      steps: ({ alice }) => [alice.expect({ text: 'hi' })],
    })
    const app = player({ start: () => new WebSocket('ws://watched.test/'), stop: (socket) => socket.close() })
    expect((await chat.play(talk, { alice: app })).outcome).toBe('pass')
  })

  it('ends a connection where a step expects that', async () => {
    await using chat = await mockWs(url, chatContract)
    const steps = of(({ alice }) => [alice.joinGroup('room', 'lobby'), alice.expectClose(1001)])
    const { transcript } = await chat.play(steps, { alice: theApp })
    const end = transcript.entries.find(({ kind }) => kind === 'close')
    expect(end).toMatchObject({ client: 'alice', direction: 'serverToClient', code: 1001 })
  })
})

describe("Parley's own clients in play", () => {
  it('offer the subprotocols of the contract', async () => {
    const spoken = contract('spoken', {
      url: '/',
      handshake: { protocols: ['chat.v1'] },
      clientToServer: {},
      serverToClient: {},
    })
    await using chat = await mockWs(url, spoken)
    const quiet = scenario('both are there', {
      contract: spoken,
      clients: ['alice', 'bob'],
      steps: ({ alice, bob }) => [each(alice, bob).expectNothing()],
    })
    const { transcript } = await chat.play(quiet, {
      alice: player(spoken, { start: () => new WebSocket(url, ['chat.v1']) }),
    })
    const opened = transcript.entries.filter(({ kind }) => kind === 'open')
    expect(opened).toMatchObject([
      { client: 'alice', protocol: 'chat.v1' },
      { client: 'bob', protocol: 'chat.v1' },
    ])
  })
})

describe('a checkpoint of play', () => {
  it('comes when the apps have what they were sent, whoever sent it', async () => {
    const at = 'ws://late.test/'
    const gate = Promise.withResolvers<void>()
    await using chat = await mockWs(at, [
      onConnect().run(async ({ reply }) => {
        await gate.promise
        reply('late')
      }),
    ])
    const talk = scenario('late', {
      clients: ['alice'],
      steps: ({ alice }) => [checkpoint('before'), alice.expect('late'), checkpoint('after')],
    })
    const app = player({
      start() {
        const socket = new WebSocket(at)
        const heard: unknown[] = []
        socket.addEventListener('message', ({ data }) => heard.push(data))
        return { socket, heard }
      },
      stop: ({ socket }) => socket.close(),
    })
    const { outcome } = await chat.play(
      talk,
      { alice: app },
      {
        checkpoints: {
          before: () => gate.resolve(),
          after: ({ alice }) => expect(alice.heard).toEqual(['late']),
        },
      },
    )
    expect(outcome).toBe('pass')
  })
})

describe('play without a contract', () => {
  const raw = 'wss://raw.example.com/rooms/:room'
  const talk = scenario('a raw talk', {
    clients: ['alice', 'bob'],
    steps: ({ alice, bob, server }) => [
      alice.send({ type: 'subscribe', room: 'lobby' }),
      alice.joinGroup('lobby'),
      bob.joinGroup('lobby'),
      alice.expect({ type: 'subscribed' }),
      alice.send({ type: 'say', text: text() }),
      each(alice, bob).expect({ type: 'said', text: text() }),
      server.broadcast({ type: 'said', text: 'all' }, { group: 'lobby' }),
      each(alice, bob).expect({ text: 'all' }),
    ],
  })
  const app = player({
    start: () => new App('wss://raw.example.com/rooms/lobby'),
    send(chat, message: { type: string; text: string }) {
      if (message.type === 'say') chat.say(message.text)
    },
  })

  it('sends what the scenario says, and waits for what the app sends by itself', async () => {
    await using chat = await mockWs(raw)
    const { apps, transcript } = await chat.play(talk, { alice: app })
    expect(apps.alice?.lines).toEqual(['text', 'all'])
    expect(transcript.entries.find((entry) => entry.kind === 'open' && entry.client === 'bob')).toMatchObject(
      {
        url: 'wss://raw.example.com/rooms/lobby',
      },
    )
  })

  it('lets rules answer where there are any', async () => {
    await using chat = await mockWs(raw, [
      on({ type: 'subscribe' }).reply({ type: 'subscribed' }),
      on({ type: 'say', text: text() }).broadcast(({ message }) => ({
        type: 'said',
        text: `${message.text}!`,
      })),
    ])
    const { apps } = await chat.play(talk, { alice: app })
    expect(apps.alice?.lines).toEqual(['text!', 'all'])
  })

  it('asks for a URL where nobody can know it', async () => {
    await using chat = await mockWs(raw)
    const bobFirst = scenario('bob first', {
      clients: ['bob', 'alice'],
      steps: ({ alice }) => [alice.expectNothing()],
    })
    const played = failureOf(chat.play(bobFirst, { alice: app }))
    expect((await played).message).toContain(
      'connecting bob: mock wss://raw.example.com/rooms/:room answers many URLs',
    )
    const { outcome } = await chat.play(
      bobFirst,
      { alice: player({ start: () => new WebSocket('wss://raw.example.com/rooms/a') }) },
      { url: 'wss://raw.example.com/rooms/b' },
    )
    expect(outcome).toBe('pass')
  })

  it('works under fake timers', async () => {
    vi.useFakeTimers()
    try {
      await using chat = await mockWs(raw)
      expect((await chat.play(talk, { alice: app })).outcome).toBe('pass')
    } finally {
      vi.useRealTimers()
    }
  })

  it('refuses players and checkpoints that the scenario does not have', async () => {
    await using chat = await mockWs(raw)
    const refusal = async (played: Promise<unknown>): Promise<string> => await played.then(String, String)
    // @ts-expect-error there is no such client
    expect(await refusal(chat.play(talk, { alyce: app }))).toBe(
      "MistakeError: play('a raw talk'): alyce is no client of the scenario. Its clients are alice, bob.",
    )
    // @ts-expect-error the scenario has no contract
    expect(await refusal(chat.play(talk, { alice: theApp }))).toContain('do not have the same contract')
    expect(await refusal(chat.play(talk, {}))).toContain('no client is an app')
    expect(await refusal(chat.play(talk, { alice: app }, { checkpoints: { nowhere() {} } }))).toBe(
      "MistakeError: play('a raw talk'): the scenario has no checkpoint 'nowhere'. It has none.",
    )
  })
})

describe('clients of a play that are nobody', () => {
  const at = 'ws://own.test/'
  const app = player({ start: () => new WebSocket(at), stop: (socket) => socket.close() })

  it('do whatever a scenario can ask of a client', async () => {
    await using chat = await mockWs(at, [
      onConnect({ query: { token: 'bad' } }).reject(401),
      onConnect({ query: { greeted: 'yes' } })
        .send('welcome')
        .close(4000, 'full'),
      onPing().reply('pinged'),
    ])
    const talk = scenario('what clients do', {
      clients: ['alice', 'bob', 'eve', 'mallory'],
      steps: ({ alice, bob, eve, mallory, server }) => [
        mallory.connect({ query: { token: 'bad' } }),
        mallory.expectClose(1006),
        eve.connect({ query: { greeted: 'yes' }, protocols: ['v1'], headers: { 'X-User': 'eve' } }),
        eve.expect('welcome'),
        eve.expectClose({ code: 4000, reason: 'full' }),
        bob.ping('x'),
        bob.expect('pinged'),
        server.broadcast('all'),
        each(alice, bob).expect('all'),
        bob.cut(),
        bob.connect(),
        server.close(1001, 'bye', { to: bob }),
        bob.expectClose(1001),
      ],
    })
    const { transcript } = await chat.play(talk, { alice: app })
    const kinds = transcript.entries.flatMap((entry) =>
      'client' in entry && entry.client === 'bob' ? [entry.kind] : [],
    )
    expect(kinds).toEqual(['open', 'ping', 'message', 'message', 'close', 'open', 'close'])
    expect(transcript.entries.find((entry) => 'client' in entry && entry.client === 'eve')).toMatchObject({
      kind: 'open',
      protocol: 'v1',
      headers: { 'x-user': 'eve' },
    })
  })

  it('are not handed out by client(), and are gone when it is over', async () => {
    await using chat = await mockWs(at)
    const talk = scenario('two', { clients: ['bob', 'alice'], steps: ({ alice }) => [alice.expectNothing()] })
    const next = chat.client()
    await chat.play(talk, { alice: app })
    expect((await next).name).toBe('alice')
    expect(chat.clients).toEqual([])
  })

  it('let an app be refused', async () => {
    await using chat = await mockWs(at, [onConnect().reject(503, 'full')])
    const talk = scenario('refused', { clients: ['alice'], steps: ({ alice }) => [alice.expectClose(1006)] })
    expect((await chat.play(talk, { alice: app })).outcome).toBe('pass')
  })
})
