// Real servers, right ones, late ones and wrong ones, held to scenarios.
import { describe, expect, it, vi } from 'vitest'
import {
  accepting,
  chat,
  type ChatOptions,
  ChatServer,
  fanningOut,
  fenced,
  fencedWithoutIds,
} from '../../test/verify/chat-server.ts'
import { type Clock, realClock } from '../clock.ts'
import { MistakeError } from '../errors.ts'
import { contract } from '../contract/contract.ts'
import { exactlyOnce } from '../contract/promise.ts'
import { capture, ref } from '../match/matchers/capture.ts'
import { seededRandom } from '../mock/random.ts'
import { checkpoint, each, together } from '../scenario/combine.ts'
import { ScenarioFailure } from '../scenario/report.ts'
import { type Scenario, scenario } from '../scenario/scenario.ts'
import { simulate } from './simulate.ts'
import { verify, type VerifyReport } from './verify.ts'
import type { VerifyOptions } from './verify-options.ts'

type Chat = ReturnType<typeof chat>
type Cast = 'alice' | 'bob' | 'eve'

/** What a room promises. */
const fanOutOf = (made: Chat): Scenario<Chat, Cast> =>
  scenario('a message reaches every member of its room, once', {
    contract: made,
    clients: ['alice', 'bob', 'eve'],
    steps: ({ alice, bob, eve, server }) => [
      alice.ignore('taken'),
      alice.joinGroup('room', 'lobby'),
      bob.joinGroup('room', 'lobby'),
      alice.send('say', { room: 'lobby', id: '1', text: 'hi' }),
      each(alice, bob).expect('said', { text: 'hi' }),
      eve.expectNothing(),
      server.broadcast('said', { room: 'lobby', id: '2', text: 'maintenance' }, { group: ['room', 'lobby'] }),
      together([alice.expect('said')], [bob.expect('said')]),
    ],
  })

const optionsFor = (server: ChatServer): VerifyOptions<Chat, Cast> => ({
  url: server.url,
  trigger: { broadcast: ({ group }, message) => server.broadcast(group?.[1] ?? '', message) },
})

async function failureOf(verified: Promise<unknown>): Promise<ScenarioFailure<VerifyReport>> {
  const ended = await verified.catch((error: unknown) => error)
  if (ended instanceof ScenarioFailure) return ended as ScenarioFailure<VerifyReport>
  throw new Error('the scenario did not fail', { cause: ended })
}

/** Long enough for a handshake on a machine that is busy, as all of it is real: what is missing is waited for so long. */
const PATIENCE_MS = 1_000

/** How the fan-out fails on a server that is wrong. */
async function faultOf(options: ChatOptions, made: Chat = chat()): Promise<string> {
  await using server = await ChatServer.open(options)
  const { message } = await failureOf(
    verify(fanOutOf(made), { ...optionsFor(server), patienceMs: PATIENCE_MS }),
  )
  return message
}

describe('verify', () => {
  it('passes what a right server does, and says what its silence rests on', async () => {
    await using server = await ChatServer.open()
    const report = await verify(fanOutOf(chat()), optionsFor(server))
    expect(report).toMatchObject({ outcome: 'pass', evidence: 'bounded', warnings: [], reason: undefined })
    expect(report.silence).toContain(
      'bounded evidence: nothing came within 100 ms, and the server could still have spoken later, because of ' +
        "what alice said (say), server.broadcast('said', '…', { group: 'room/lobby' }).",
    )
    expect(report.durationMs).toBeGreaterThan(0)
    await server.empty()
  })

  it('passes the same scenario that a simulation passes', async () => {
    await expect(simulate(fanOutOf(chat()))).resolves.toMatchObject({ outcome: 'pass' })
  })

  it.each([
    ['a barrier', chat(fenced), {}],
    ['an acknowledgement that means fannedOut', chat(fanningOut), { acknowledges: 'after' }],
  ] as const)('proves silence by %s', async (_, made, options) => {
    await using server = await ChatServer.open(options)
    const said = scenario('nobody else hears it', {
      contract: made,
      clients: ['alice', 'bob', 'eve'],
      steps: ({ alice, bob, eve }) => [
        alice.ignore('taken'),
        each(alice, bob).joinGroup('room', 'lobby'),
        alice.send('say', { room: 'lobby', id: '1', text: 'hi' }),
        each(alice, bob).expect('said'),
        eve.expectNothing(),
      ],
    })
    const { evidence, silence } = await verify(said, { url: server.url })
    expect([evidence, silence]).toEqual(['exact', expect.stringContaining('exact: ')])
  })

  it('waits for an acknowledgement that proves silence, though it comes late', async () => {
    await using server = await ChatServer.open({ acknowledges: 'after', lateMs: () => 30 })
    const said = scenario('nobody else hears it', {
      contract: chat(fanningOut),
      clients: ['alice', 'eve'],
      steps: ({ alice, eve }) => [
        each(alice, eve).joinGroup('room', 'lobby'),
        alice.send('say', { room: 'attic', id: '1', text: 'hi' }),
        each(alice, eve).expectNothing(),
        alice.expect('taken'),
      ],
    })
    // The acknowledgement is there when nothing is expected: only eve hears nothing.
    expect((await failureOf(verify(said, { url: server.url }))).report.failure?.client).toBe('alice')
    const others = scenario('nobody else hears it', {
      contract: chat(fanningOut),
      clients: ['alice', 'eve'],
      steps: ({ alice, eve }) => [
        eve.joinGroup('room', 'lobby'),
        alice.send('say', { room: 'attic', id: '1', text: 'hi' }),
        eve.expectNothing(),
        alice.expect('taken'),
      ],
    })
    expect((await verify(others, { url: server.url, quietMs: 5_000 })).evidence).toBe('exact')
  })

  it('does not wait for ever for an acknowledgement that never comes', async () => {
    await using server = await ChatServer.open()
    const said = scenario('it is not taken', {
      contract: chat(fanningOut),
      clients: ['alice', 'eve'],
      steps: ({ alice, eve }) => [
        alice.send('say', { room: 'attic', id: '1', text: 'hi' }),
        eve.expectNothing(),
        eve.expectNothing(),
      ],
    })
    const { evidence, silence, durationMs } = await verify(said, { url: server.url, patienceMs: 200 })
    expect([evidence, silence]).toEqual(['bounded', expect.stringContaining('what alice said (say)')])
    expect(durationMs).toBeLessThan(1_000)
  })

  it("keeps the barrier's questions and answers out of the conversation", async () => {
    await using server = await ChatServer.open()
    const report = await verify(fanOutOf(chat(fenced)), optionsFor(server))
    expect(server.heard.some((line) => line.includes('sync'))).toBe(true)
    expect(JSON.stringify(report.transcript.entries)).not.toContain('sync')
  })

  it.each([
    ['ids', chat(fenced)],
    ['no ids', chat(fencedWithoutIds)],
  ])("leaves the scenario's own questions to the scenario, with %s", async (_, made) => {
    // Slow, so that questions overlap.
    await using server = await ChatServer.open({ syncMs: 30 })
    const asking = scenario('it answers', {
      contract: made,
      clients: ['alice', 'bob'],
      steps: ({ alice, bob }) => [
        alice.send('sync', { id: 'mine' }),
        bob.expectNothing(),
        alice.expect('synced', { id: 'mine' }),
        bob.expectNothing(),
      ],
    })
    expect((await verify(asking, { url: server.url })).evidence).toBe('exact')
  })

  it('proves silence by a probe, also without a contract', async () => {
    await using server = await ChatServer.open({ lateMs: () => 20 })
    const said = scenario('only members hear it', {
      clients: ['alice', 'eve'],
      steps: ({ alice, eve }) => [
        alice.send({ type: 'subscribe', room: 'lobby' }),
        alice.expect({ type: 'subscribed' }),
        alice.send({ type: 'say', room: 'lobby', id: '1', text: 'hi' }),
        eve.expectNothing(),
        alice.expect({ type: 'said' }),
      ],
    })
    const { evidence } = await verify(said, { url: server.url, probe: () => server.idle() })
    expect(evidence).toBe('exact')
  })

  it.each([
    ['accepts', { acknowledges: 'before' }, chat(accepting)],
    ['answers nothing', {}, chat()],
    ['answers when all is done', { acknowledges: 'after' }, chat(fanningOut)],
    ['has a barrier', {}, chat(fenced)],
  ] as const)('never accuses a right server that %s and fans out 0-50 ms late', async (_, options, made) => {
    const random = seededRandom(7)
    await using server = await ChatServer.open({ ...options, lateMs: () => random() * 50 })
    const talk = scenario('messages arrive in order, and who comes later hears nothing', {
      contract: made,
      clients: ['alice', 'bob', 'eve'],
      steps: ({ alice, bob, eve }) => [
        each(alice, bob).ignore('taken'),
        each(alice, bob).joinGroup('room', 'lobby'),
        alice.send('say', { room: 'lobby', id: '1', text: 'one' }),
        bob.send('say', { room: 'lobby', id: '2', text: 'two' }),
        each(alice, bob).expect('said', { id: '1' }),
        each(alice, bob).expect('said', { id: '2' }),
        alice.send('say', { room: 'lobby', id: '3', text: 'three' }),
        eve.joinGroup('room', 'lobby'),
        eve.expectNothing(),
        each(alice, bob).expect('said', { id: '3' }),
      ],
    })
    for (let run = 0; run < 3; run++) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other, on one server
      await expect(verify(talk, { url: server.url })).resolves.toMatchObject({ outcome: 'pass' })
    }
  })

  describe('names what a wrong server does', () => {
    it('wrong payload', async () => {
      expect(await faultOf({ alter: (said) => ({ ...said, text: 'ho' }) })).toContain(
        "at step 5, branch 1, step 1: alice.expect('said', { text: 'hi' })",
      )
      expect(await faultOf({ alter: (said) => ({ ...said, text: 'ho' }) })).toContain(
        "text: expected 'hi', got 'ho'",
      )
    })

    it('a payload that breaks the contract', async () => {
      const message = await faultOf({ alter: (said) => ({ ...said, text: 7 }) })
      expect(message).toContain(
        'ViolationError: the server sent alice {"type":"said","room":"lobby","id":"1","text":7}: ' +
          'said breaks the contract chat: text: Invalid input: expected string, received number.',
      )
      expect(message).toContain('the server breaks the contract: said, text: Invalid input')
    })

    it('missing recipient', async () => {
      const message = await faultOf({ copies: (index, isMember) => (isMember && index !== 1 ? 1 : 0) })
      expect(message).toContain("expected bob.expect('said', { text: 'hi' })")
      expect(message).toContain('but nothing came within')
    })

    it('extra message, to who has nothing to hear', async () => {
      const message = await faultOf({ copies: () => 1 })
      expect(message).toContain('expected nothing for eve, but this came:')
      expect(message).toContain(
        "not expected yet, for eve: { type: 'said', room: 'lobby', id: '1', text: 'hi' }",
      )
    })

    it('extra message, twice to one', async () => {
      const copies: ChatOptions['copies'] = (index, isMember) => (isMember ? 1 + index : 0)
      expect(await faultOf({ copies })).toContain('not expected yet, for bob: {')
      const promised = { ...accepting, guarantees: [exactlyOnce()] }
      expect(await faultOf({ copies }, chat(promised))).toContain(
        'the server sent bob it twice: it breaks the contract chat: room promises exactlyOnce, and ' +
          "said (id: '1') had come to bob before",
      )
    })

    it('wrong close code', async () => {
      await using server = await ChatServer.open({ quitCode: 4001 })
      const leaving = scenario('it closes as asked', {
        contract: chat(),
        clients: ['alice'],
        steps: ({ alice }) => [alice.send('quit', {}), alice.expectClose(4000)],
      })
      const { message } = await failureOf(verify(leaving, { url: server.url }))
      expect(message).toContain('expected alice.expectClose(4000)')
      expect(message).toContain('but the connection ended with close 4001')
    })

    it('a close code that the contract does not know', async () => {
      await using server = await ChatServer.open({ quitCode: 4002 })
      const leaving = scenario('it closes as asked', {
        contract: chat(),
        clients: ['alice'],
        steps: ({ alice }) => [alice.send('quit', {}), alice.expectClose()],
      })
      const { message } = await failureOf(verify(leaving, { url: server.url }))
      expect(message).toContain(
        'the server closes alice with 4002: it breaks the contract chat: it has no close code 4002; its codes are 4000, 4001',
      )
    })

    it('a refusal that the contract does not know', async () => {
      const anonymous = scenario('nobody is let in', {
        contract: chat(),
        clients: ['alice'],
        steps: ({ alice }) => [alice.connect({ query: { as: 'anonymous' } }), alice.expectClose(1006)],
      })
      await using right = await ChatServer.open()
      expect((await verify(anonymous, { url: right.url })).outcome).toBe('pass')
      await using wrong = await ChatServer.open({ refusal: 403 })
      const { message, report } = await failureOf(verify(anonymous, { url: wrong.url }))
      expect(message).toContain(
        'the server refuses alice with 403: it breaks the contract chat: it has no refusal 403',
      )
      expect(report.transcript.entries.map(({ kind }) => kind)).toEqual(['reject', 'violation'])
    })

    it('an acknowledgement before everybody has been written to', async () => {
      const message = await faultOf({ acknowledges: 'before', lateMs: () => 30 }, chat(fanningOut))
      expect(message).toContain(
        'the server answered say of alice too early: it breaks the contract chat: taken means that everybody has been ' +
          "written to, and alice and bob, in room/lobby, had not been sent said (id: '1')",
      )
    })

    it('an acknowledgement that never comes, or later than patience lasts', async () => {
      await using server = await ChatServer.open({ acknowledges: 'after', lateMs: () => 4 * PATIENCE_MS })
      const taken = scenario('it is taken', {
        contract: chat(accepting),
        clients: ['alice'],
        steps: ({ alice }) => [
          alice.send('say', { room: 'lobby', id: '1', text: 'hi' }),
          alice.expect('taken', { id: '1' }),
        ],
      })
      const { message } = await failureOf(verify(taken, { url: server.url, patienceMs: PATIENCE_MS }))
      expect(message).toContain("expected alice.expect('taken', { id: '1' })")
      expect(message).toMatch(/but nothing came within \d+ ms/)
    })

    it('an answer that takes longer than the contract promises', async () => {
      const asking = scenario('it answers', {
        contract: chat(),
        clients: ['alice'],
        steps: ({ alice }) => [alice.send('ask', { id: '1' }), alice.expect('answered')],
      })
      await using right = await ChatServer.open()
      expect((await verify(asking, { url: right.url })).outcome).toBe('pass')
      await using late = await ChatServer.open({ answerMs: 600 })
      const { message } = await failureOf(verify(asking, { url: late.url }))
      expect(message).toMatch(
        /the server answered alice too late: it breaks the contract chat: answered answers ask within 500 ms, and came after \d+ ms/,
      )
    })

    it('a barrier that is not answered', async () => {
      const message = await faultOf({ isDeaf: true }, chat(fenced))
      expect(message).toContain(
        'alice asked sync: it breaks the contract chat: the answer to its barrier sync is synced',
      )
    })

    it('an extra message that comes when the next steps are under way, at the end at the latest', async () => {
      const delays = [0, 0, 150, 400, 400, 400]
      await using server = await ChatServer.open({
        lateMs: () => delays.shift() ?? 0,
        copies: (_index, isMember) => (isMember || delays.length === 4 ? 1 : 0),
      })
      const talk = scenario('two messages', {
        contract: chat(),
        clients: ['alice', 'bob', 'eve'],
        steps: ({ alice, bob, eve }) => [
          each(alice, bob).joinGroup('room', 'lobby'),
          alice.send('say', { room: 'lobby', id: '1', text: 'one' }),
          each(alice, bob).expect('said', { id: '1' }),
          eve.expectNothing(),
          alice.send('say', { room: 'lobby', id: '2', text: 'two' }),
          each(alice, bob).expect('said', { id: '2' }),
        ],
      })
      const { message, report } = await failureOf(verify(talk, { url: server.url, quietMs: 0 }))
      expect(report.failure?.kind).toBe('unexpected')
      expect(message).toContain(
        "not expected yet, for eve: { type: 'said', room: 'lobby', id: '1', text: 'one' }",
      )
    })

    it('at the line of the step', async () => {
      await using server = await ChatServer.open({ copies: () => 1 })
      const { stack } = await failureOf(verify(fanOutOf(chat()), optionsFor(server)))
      expect(stack?.split('\n').find((line) => line.includes('    at '))).toContain('verify.test.ts')
    })
  })

  describe('states', () => {
    const greeting = scenario('what is known is said', {
      clients: ['alice'],
      given: ['the room exists', { state: 'it is called', params: { name: 'lobby' } }],
      steps: ({ alice }) => [
        alice.send({ type: 'subscribe', room: ref('room') }),
        alice.expect({ type: 'subscribed', room: ref('room') }),
        checkpoint('in'),
      ],
    })

    it('are brought about before, in order, and taken back after, the last one first', async () => {
      await using server = await ChatServer.open()
      const done: string[] = []
      const report = await verify(greeting, {
        url: server.url,
        states: {
          'the room exists': () => {
            done.push(`exists, ${server.handshakes.length} connected`)
            return { values: { room: 'attic' }, teardown: () => done.push('gone') }
          },
          'it is called': async ({ name }: { name: string }) => {
            done.push(`is called ${name}`)
            return { values: { room: name }, teardown: async () => done.push('is not called') }
          },
        },
        onCheckpoint: (name) => done.push(name),
      })
      expect(done).toEqual(['exists, 0 connected', 'is called lobby', 'in', 'is not called', 'gone'])
      expect(report.given).toEqual(greeting.given)
    })

    it('are taken back when it fails, and when it is aborted', async () => {
      await using server = await ChatServer.open()
      const done: string[] = []
      const states = {
        'the room exists': () => ({ values: { room: 7 }, teardown: () => done.push('gone') }),
        'it is called': () => ({}),
      }
      await failureOf(
        verify(greeting, { url: server.url, states, onCheckpoint: () => Promise.reject(new Error('no')) }),
      )
      const abort = new AbortController()
      const onCheckpoint = (): void => abort.abort(new Error('enough'))
      const aborted = verify(greeting, { url: server.url, states, signal: abort.signal, onCheckpoint })
      await expect(aborted).rejects.toThrow('enough')
      expect(done).toEqual(['gone', 'gone'])
      await server.empty()
    })

    it('that nobody brings about make it inconclusive', async () => {
      const report = await verify(greeting, {
        url: 'ws://127.0.0.1:1',
        states: { 'the room exists': () => ({}) },
      })
      expect(report).toMatchObject({
        outcome: 'inconclusive',
        reason: "the state 'it is called' is not available: states has none of that name",
      })
      const unavailable = await verify(greeting, {
        url: 'ws://127.0.0.1:1',
        states: { 'the room exists': () => ({ unavailable: 'no database' }), 'it is called': () => ({}) },
      })
      expect(unavailable.reason).toBe("the state 'the room exists' is not available: no database")
    })

    it('that throw are the mistake of their author', async () => {
      const states = {
        'the room exists': () => ({}),
        'it is called': () => {
          throw new TypeError('no such table')
        },
      }
      await expect(verify(greeting, { url: 'ws://127.0.0.1:1', states })).rejects.toThrow(
        "verify('what is known is said'), bringing about the state 'it is called': it threw TypeError: no such table",
      )
      await using server = await ChatServer.open()
      const torn = {
        'the room exists': () => ({
          values: { room: 'x' },
          teardown: () => Promise.reject(new Error('it is still there')),
        }),
        'it is called': () => ({}),
      }
      await expect(verify(greeting, { url: server.url, states: torn })).rejects.toThrow(
        "taking back the state 'the room exists': it threw Error: it is still there",
      )
    })
  })

  it('tells each trigger what it needs to know', async () => {
    await using server = await ChatServer.open()
    const told: unknown[] = []
    const tell = (...args: unknown[]): void => void told.push(args)
    const all = scenario('the server acts', {
      contract: contract('plain', {
        url: '/',
        clientToServer: {},
        serverToClient: { said: { type: 'object' } },
        groups: { room: {} },
      }),
      clients: ['alice', 'bob'],
      steps: ({ alice, bob, server: acting }) => [
        alice.joinGroup('room', 'a/b'),
        alice.leaveGroup('room', 'a/b'),
        acting.send('said', { text: 'x' }, { to: alice }),
        acting.broadcast(
          'said',
          { text: 'y' },
          {
            groups: [
              ['room', 'a'],
              ['room', 'b'],
            ],
            except: bob,
          },
        ),
        acting.close(4000, 'bye', { to: bob }),
      ],
    })
    await verify(all, {
      url: server.url,
      quietMs: 0,
      trigger: { broadcast: tell, send: tell, close: tell, join: tell, leave: tell },
    })
    expect(told).toEqual([
      ['alice', ['room', 'a/b']],
      ['alice', ['room', 'a/b']],
      ['alice', { type: 'said', text: 'x' }],
      [
        {
          groups: [
            ['room', 'a'],
            ['room', 'b'],
          ],
          except: 'bob',
        },
        { type: 'said', text: 'y' },
      ],
      ['bob', 4000, 'bye'],
    ])
  })

  it('fails with what a trigger throws, at the step', async () => {
    await using server = await ChatServer.open()
    const broadcast = async (): Promise<never> => await Promise.reject(new Error('502 from the admin API'))
    const { message, cause } = await failureOf(
      verify(fanOutOf(chat()), { url: server.url, trigger: { broadcast } }),
    )
    expect(message).toContain("at step 7: server.broadcast('said'")
    expect(cause).toMatchObject({ message: '502 from the admin API' })
  })

  it('refuses at once what nobody can do, and options that are none', async () => {
    const refusal = async (options: object): Promise<unknown> =>
      await verify(fanOutOf(chat()), { url: 'ws://127.0.0.1:1', ...options } as VerifyOptions<
        Chat,
        Cast
      >).catch((error: unknown) => error)
    const cases: [object, string][] = [
      [{}, 'step 7, server.broadcast('],
      [
        {},
        'that is for the server to do, and trigger.broadcast is not given. Give { trigger: { broadcast: (to, message) => … } }',
      ],
      [{ url: 'http://x' }, "the url is 'http://x'"],
      [{ trigger: { brodcast: () => {} } }, 'there is no option "brodcast"'],
      [{ trigger: { broadcast: 1 } }, 'broadcast is 1. Give a function'],
      [{ patienceMs: -1 }, 'patienceMs is -1'],
      [{ quietMs: Number.NaN }, 'quietMs is NaN'],
      [{ patience: 1 }, 'there is no option "patience"'],
    ]
    for (const [options, sentence] of cases) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other, for a readable failure
      const error = await refusal(options)
      expect(error).toBeInstanceOf(MistakeError)
      expect(error).toMatchObject({ message: expect.stringContaining(sentence) })
    }
  })

  it('lets each client come with its own URL, headers and subprotocols', async () => {
    await using server = await ChatServer.open()
    const coming = scenario('they come', {
      clients: ['alice', 'bob'],
      given: ['tokens'],
      steps: ({ alice }) => [
        alice.close(),
        alice.connect({ protocols: ['v2'], headers: { 'x-again': 'yes' } }),
      ],
    })
    await verify(coming, {
      url: (client) => `${server.url}/${client}`,
      headers: async (client, { tokens }) => ({ authorization: `${String(tokens)} ${client}` }),
      protocols: (client) => (client === 'alice' ? ['v1'] : []),
      states: { tokens: () => ({ tokens: 'secret' }) },
    })
    const came = server.handshakes.map(({ url, headers }) => [
      url,
      headers.authorization,
      headers['sec-websocket-protocol'],
      headers['x-again'],
    ])
    expect(came).toEqual([
      ['/rooms/alice', 'secret alice', 'v1', undefined],
      ['/rooms/bob', 'secret bob', undefined, undefined],
      ['/rooms/alice', 'secret alice', 'v2', 'yes'],
    ])
  })

  it('leaves nothing open when it is aborted in the middle of a silence', async () => {
    await using server = await ChatServer.open()
    const abort = new AbortController()
    const timers = new Set<symbol>()
    const clock: Clock = {
      now: () => realClock.now(),
      after(delayMs, fire) {
        const timer = Symbol('timer')
        timers.add(timer)
        // Nothing else is waited for so long.
        if (delayMs > 30_000) queueMicrotask(() => abort.abort(new Error('enough')))
        const cancel = realClock.after(delayMs, () => {
          timers.delete(timer)
          fire()
        })
        return () => {
          timers.delete(timer)
          cancel()
        }
      },
    }
    const options = { ...optionsFor(server), quietMs: 60_000, signal: abort.signal, clock }
    await expect(verify(fanOutOf(chat()), options)).rejects.toThrow('enough')
    await server.empty()
    expect(timers.size).toBe(0)
  })

  it("uses the platform's class in a page, where nothing can be proven by pings", async () => {
    await using server = await ChatServer.open()
    const inPage = async (options: object): Promise<VerifyReport> => {
      // Looked at when it begins, and not after.
      vi.stubGlobal('process', undefined)
      const verified = verify(fanOutOf(chat(fenced)), { ...optionsFor(server), ...options })
      vi.unstubAllGlobals()
      return await verified
    }
    const { outcome, evidence, silence } = await inPage({})
    expect([outcome, evidence]).toEqual(['pass', 'bounded'])
    expect(silence).toContain("alice's connection, where no pong came")
    await expect(inPage({ headers: { a: 'b' } })).rejects.toThrow('a page cannot choose the headers')
    await server.empty()
  })

  it('keeps what comes in order where schemas take their time', async () => {
    await using server = await ChatServer.open()
    const slow = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: async (value: unknown) => {
          const { text } = value as { readonly text: string }
          for (let turn = 0; turn < (text === 'one' ? 50 : 0); turn++) {
            // oxlint-disable-next-line eslint/no-await-in-loop -- it takes its time
            await undefined
          }
          return text === 'bad' ? { issues: [{ message: 'that is bad', path: ['text'] }] } : { value }
        },
      },
    } as const
    const object = { type: 'object' }
    const made = contract('slow', {
      url: '/',
      clientToServer: { subscribe: object, say: object },
      serverToClient: { subscribed: object, said: slow },
    })
    const talk = (last: string): Scenario<typeof made, 'alice'> =>
      scenario('in order', {
        contract: made,
        clients: ['alice'],
        steps: ({ alice }) => [
          alice.send('subscribe', { room: 'a' }),
          alice.expect('subscribed'),
          ...['one', 'two', last].map((text) => alice.send('say', { room: 'a', id: text, text })),
          alice.expect('said', { text: 'one' }),
          alice.expect('said', { text: 'two' }),
          alice.expect('said', { text: capture('last') }),
        ],
      })
    expect((await verify(talk('three'), { url: server.url })).outcome).toBe('pass')
    const { message } = await failureOf(verify(talk('bad'), { url: server.url }))
    expect(message).toContain('said breaks the contract slow: text: that is bad')
  })
})
