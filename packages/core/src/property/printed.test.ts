// Conversations as source: what is printed of them makes the same steps again.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate, plain } from '../../test/evaluate.ts'
import { chat, chatContract, chatWithoutEcho, numberedChat } from '../../test/faults/chat.ts'
import { type AnyContract, compiledOf } from '../contract/contract.ts'
import { text } from '../match/matchers/text.ts'
import { oneOf, optional, settle, times, together, wait } from '../scenario/combine.ts'
import { contractActor, contractServer } from '../scenario/contract-actor.ts'
import { printScenario } from '../scenario/print.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { ExpectStep, Step } from '../scenario/step.ts'
import { castsOf } from './messages.ts'
import { planArbitrary } from './plan-arbitrary.ts'
import { Stage } from './stage.ts'

const names = { contract: 'theContract', imports: { theContract: './contract.ts' } }

function again({ contract, ...made }: Scenario<unknown>): void {
  const source = printScenario({ contract, ...made }, names)
  expect(plain(evaluate(source, { theContract: contract }))).toStrictEqual(plain({ contract, ...made }))
}

describe('an explored conversation', () => {
  it.each<[string, AnyContract]>([
    ['with acknowledgements', chatContract],
    ['without', chat(undefined, false)],
    ['without echo', chatWithoutEcho()],
    ['with numbers', numberedChat()],
  ])('is the same when it was printed and evaluated: a chat %s', async (_, contract) => {
    const compiled = compiledOf('printing', contract)
    const casts = await castsOf('printing', compiled, {}, 2, 1)
    const stage = new Stage(contract, compiled, casts, 4, 2)
    const shape = stage.shape(24, true, true)
    fc.assert(
      fc.property(planArbitrary(shape), (plan) => again(stage.stage(plan, '').scenario)),
      { numRuns: 60 },
    )
  })
})

describe('a scenario with a contract', () => {
  const compiled = compiledOf('printing', chatContract)
  const server = contractServer(compiled)
  const actor = fc.constantFrom('alice', 'bob-2').map((name) => contractActor(compiled, name))
  const word = fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }).map((each) => each.toWellFormed())
  const said = fc.record({ room: word, id: word, text: word })
  const like = fc.oneof(said, fc.record({ text: fc.constant(text()) }), fc.constant(undefined))
  const expecting: fc.Arbitrary<ExpectStep> = fc.oneof(
    fc.tuple(actor, like).map(([who, is]) => who.expect('said', is)),
    fc.tuple(actor, said).map(([who, is]) => who.expectInAnyOrder(['subscribed', ['said', is]])),
    actor.map((who) => oneOf(who.expect('said'), who.expect('subscribed'))),
    actor.map((who) => optional(who.expect('unsubscribed'))),
    actor.map((who) => times(1, 3, who.expect('said'))),
  )
  const single: fc.Arbitrary<Step> = fc.oneof(
    expecting,
    fc.tuple(actor, said).map(([who, message]) => who.send('say', message)),
    fc.tuple(actor, word).map(([who, key]) => who.joinGroup('room', key)),
    fc.tuple(actor, word).map(([who, key]) => who.leaveGroup('room', key)),
    fc.tuple(actor, like).map(([who, is]) => who.ignore('said', is)),
    fc.tuple(said, actor).map(([message, to]) => server.send('said', message, { to })),
    fc.tuple(said, word).map(([message, key]) => server.broadcast('said', message, { group: ['room', key] })),
    fc
      .tuple(said, word, actor)
      .map(([message, key, except]) =>
        server.broadcast('said', message, { groups: [['room', key]], except }),
      ),
    fc.nat(1_000).map(wait),
    fc.constant(settle()),
  )
  const list = fc.array(single, { minLength: 1, maxLength: 4 })
  const steps = fc.array(
    fc.oneof(
      { weight: 5, arbitrary: single },
      { weight: 1, arbitrary: fc.tuple(list, list).map((branches) => together(...branches)) },
    ),
    { maxLength: 8 },
  )

  it('is the same when it was printed and evaluated', () => {
    fc.assert(
      fc.property(steps, fc.boolean(), (made, isOpen) => {
        const clients = ['alice', 'bob-2']
        again({ title: 'generated', contract: chatContract, clients, open: isOpen, steps: made })
      }),
      { numRuns: 300 },
    )
  })
})
