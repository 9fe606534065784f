import { describe, expect, it, vi } from 'vitest'
import { MistakeError } from '../errors.ts'
import { capture, ref } from '../match/matchers/capture.ts'
import { integer } from '../match/matchers/number.ts'
import { text } from '../match/matchers/text.ts'
import { mock } from '../mock/definition.ts'
import { faults } from '../mock/fault.ts'
import { on, onClose, onConnect, type Rule } from '../mock/rule.ts'
import { checkpoint, each, oneOf, optional, times, together, wait } from '../scenario/combine.ts'
import { ScenarioFailure } from '../scenario/report.ts'
import { scenario } from '../scenario/scenario.ts'
import { simulate, type SimulateOptions, type SimulationReport } from './simulate.ts'

const chat: readonly Rule[] = [
  on({ type: 'subscribe', room: text() })
    .join(({ message }) => message.room)
    .reply({ type: 'subscribed' }),
  on({ type: 'say', text: text() }).broadcast(({ message }) => ({ type: 'said', text: message.text }), {
    group: 'lobby',
  }),
  on({ type: 'echo' }).reply(({ message }) => message),
]

const fanOut = scenario('a message reaches every member of its room, once', {
  clients: ['alice', 'bob', 'eve'],
  steps: ({ alice, bob, eve, server }) => [
    alice.joinGroup('lobby'),
    bob.joinGroup('lobby'),
    alice.send({ type: 'say', text: 'hi' }),
    each(alice, bob).expect({ type: 'said', text: 'hi' }),
    eve.expectNothing(),
    server.broadcast({ type: 'said', text: 'maintenance' }, { group: 'lobby' }),
    together([alice.expect({ text: 'maintenance' })], [bob.expect({ text: 'maintenance' })]),
    bob.close(1000),
  ],
})

/** The failure of a simulation that must fail. */
async function failureOf(...args: Parameters<typeof simulate>): Promise<ScenarioFailure<SimulationReport>> {
  const ended = await simulate(...args).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (ended instanceof ScenarioFailure) return ended as ScenarioFailure<SimulationReport>
  throw new Error('the scenario did not fail', { cause: ended })
}

describe('simulate', () => {
  it('plays a scenario against the mock and reports the transcript', async () => {
    const report = await simulate(fanOut, { mock: chat })
    expect(report).toMatchObject({
      outcome: 'pass',
      orders: { tried: 1, all: true },
      order: '0',
      warnings: [],
    })
    expect(report.transcript.entries.filter(({ kind }) => kind === 'broadcast')).toHaveLength(2)
  })
})
