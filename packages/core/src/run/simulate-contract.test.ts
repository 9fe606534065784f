// A contract's scenarios against the mock that the contract implies: no rule is written here unless a test is about rules.
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { contract } from '../contract/contract.ts'
import { exactlyOnce, membersOnly, totalOrder } from '../contract/promise.ts'
import { mock } from '../mock/definition.ts'
import { each, together } from '../scenario/combine.ts'
import { printScenario } from '../scenario/print.ts'
import { ScenarioFailure } from '../scenario/report.ts'
import { scenario } from '../scenario/scenario.ts'
import { timeline } from '../views/timeline.ts'
import { simulate } from './simulate.ts'

const room = z.string()
const chatContract = contract('chat', {
  url: '/rooms',
  clientToServer: {
    subscribe: z.object({ room }),
    unsubscribe: z.object({ room }),
    say: z.object({ room, id: z.string(), text: z.string() }),
  },
  serverToClient: {
    subscribed: z.object({ room }),
    unsubscribed: z.object({ room }),
    said: z.object({ room, id: z.string(), text: z.string() }),
  },
  groups: {
    room: {
      join: { by: 'subscribe', ack: 'subscribed', key: 'room' },
      leave: { by: 'unsubscribe', ack: 'unsubscribed', key: 'room' },
      broadcast: { by: 'say', delivers: 'said', key: 'room', id: 'id' },
      guarantees: [exactlyOnce(), totalOrder(), membersOnly()],
    },
  },
})

const fanOut = scenario('a message reaches every member of its room, once', {
  contract: chatContract,
  clients: ['alice', 'bob', 'eve'],
  steps: ({ alice, bob, eve, server }) => [
    alice.joinGroup('room', 'lobby'),
    bob.joinGroup('room', 'lobby'),
    alice.send('say', { room: 'lobby', id: '1', text: 'hi' }),
    each(alice, bob).expect('said', { text: 'hi' }),
    eve.expectNothing(),
    server.broadcast('said', { room: 'lobby', id: '2', text: 'maintenance' }, { group: ['room', 'lobby'] }),
    together([alice.expect('said')], [bob.expect('said')]),
    bob.close(1000),
  ],
})

async function failureOf(simulated: Promise<unknown>): Promise<ScenarioFailure> {
  const ended = await simulated.catch((error: unknown) => error)
  if (ended instanceof ScenarioFailure) return ended
  throw new Error('the scenario did not fail', { cause: ended })
}

describe('simulate', () => {
  it('plays a scenario against the mock that its contract implies', async () => {
    const { outcome, transcript } = await simulate(fanOut)
    expect(outcome).toBe('pass')
    expect(timeline(transcript)).toMatchInlineSnapshot(`
      " 1  alice  ○ open ws://localhost/rooms
       2  bob    ○ open ws://localhost/rooms
       3  eve    ○ open ws://localhost/rooms
       4  alice  → {"type":"subscribe","room":"lobby"}
       5  alice  + joins room/lobby
       6  alice  ← {"type":"subscribed","room":"lobby"}
       7  bob    → {"type":"subscribe","room":"lobby"}
       8  bob    + joins room/lobby
       9  bob    ← {"type":"subscribed","room":"lobby"}
      10  alice  → {"type":"say","room":"lobby","id":"1","text":"hi"}
      11         ⇐ broadcast to room/lobby (alice, bob): {"type":"said","room":"lobby","id":"1","text":"hi"}
      12  alice    ← {"type":"said","room":"lobby","id":"1","text":"hi"}
      13  bob      ← {"type":"said","room":"lobby","id":"1","text":"hi"}
      14         ⇐ broadcast to room/lobby (alice, bob): {"type":"said","room":"lobby","id":"2","text":"maintenance…
      15  alice    ← {"type":"said","room":"lobby","id":"2","text":"maintenance"}
      16  bob      ← {"type":"said","room":"lobby","id":"2","text":"maintenance"}
      17  bob    → close 1000 normal closure
      18  bob    - leaves room/lobby"
    `)
  })

  it('names the message and the path where a client breaks the contract', async () => {
    const wrong = scenario('a number where a text should be', {
      contract: chatContract,
      clients: ['alice'],
      steps: ({ alice }) => [
        alice.joinGroup('room', 'lobby'),
        // @ts-expect-error the text is a number
        alice.send('say', { room: 'lobby', id: '1', text: 7 }),
      ],
    })
    const { message } = await failureOf(simulate(wrong))
    expect(message).toMatchInlineSnapshot(`
      "Scenario 'a number where a text should be' failed at step 2: alice.send('say', { room: 'lobby', id: '1', text: 7 })
        ViolationError: alice sent {"type":"say","room":"lobby","id":"1","text":7}: say breaks the contract chat: text: Invalid input: expected string, received number.

      What happened:
      1  alice  ○ open ws://localhost/rooms
      2  alice  → {"type":"subscribe","room":"lobby"}
      3  alice  + joins room/lobby
      4  alice  ← {"type":"subscribed","room":"lobby"}
      5  alice  → {"type":"say","room":"lobby","id":"1","text":7}
      6  alice  ! the client breaks the contract: say, text: Invalid input: expected string, received number"
    `)
  })

  it('names the message and the path where the mock breaks the contract', async () => {
    const broken = mock(chatContract, ({ on }) => [
      // @ts-expect-error the text is missing
      on('say').broadcast('said', ({ message }) => ({ room: message.room, id: message.id })),
    ])
    const { message } = await failureOf(simulate(fanOut, { mock: broken }))
    expect(message).toContain(
      'the mock broadcast {"type":"said","room":"lobby","id":"1"}: said breaks the contract chat: text: Invalid input',
    )
  })

  it('lets a rule take the place of what the contract implies', async () => {
    const loud = mock(chatContract, ({ on }) => [
      on('say', { text: 'hi' }).broadcast(
        'said',
        ({ message }) => ({ ...message, text: message.text.toUpperCase() }),
        { group: ({ message }) => ['room', message.room] },
      ),
    ])
    const shouted = scenario('shouting', {
      contract: chatContract,
      clients: ['alice'],
      steps: ({ alice }) => [
        alice.joinGroup('room', 'lobby'),
        alice.send('say', { room: 'lobby', id: '1', text: 'hi' }),
        alice.expect('said', { text: 'HI' }),
        alice.send('say', { room: 'lobby', id: '2', text: 'ho' }),
        alice.expect('said', { text: 'ho' }),
      ],
    })
    await simulate(shouted, { mock: loud })
  })

  it('waits for a schema that validates asynchronously, and lets nothing overtake it', async () => {
    const slow = contract('slow', {
      url: '/',
      clientToServer: {
        slow: z.object({ n: z.number() }).refine(async () => await Promise.resolve(true)),
        fast: z.object({ n: z.number() }),
      },
      serverToClient: { slowly: z.object({ n: z.number() }), fastly: z.object({ n: z.number() }) },
      replies: { slow: { with: 'slowly' }, fast: { with: 'fastly' } },
    })
    await simulate(
      scenario('in order', {
        contract: slow,
        clients: ['alice'],
        steps: ({ alice }) => [
          alice.send('slow', { n: 1 }),
          alice.send('fast', { n: 2 }),
          alice.expect('slowly', { n: 1 }),
          alice.expect('fastly', { n: 2 }),
        ],
      }),
    )
  })
})

describe('printScenario', () => {
  it('prints a scenario in the words of its contract', () => {
    const source = printScenario(fanOut, {
      name: 'fanOut',
      contract: 'chatContract',
      imports: { chatContract: './chat.ts' },
    })
    expect(source).toMatchInlineSnapshot(`
      "import { scenario, together } from '@parley-ws/core'
      import { chatContract } from './chat.ts'

      export const fanOut = scenario('a message reaches every member of its room, once', {
        contract: chatContract,
        clients: ['alice', 'bob', 'eve'],
        steps: ({ alice, bob, eve, server }) => [
          alice.joinGroup('room', 'lobby'),
          bob.joinGroup('room', 'lobby'),
          alice.send('say', { room: 'lobby', id: '1', text: 'hi' }),
          together([alice.expect('said', { text: 'hi' })], [bob.expect('said', { text: 'hi' })]),
          eve.expectNothing(),
          server.broadcast('said', { room: 'lobby', id: '2', text: 'maintenance' }, { group: ['room', 'lobby'] }),
          together([alice.expect('said')], [bob.expect('said')]),
          bob.close(1000),
        ],
      })
      "
    `)
  })
})
