// What an exploration tells: its report, its counterexample, what it refuses.
import * as fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { chat, chatContract } from '../../test/faults/chat.ts'
import { faults } from '../../test/faults/index.ts'
import { contract } from '../contract/contract.ts'
import { jsonSchema } from '../contract/json-schema.ts'
import { exactlyOnce, totalOrder } from '../contract/promise.ts'
import { typed } from '../contract/typed.ts'
import { MistakeError } from '../errors.ts'
import { anything } from '../match/matchers/presence.ts'
import { mock } from '../mock/definition.ts'
import { faults as strike } from '../mock/fault.ts'
import { on as onAny } from '../mock/rule.ts'
import { serveWsMock } from '../run/serve-ws.ts'
import { simulate } from '../run/simulate.ts'
import { ExplorationFailure, explore } from './explore.ts'
import type { ExploreOptions, ExploreProgress } from './options.ts'

const joinsTwice = faults[4]?.serve(chatContract)
if (joinsTwice === undefined) throw new Error('the catalogue has no fifth fault')

async function failureOf(exploring: Promise<unknown>): Promise<ExplorationFailure> {
  const ended = await exploring.catch((error: unknown) => error)
  if (ended instanceof ExplorationFailure) return ended
  throw new Error('nothing was found', { cause: ended })
}

describe('explore', () => {
  it('does not pass where nobody is let in', async () => {
    const nobody = 'ws://127.0.0.1:1/rooms'
    const error = await explore(chatContract, { url: nobody, runs: 5, seed: 1 }).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(ExplorationFailure)
    expect((error as Error).message).toContain(`alice has no connection to ${nobody}: no server answers`)
  })

  it('does not pass where nobody is ever told anything, and repeats that by its token', async () => {
    await using deaf = await serveWsMock([onAny(anything()).run(() => {})])
    const exploring = (options: ExploreOptions): Promise<unknown> =>
      explore(chat(undefined, false), { url: deaf.url, patienceMs: 500, ...options })
    const { message, counterexample } = await failureOf(exploring({ runs: 14, seed: 1 }))
    expect(message).toMatch(
      /in \d\d conversations messages were broadcast while others may have been members, and no client ever received a message/,
    )
    expect(message).toMatch(/^The first of them, of \d+ steps \(after 14 conversations, seed 1\):$/m)
    expect(message).toContain('.joinGroup(')
    const again = await failureOf(exploring({ runs: 14, replay: counterexample.replay }))
    expect(again.message).toContain('no client ever received a message')
    expect(again.counterexample.source).toBe(counterexample.source)
  })

  it('finds nothing wrong with the mock of a contract, and says what it came across', async () => {
    const report = await explore(chatContract, { seed: 1, runs: 500 })
    expect(report).toMatchObject({ runs: 500, seed: 1, warnings: [] })
    for (const [situation, count] of Object.entries(report.situations)) {
      expect({ situation, isReached: count > 0 }).toEqual({ situation, isReached: true })
    }
    for (const { holds, violated } of Object.values(report.laws)) {
      expect(holds).toBeGreaterThan(100)
      expect(violated).toBe(0)
    }
    expect(report.steps.max).toBeGreaterThan(20)
  })

  it('shows the shortest conversation, its source, who saw what, and how to repeat it', async () => {
    const { message, counterexample } = await failureOf(
      explore(joinsTwice, { seed: 1, source: { from: './chat.contract.ts' } }),
    )
    expect(counterexample.steps).toBe(3)
    expect(message).toMatchInlineSnapshot(`
      "explore(chat): a promise of the contract was not kept

        atMostOnce in room/a: alice received "1" at #7 and again at #8

      The shortest conversation found, of 3 steps (after 5 conversations, seed 1):

      import { scenario } from '@parley-ws/core'
      import { chatContract } from './chat.contract.ts'

      export const counterexample = scenario('explored', {
        contract: chatContract,
        clients: ['alice'],
        open: true,
        upholds: true,
        steps: ({ alice }) => [
          alice.joinGroup('room', 'a'),
          alice.send('subscribe', { room: 'a' }),
          alice.send('say', { room: 'a', id: '1', text: 'hi' }),
        ],
      })

      What happened:
        1  alice  ○ open ws://localhost/
        2  alice  → {"type":"subscribe","room":"a"}
        3  alice  ← {"type":"subscribed","room":"a"}
        4  alice  → {"type":"subscribe","room":"a"}
        5  alice  ← {"type":"subscribed","room":"a"}
      ▶ 6  alice  → {"type":"say","room":"a","id":"1","text":"hi"}
      ▶ 7  alice  ← {"type":"said","room":"a","id":"1","text":"hi"}
      ▶ 8  alice  ← {"type":"said","room":"a","id":"1","text":"hi"}

      The same as a Mermaid diagram:
      sequenceDiagram
        participant c1 as alice
        participant server
        c1-->>server: open ws://localhost/
        c1->>server: {"type":"subscribe","room":"a"}
        server->>c1: {"type":"subscribed","room":"a"}
        c1->>server: {"type":"subscribe","room":"a"}
        server->>c1: {"type":"subscribed","room":"a"}
        c1->>server: {"type":"say","room":"a","id":"1","text":"hi"}
        server->>c1: {"type":"said","room":"a","id":"1","text":"hi"}
        server->>c1: {"type":"said","room":"a","id":"1","text":"hi"}

      Repeat it with { replay: '1.1.4-0-0-0-2-4-7-7-2' }."
    `)
  })

  it('points at the line that called it', async () => {
    const { stack } = await failureOf(explore(joinsTwice, { seed: 1 }))
    expect(stack?.split('\n').find((line) => line.trimStart().startsWith('at '))).toContain('explore.test.ts')
  })

  it('repeats a failure by its token alone', async () => {
    const first = await failureOf(explore(joinsTwice, { seed: 5 }))
    const again = await failureOf(explore(joinsTwice, { replay: first.counterexample.replay }))
    expect(again.counterexample.source).toBe(first.counterexample.source)
    expect(again.runs).toBeLessThan(3)
  })

  it.each([1, 2, 3])('finds what rare faults do to promises, when asked to strike: seed %i', async (seed) => {
    const { counterexample } = await failureOf(
      explore(chatContract, { seed, laws: exactlyOnce(), faults: [strike.drop({ probability: 0.02 })] }),
    )
    expect(counterexample.broken.map(({ law }) => law)).toContain('atLeastOnce')
    expect(counterexample.steps).toBeLessThan(14)
  })

  it('makes messages of what a JSON Schema says', async () => {
    const text = { type: 'string', minLength: 3, pattern: '^[a-z]+$' }
    const say = jsonSchema({
      type: 'object',
      properties: {
        room: { enum: ['red', 'green', 'blue'] },
        id: { type: 'integer' },
        text,
        mood: { enum: ['good', 'bad'] },
      },
      required: ['room', 'id', 'text', 'mood'],
    })
    const made = contract('strict', {
      url: '/',
      clientToServer: {
        enter: jsonSchema({
          type: 'object',
          properties: { room: { enum: ['red', 'green', 'blue'] } },
          required: ['room'],
        }),
        say,
      },
      serverToClient: { said: say },
      groups: {
        room: {
          join: { by: 'enter', key: 'room' },
          broadcast: { by: 'say', delivers: 'said', key: 'room', id: 'id' },
          guarantees: [exactlyOnce()],
        },
      },
    })
    const { laws } = await explore(made, { seed: 1, runs: 50 })
    expect(laws['atLeastOnce']?.holds).toBeGreaterThan(10)
  })

  it('takes messages from examples and from arbitraries', async () => {
    const heard = new Set<unknown>()
    const listening = mock(chat(), ({ on }) => [
      on('say', ({ text }) => heard.add(text) === undefined).drop(),
    ])
    await explore(listening, { seed: 1, runs: 30, messages: { say: [{ text: 'one' }, { text: 'two' }] } })
    expect([...heard]).toEqual(expect.arrayContaining(['one', 'two']))
    heard.clear()
    const arbitrary = fc.record({ text: fc.constantFrom('three', 'four') })
    await explore(listening, { seed: 1, runs: 30, messages: { say: arbitrary } })
    expect([...heard]).toEqual(expect.arrayContaining(['three', 'four']))
  })

  it('says which law could never be judged', async () => {
    const { warnings } = await explore(chat([totalOrder()]), { seed: 1, runs: 5, clients: 1, maxSteps: 1 })
    expect(warnings).toContainEqual(
      expect.stringMatching(/^totalOrder could never be judged: nothing to judge/),
    )
  })

  it('tells how far it is, and ends when its time is up', async () => {
    const told: ExploreProgress[] = []
    const report = await explore(chatContract, {
      seed: 1,
      runs: 1_000_000,
      timeBudgetMs: 600,
      onProgress: (progress) => told.push(progress),
    })
    expect(report.runs).toBeLessThan(1_000_000)
    expect(told.at(-1)).toMatchObject({ of: 1_000_000, isShrinking: false })
  })

  it('stops when it is aborted, with the reason', async () => {
    const stop = new AbortController()
    const exploring = explore(chatContract, {
      runs: 1_000_000,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('enough')),
    })
    await expect(exploring).rejects.toThrow('enough')
  })

  it('hears of it also where nothing else lets the event loop go on', async () => {
    // With a seed it is the same work each time: many times what is done before a timer gets its turn.
    const exploring = explore(chatContract, { runs: 3_000, seed: 1, signal: AbortSignal.timeout(1) })
    await expect(exploring).rejects.toThrow('timeout')
  })

  it.each([
    ['no contract', () => explore({} as never), '{} is no contract'],
    ['a mock without a contract', () => explore(mock()), 'the mock has no contract'],
    ['a contract that promises nothing', () => explore(chat([])), 'the contract promises nothing'],
    ['an option that is none', () => explore(chatContract, { run: 5 } as never), 'there is no option "run"'],
    ['a count that is none', () => explore(chatContract, { runs: 0 }), 'runs is 0'],
    ['no time at all', () => explore(chatContract, { timeBudgetMs: 0 }), 'timeBudgetMs is 0'],
    ['faults that are none', () => explore(chatContract, { faults: {} as never }), 'faults is {}'],
    ['a signal that is none', () => explore(chatContract, { signal: {} as never }), 'signal is {}'],
    ['a token that is none', () => explore(chatContract, { replay: 'x' }), "'x' is no replay token"],
    ['a token of another version', () => explore(chatContract, { replay: '9.1.0' }), "of version '9'"],
    [
      'a message that clients do not send',
      () => explore(chatContract, { messages: { said: [] } }),
      "no message 'said'",
    ],
    [
      'a contract without broadcasts',
      () =>
        explore(
          contract('still', {
            url: '/',
            clientToServer: { enter: z.object({ room: z.string() }) },
            serverToClient: {},
            groups: { room: { join: { by: 'enter', key: 'room' } } },
          }),
          { laws: exactlyOnce() },
        ),
      'no group that clients broadcast to',
    ],
    [
      'messages that cannot be made',
      () =>
        explore(
          contract('odd', {
            url: '/',
            clientToServer: {
              say: z.object({ room: z.string(), at: z.string().refine((at) => at === 'never') }),
            },
            serverToClient: { said: typed<{ room: string }>() },
            groups: {
              room: { broadcast: { by: 'say', delivers: 'said', key: 'room' }, guarantees: [exactlyOnce()] },
            },
          }),
        ),
      'no message say could be made that its schema accepts (at: Invalid input). Give examples',
    ],
    [
      'keys that the schema does not take',
      () => {
        const room = z.string().refine((one) => one.startsWith('room:'))
        return explore(
          contract('picky', {
            url: '/',
            clientToServer: { say: z.object({ room, text: z.string() }) },
            serverToClient: { said: typed<{ room: string }>() },
            groups: {
              room: { broadcast: { by: 'say', delivers: 'said', key: 'room' }, guarantees: [exactlyOnce()] },
            },
          }),
        )
      },
      'no key of room could be made',
    ],
    [
      'a source of messages that is none',
      () => explore(chatContract, { messages: { say: { text: 'hi' } as never } }),
      "messages.say is { text: 'hi' }. Give a list of examples, [{ … }], or an arbitrary",
    ],
  ])('refuses %s', async (_what, exploring, sentence) => {
    const error = await exploring().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(MistakeError)
    expect((error as Error).message).toContain(sentence)
  })
})

describe('the seed', () => {
  afterEach(() => vi.unstubAllEnvs())

  it.each(['true', '1', 'yes'])('is the same for all where CI is %s', async (ci) => {
    vi.stubEnv('CI', ci)
    expect((await explore(chatContract, { runs: 1 })).seed).toBe(1)
    expect((await explore(chatContract, { runs: 1, seed: 7 })).seed).toBe(7)
  })

  it.each([undefined, '', 'false', '0'])('is another each time where CI is %s', async (ci) => {
    vi.stubEnv('CI', ci)
    const seeds = [await explore(chatContract, { runs: 1 }), await explore(chatContract, { runs: 1 })]
    expect(new Set(seeds.map(({ seed }) => seed)).size).toBe(2)
  })
})

describe('a counterexample', () => {
  it('fails again when it is simulated', async () => {
    const { counterexample } = await failureOf(explore(joinsTwice, { seed: 2 }))
    expect(counterexample.html()).toContain(
      `"explanation":${JSON.stringify(counterexample.broken[0]!.explanation)}`,
    )
    await expect(simulate(counterexample.scenario, { mock: joinsTwice })).rejects.toThrow(
      'the contract promises atMostOnce to room/a',
    )
  })
})
