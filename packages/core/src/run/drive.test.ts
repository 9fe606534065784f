import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, expect, it } from 'vitest'
import { type Clock, realClock } from '../clock.ts'
import { MistakeError } from '../errors.ts'
import { on, onConnect } from '../mock/rule.ts'
import { checkpoint, together, wait } from '../scenario/combine.ts'
import { ScenarioFailure } from '../scenario/report.ts'
import { scenario } from '../scenario/scenario.ts'
import type { Step } from '../scenario/step.ts'
import { drive, type DriveOptions, type DriveReport } from './drive.ts'
import type { DrivenClients, DrivenConnection } from './driven/client-port.ts'
import { Feed } from './driven/feed.ts'
import { wsMockServer } from './driven/mock-server.ts'
import type { DrivenServer } from './driven/server-port.ts'
import { inMemoryClients } from './driven/web-socket-clients.ts'
import { mockWs } from './mock-ws.ts'

const URL = 'ws://drive.test/'

/** A scenario of these clients, for tests that are about its steps. */
const of = <const C extends string>(
  clients: readonly C[],
  steps: Parameters<typeof scenario<C>>[1]['steps'],
) => scenario('a test', { clients, steps })

const inMemory = (): DrivenClients => inMemoryClients(WebSocket, URL)

async function failureOf(
  ...[driven, options]: Parameters<typeof drive>
): Promise<ScenarioFailure<DriveReport>> {
  const ended = await drive(driven, options).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (ended instanceof ScenarioFailure) return ended as ScenarioFailure<DriveReport>
  throw new Error('the scenario did not fail', { cause: ended })
}

/** Clients without a server: what they do is written down, and they hear what the test says. */
class Stage implements DrivenClients {
  readonly done: string[] = []
  readonly feeds = new Map<string, Feed>()
  /** What happens where a client pings. */
  onPing: (client: string) => unknown = () => {}

  urlOf(): string {
    return URL
  }

  async connect(client: string): Promise<DrivenConnection> {
    const feed = new Feed()
    const note = (what: string): number => this.done.push(`${client} ${what}`)
    this.feeds.set(client, feed)
    note('connects')
    return {
      protocol: '',
      receive: (listener) => feed.receive(listener),
      send: ({ payload }) => note(`sends ${String(payload)}`),
      ping: async () => this.onPing(client),
      close: (code, reason) => {
        note(`closes ${code}`)
        feed.put({ on: 'closed', code, reason })
      },
    }
  }
}

const text = (payload: string) => ({ on: 'frame', frame: { opcode: 'text', payload } }) as const

describe('drive', () => {
  it('awaits what must come for patienceMs, and says what did not', async () => {
    const clients = new Stage()
    const steps = of(['alice'], ({ alice }) => [alice.send('a'), alice.expect('b')])
    const { message, report } = await failureOf(steps, { clients, patienceMs: 5 })
    expect(report.failure?.kind).toBe('missing')
    expect(report.failure?.waitedMs).toBeGreaterThanOrEqual(5)
    expect(message).toContain("Scenario 'a test' failed at step 2: alice.expect('b')")
    expect(message).toContain('alice  → a')
  })

  it('misses nothing that came before it was expected', async () => {
    const clients = new Stage()
    const steps = of(['alice', 'bob'], ({ alice, bob }) => [
      checkpoint('early'),
      bob.send('x'),
      alice.expect('first'),
      alice.expect('second'),
    ])
    const onCheckpoint = (): void => {
      clients.feeds.get('alice')?.put(text('first'))
      clients.feeds.get('alice')?.put(text('second'))
    }
    expect((await drive(steps, { clients, onCheckpoint })).outcome).toBe('pass')
  })

  it('refuses a step of the server at once, where nobody is there to do it', async () => {
    const clients = new Stage()
    for (const [made, named] of [
      [of(['a'], ({ a, server }) => [a.send('x'), server.broadcast('y')]), "step 2, server.broadcast('y')"],
      [of(['a'], ({ a }) => [together([a.joinGroup('g')])]), "step 1, branch 1, step 1, a.joinGroup('g')"],
    ] as const) {
      const refused = drive(made, { clients })
      await expect(refused).rejects.toThrow(MistakeError)
      await expect(refused).rejects.toThrow(`drive('a test'), ${named}: nobody is there`)
    }
    expect(clients.done).toEqual([])
  })

  it('refuses at once what the clients or the server given cannot do', async () => {
    const clients = inMemory()
    const trigger: DrivenServer = {
      begin: () => ({ perform() {} }),
      objectionTo: (step) =>
        step.do === 'serverClose' ? { why: 'no trigger closes', remedy: 'Give { close }' } : undefined,
    }
    const refusal = async (steps: (typeof cases)[number][0]): Promise<unknown> =>
      await drive(of(['a'], steps), { clients, server: trigger }).catch((error: unknown) => error)
    const cases: [Parameters<typeof of<'a'>>[1], string][] = [
      [({ a }) => [a.cut()], 'step 1, a.cut(): a WebSocket class has no cut()'],
      [({ a }) => [a.ping()], 'step 1, a.ping(): a WebSocket class has no ping()'],
      [({ a }) => [a.close(1001)], 'step 1, a.close(1001): a WebSocket class closes with 1000 or 3000-4999'],
      [({ server }) => [server.close()], 'step 1, server.close(1000): no trigger closes. Give { close }.'],
    ]
    for (const [steps, sentence] of cases) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other, for a readable failure
      expect(await refusal(steps)).toMatchObject({ message: expect.stringContaining(sentence) })
    }
  })

  it('refuses options that are none', async () => {
    const steps = of(['a'], () => [])
    for (const wrong of [
      { patienceMs: -1 },
      { patienceMs: Infinity },
      { seed: Number.NaN },
      { patience: 1 },
    ]) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other, for a readable failure
      await expect(drive(steps, { clients: new Stage(), ...wrong } as DriveOptions)).rejects.toThrow(
        MistakeError,
      )
    }
  })

  it('fails with what a checkpoint throws', async () => {
    const steps = of(['alice'], () => [checkpoint('shows hi')])
    const thrown = new Error('it shows nothing')
    const onCheckpoint = (): never => {
      throw thrown
    }
    const failure = await failureOf(steps, { clients: new Stage(), onCheckpoint })
    expect(failure.cause).toBe(thrown)
  })

  it('calls checkpoints in the async context it was called in', async () => {
    const storage = new AsyncLocalStorage<string>()
    await using _server = await mockWs(URL, [on('x').reply('y')])
    const steps = of(['alice'], ({ alice }) => [alice.send('x'), alice.expect('y'), checkpoint('there')])
    let seen: string | undefined
    const onCheckpoint = (): void => {
      seen = storage.getStore()
    }
    await storage.run('mine', async () => await drive(steps, { clients: inMemory(), onCheckpoint }))
    expect(seen).toBe('mine')
  })
})

describe('drive, branches', () => {
  const branches = ({ alice, bob, carol }: Record<'alice' | 'bob' | 'carol', { send(m: string): Step }>) => [
    together([alice.send('1')], [bob.send('2')], [carol.send('3')]),
  ]
  const sends = async (seed?: number): Promise<string> => {
    const clients = new Stage()
    await drive(of(['alice', 'bob', 'carol'], branches), { clients, seed })
    return clients.done
      .filter((what) => what.includes('sends'))
      .map((what) => what.at(-1))
      .join('')
  }

  it('act in the order written, or in that of the seed', async () => {
    expect(await sends()).toBe('123')
    const orders = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(sends))
    expect(new Set(orders).size).toBeGreaterThan(1)
    expect(await sends(3)).toBe(orders[2])
  })

  it('do not wait for each other, and a step waits for what others did before it', async () => {
    const clients = new Stage()
    const fences: string[] = []
    clients.onPing = (client) => fences.push(`${client} after ${clients.done.at(-1)}`)
    const steps = of(['alice', 'bob'], ({ alice, bob }) => [
      together([alice.send('1')], [bob.send('2')]),
      alice.send('3'),
    ])
    await drive(steps, { clients })
    expect(fences.filter((fence) => fence.includes('sends 1'))).toEqual([])
    expect(fences.slice(0, 2)).toEqual(['alice after alice connects', 'bob after bob connects'])
    expect(fences.filter((fence) => fence.endsWith('sends 2'))).toEqual([
      'alice after bob sends 2',
      'bob after bob sends 2',
    ])
  })
})

describe('drive, one client', () => {
  it('does one thing after the other without waiting', async () => {
    const clients = new Stage()
    clients.onPing = () => clients.done.push('ping')
    await drive(
      of(['alice'], ({ alice }) => [alice.send('1'), alice.send('2')]),
      { clients },
    )
    expect(clients.done.indexOf('alice sends 2')).toBe(clients.done.indexOf('alice sends 1') + 1)
  })
})

describe('drive, silence', () => {
  it('is exact where the server is a mock: a handler at work is waited for', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    await using server = await mockWs(URL, [
      on('x')
        .run(() => promise)
        .broadcast('late', { except: 'sender' }),
    ])
    const steps = of(['alice', 'bob'], ({ alice, bob }) => [
      alice.send('x'),
      checkpoint('sent'),
      bob.expectNothing(),
    ])
    const failure = await failureOf(steps, {
      clients: inMemory(),
      server: wsMockServer(server),
      onCheckpoint: () => void Promise.resolve().then(resolve),
    })
    expect(failure.report.failure?.kind).toBe('notSilent')
    expect(failure.report.evidence).toBe('exact')
  })

  it('is bounded where nothing is known of the server', async () => {
    const steps = of(['alice'], ({ alice }) => [alice.send('x'), alice.expectNothing()])
    expect((await drive(steps, { clients: new Stage() })).evidence).toBe('bounded')
  })

  it('is asked of everybody twice: first what was sent is read, then what was written about it comes', async () => {
    const clients = new Stage()
    let isRead = false
    // A server that reads what alice sent when it answers her; what it writes to bob comes before his next pong.
    clients.onPing = async (client) => {
      if (client === 'bob' && isRead) clients.feeds.get('bob')?.put(text('from alice'))
      await Promise.resolve()
      if (client === 'alice') isRead = clients.done.includes('alice sends x')
    }
    const steps = of(['alice', 'bob'], ({ alice, bob }) => [alice.send('x'), bob.expectNothing()])
    expect((await failureOf(steps, { clients })).report.failure?.kind).toBe('notSilent')
  })

  it('holds for forMs where it is asked to', async () => {
    const clients = new Stage()
    const begun = performance.now()
    const steps = of(['alice'], ({ alice }) => [alice.expectNothing({ forMs: 20 }), wait(10)])
    await drive(steps, { clients })
    expect(performance.now() - begun).toBeGreaterThanOrEqual(29)
  })

  it('is found out though others hear something all the time', async () => {
    const clients = new Stage()
    let beats = 0
    let isBeating = false
    const clock: Clock = {
      ...realClock,
      now() {
        if (!isBeating && beats < 1_000) {
          isBeating = true
          beats++
          clients.feeds.get('alice')?.put(text('beat'))
          isBeating = false
        }
        return realClock.now()
      },
    }
    const steps = of(['alice', 'bob'], ({ alice, bob }) => [alice.ignore('beat'), bob.expectNothing()])
    expect((await drive(steps, { clients, clock })).outcome).toBe('pass')
    expect(beats).toBeLessThan(100)
  })

  it('does not wait for ever for a server that answers no ping', async () => {
    const clients = new Stage()
    clients.onPing = () => new Promise(() => {})
    const steps = of(['alice'], ({ alice }) => [alice.expectNothing()])
    expect((await drive(steps, { clients, patienceMs: 5 })).outcome).toBe('pass')
  })
})

describe('drive, when it is over', () => {
  const goodbye = 'alice closes 1000'

  it('closes what is open: after success, after failure', async () => {
    const clients = new Stage()
    await drive(
      of(['alice'], () => []),
      { clients },
    )
    expect(clients.done.at(-1)).toBe(goodbye)
    await failureOf(
      of(['alice'], ({ alice }) => [alice.expect('x')]),
      { clients, patienceMs: 1 },
    )
    expect(clients.done.filter((what) => what === goodbye)).toHaveLength(2)
  })

  it('closes what is open after an abort, and rejects with its reason', async () => {
    const clients = new Stage()
    const controller = new AbortController()
    const steps = of(['alice'], ({ alice }) => [checkpoint('now'), alice.expect('never')])
    const onCheckpoint = (): void => controller.abort(new Error('enough'))
    const driven = drive(steps, { clients, signal: controller.signal, patienceMs: 60_000, onCheckpoint })
    await expect(driven).rejects.toThrow('enough')
    expect(clients.done.at(-1)).toBe(goodbye)
  })

  it('connects nobody when it was aborted before', async () => {
    const clients = new Stage()
    const driven = drive(
      of(['alice'], () => []),
      { clients, signal: AbortSignal.abort(new Error('no')) },
    )
    await expect(driven).rejects.toThrow('no')
    expect(clients.done).toEqual([])
  })

  it('gives up a handshake that is under way', async () => {
    await using _server = await mockWs(URL, [onConnect().halfOpen()])
    const sockets: WebSocket[] = []
    class Kept extends WebSocket {
      constructor(...args: ConstructorParameters<typeof WebSocket>) {
        super(...args)
        sockets.push(this)
      }
    }
    const clients = inMemoryClients(Kept, URL)
    const failure = await failureOf(
      of(['alice'], () => []),
      { clients, patienceMs: 5 },
    )
    expect(failure.report.failure?.kind).toBe('noHandshake')
    expect(sockets.map(({ readyState }) => readyState)).toEqual([WebSocket.CLOSED])
  })

  it('cuts off who is not let go', async () => {
    const clients = new Stage()
    const { connect } = clients
    clients.connect = async (client) => ({
      ...(await connect.call(clients, client)),
      close: () => {},
      cut: () => clients.done.push(`${client} is cut off`),
    })
    await drive(
      of(['alice'], () => []),
      { clients, patienceMs: 5 },
    )
    expect(clients.done).toEqual(['alice connects', 'alice is cut off'])
  })

  it('listens to its signal no more', async () => {
    const { signal } = new AbortController()
    let listeners = 0
    const { addEventListener, removeEventListener } = signal
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listeners++
      addEventListener.apply(signal, args)
    }
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listeners--
      removeEventListener.apply(signal, args)
    }
    await drive(
      of(['alice'], () => []),
      { clients: new Stage(), signal },
    )
    expect(listeners).toBe(0)
  })
})
