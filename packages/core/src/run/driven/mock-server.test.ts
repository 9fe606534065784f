import { setImmediate } from 'node:timers'
import { describe, expect, it } from 'vitest'
import { on, onConnect } from '../../mock/rule.ts'
import { checkpoint } from '../../scenario/combine.ts'
import { ScenarioFailure } from '../../scenario/report.ts'
import { scenario } from '../../scenario/scenario.ts'
import { drive } from '../drive.ts'
import { mockWs } from '../mock-ws.ts'
import type { DrivenClients } from './client-port.ts'
import { wsMockServer } from './mock-server.ts'
import { inMemoryClients } from './web-socket-clients.ts'

const URL = 'ws://served.test/'

type Steps = Parameters<typeof scenario<'alice' | 'bob'>>[1]['steps']
const of = (steps: Steps) => scenario('a test', { clients: ['alice', 'bob'], steps })
const clients = () => inMemoryClients(WebSocket, URL)

/** Three rounds of the event loop later. */
const later = (act: () => void): void => {
  setImmediate(() => setImmediate(() => setImmediate(act)))
}

const failureOf = async (driven: Promise<unknown>): Promise<ScenarioFailure> => {
  const ended = await driven.catch((error: unknown) => error)
  if (ended instanceof ScenarioFailure) return ended
  throw new Error('the scenario did not fail', { cause: ended })
}

describe('wsMockServer', () => {
  it("gives connections the scenario's names, those of a second connection too, and leaves others alone", async () => {
    const seen: string[] = []
    await using mock = await mockWs(URL, [onConnect().run(({ client }) => void seen.push(client.name))])
    const app = new WebSocket(URL)
    await mock.client()
    const steps = of(({ alice, bob, server }) => [
      bob.close(),
      bob.connect(),
      server.broadcast('all', { except: alice }),
      bob.expect('all'),
    ])
    const { transcript } = await drive(steps, { clients: clients(), server: wsMockServer(mock) })
    const opened = transcript.entries.flatMap((entry) => (entry.kind === 'open' ? [entry.client] : []))
    expect(opened).toEqual(['alice', 'bob', 'bob'])
    expect(transcript.entries.find(({ kind }) => kind === 'broadcast')).toMatchObject({
      except: 'alice',
      recipients: ['client-1', 'bob'],
    })
    expect(seen).toEqual(['client-1', 'alice', 'bob', 'bob'])
    app.close()
  })

  it('leaves no name behind for others when a handshake goes elsewhere, or is given up', async () => {
    await using mock = await mockWs(URL)
    await using _other = await mockWs('ws://elsewhere.test/')
    const elsewhere = { ...clients(), ...inMemoryClients(WebSocket, 'ws://elsewhere.test/') }
    const never: DrivenClients = {
      urlOf: () => URL,
      connect: async (_client, _options, signal) =>
        await new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason))
        }),
    }
    for (const strangers of [elsewhere, never]) {
      const options = { clients: strangers, server: wsMockServer(mock), patienceMs: 10 }
      // oxlint-disable-next-line eslint/no-await-in-loop -- one run after the other
      await failureOf(
        drive(
          of(({ alice }) => [alice.send('x'), alice.expect('y')]),
          options,
        ),
      )
    }
    const app = new WebSocket(URL)
    expect((await mock.client()).name).toBe('client-1')
    app.close()
  })

  it('tells the transcript of its own run, and not of the end that drive makes of it', async () => {
    await using mock = await mockWs(URL, [on('x').reply('y')])
    const server = wsMockServer(mock)
    const steps = of(({ alice }) => [alice.send('x'), alice.expect('y')])
    const run = async (): Promise<readonly string[]> => {
      const { transcript } = await drive(steps, { clients: clients(), server })
      return transcript.entries.map(({ kind }) => kind)
    }
    const first = await run()
    expect(first).toEqual(['open', 'open', 'message', 'message'])
    expect(await run()).toEqual(first)
    expect(mock.clients).toEqual([])
  })

  it('refuses a broadcast to a group that nobody has joined', async () => {
    await using mock = await mockWs(URL)
    const steps = of(({ alice, server }) => [
      alice.joinGroup('lobby'),
      server.broadcast('x', { group: 'loby' }),
    ])
    await expect(drive(steps, { clients: clients(), server: wsMockServer(mock) })).rejects.toThrow(
      "nobody has joined the group 'loby' so far (known: lobby)",
    )
    await mock.drain()
    expect(mock.clients).toEqual([])
  })

  it('fails the scenario when a handler throws', async () => {
    const mock = await mockWs(URL, [
      on('x').run(() => {
        throw new Error('boom')
      }),
    ])
    const steps = of(({ alice }) => [alice.send('x'), alice.expect('y')])
    const failure = await failureOf(drive(steps, { clients: clients(), server: wsMockServer(mock) }))
    expect(failure.report.failure?.kind).toBe('error')
    expect(failure.message).toContain('boom')
    await expect(mock[Symbol.asyncDispose]()).rejects.toThrow('boom')
  })

  it('names the client of a refused handshake', async () => {
    await using mock = await mockWs(URL, [onConnect({ query: { token: 'bad' } }).reject(401, 'who are you')])
    const steps = of(({ alice, bob }) => [
      alice.connect({ query: { token: 'bad' } }),
      alice.expectClose(1006),
      bob.expectNothing(),
    ])
    const { transcript } = await drive(steps, { clients: clients(), server: wsMockServer(mock) })
    expect(transcript.entries.find(({ kind }) => kind === 'reject')).toMatchObject({
      client: 'alice',
      status: 401,
    })
  })

  it('waits for what a slow network still holds back, both ways', async () => {
    await using mock = await mockWs(URL, [on('x').broadcast('y', { except: 'sender' })])
    const fast = clients()
    const slow: DrivenClients = {
      ...fast,
      connect: async (...args) => {
        const connection = await fast.connect(...args)
        return {
          protocol: '',
          receive: (listener) => connection.receive((arrival) => later(() => listener(arrival))),
          send: (frame) => later(() => connection.send(frame)),
          close: (code, reason) => connection.close(code, reason),
        }
      },
    }
    const steps = of(({ alice, bob }) => [alice.send('x'), checkpoint('it is there'), bob.expectNothing()])
    let seen = 0
    const onCheckpoint = (): void => {
      seen = mock.transcript.entries.filter(({ kind }) => kind === 'message').length
    }
    const failure = await failureOf(drive(steps, { clients: slow, server: wsMockServer(mock), onCheckpoint }))
    expect(seen).toBe(2)
    expect(failure.report.failure?.kind).toBe('notSilent')
  })

  it('has seen the end of a connection before its client connects again', async () => {
    await using mock = await mockWs(URL)
    const usual = clients()
    const hasty: DrivenClients = {
      ...usual,
      connect: async (...args) => {
        const connection = await usual.connect(...args)
        let listener: Parameters<typeof connection.receive>[0] = () => {}
        return {
          protocol: '',
          receive: (given) => connection.receive((listener = given)),
          send: (frame) => connection.send(frame),
          // Gone as soon as it has said so, as after a cut.
          close(code, reason) {
            connection.close(code, reason)
            listener({ on: 'closed', code, reason })
          },
        }
      },
    }
    const steps = of(({ alice }) => [alice.close(), alice.connect()])
    const { transcript } = await drive(steps, { clients: hasty, server: wsMockServer(mock) })
    const ofAlice = transcript.entries.filter((entry) => 'client' in entry && entry.client === 'alice')
    expect(ofAlice.map(({ kind }) => kind)).toEqual(['open', 'close', 'open'])
  })

  it('says so when a client connects elsewhere', async () => {
    await using mock = await mockWs('ws://elsewhere.test/')
    await using _other = await mockWs(URL)
    const driven = drive(
      of(({ alice }) => [alice.send('x')]),
      {
        clients: clients(),
        server: wsMockServer(mock),
      },
    )
    expect((await failureOf(driven)).message).toContain(
      'alice.connect(): it connected, and not to mock ws://elsewhere.test/',
    )
  })
})
