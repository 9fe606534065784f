// What tests of `simulate` share: a chat room, a conversation in it, and the failure of a run that must fail.
import { text } from '../src/match/matchers/text.ts'
import { on, type Rule } from '../src/mock/rule.ts'
import { simulate, type SimulationReport } from '../src/run/simulate.ts'
import { each, together } from '../src/scenario/combine.ts'
import { ScenarioFailure } from '../src/scenario/report.ts'
import { scenario, type Scenario } from '../src/scenario/scenario.ts'

export const chat: readonly Rule[] = [
  on({ type: 'subscribe', room: text() })
    .join(({ message }) => message.room)
    .reply({ type: 'subscribed' }),
  on({ type: 'say', text: text() }).broadcast(({ message }) => ({ type: 'said', text: message.text }), {
    group: 'lobby',
  }),
  on({ type: 'echo' }).reply(({ message }) => message),
]

export const fanOut: Scenario<undefined, 'alice' | 'bob' | 'eve'> = scenario(
  'a message reaches every member of its room, once',
  {
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
  },
)

/** The failure of a simulation that must fail. */
export async function failureOf(
  ...args: Parameters<typeof simulate>
): Promise<ScenarioFailure<SimulationReport>> {
  const ended = await simulate(...args).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (ended instanceof ScenarioFailure) return ended as ScenarioFailure<SimulationReport>
  throw new Error('the scenario did not fail', { cause: ended })
}

/** A scenario of these clients, for tests that are about its steps. */
export const of = <const C extends string>(
  clients: readonly C[],
  steps: Parameters<typeof scenario<C>>[1]['steps'],
): Scenario<undefined, C> => scenario('a test', { clients, steps })
