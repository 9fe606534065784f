import { expectTypeOf } from 'expect-type'
import { text } from '../match/matchers/text.ts'
import type { RawActor } from './actor.ts'
import { each, oneOf, optional, times, together, wait } from './combine.ts'
import { type Scenario, scenario } from './scenario.ts'
import type { ExpectStep, Step } from './step.ts'

// ── accepts ────────────────────────────────────────────────────────────────────────────────────────────────────────
const fanOut = scenario('accepts', {
  clients: ['alice', 'bob'],
  open: true,
  steps: ({ alice, bob, server }) => [
    alice.connect({ protocols: ['v1'] }),
    alice.send({ type: 'say' }),
    alice.send('text'),
    alice.send(new Uint8Array(1)),
    each(alice, bob).expect({ type: 'said', text: text() }),
    oneOf(alice.expect(1), optional(times(1, 2, alice.expect(2)))),
    together([alice.expect(1)], [bob.expect(1), wait(1)]),
    server.send({}, { to: alice }),
    server.broadcast('x', { group: 'lobby', except: bob }),
    server.close(1001, 'bye', { to: alice }),
  ],
})

// Options that may be undefined, under exactOptionalPropertyTypes.
declare const maybe: { readonly isOpen?: boolean; readonly forMs?: number; readonly group?: string }
scenario('accepts what is perhaps left out', {
  clients: ['alice'],
  open: maybe.isOpen,
  given: undefined,
  steps: ({ alice, server }) => [
    alice.expectNothing({ forMs: maybe.forMs }),
    alice.expect({ name: text({ maxLength: maybe.forMs }) }),
    server.broadcast('x', { group: maybe.group, except: undefined }),
    server.close(1000, '', { to: undefined }),
  ],
})

// ── infers ─────────────────────────────────────────────────────────────────────────────────────────────────────────
expectTypeOf(fanOut).toEqualTypeOf<Scenario<undefined, 'alice' | 'bob'>>()
expectTypeOf(fanOut.clients).toEqualTypeOf<readonly ('alice' | 'bob')[]>()
expectTypeOf(fanOut).toExtend<Scenario<unknown>>()
expectTypeOf<ReturnType<RawActor['expect']>>().toEqualTypeOf<ExpectStep>()
expectTypeOf<ReturnType<RawActor['send']>>().toEqualTypeOf<Step>()

// ── rejects ────────────────────────────────────────────────────────────────────────────────────────────────────────
scenario('rejects', {
  clients: ['alice'],
  steps: ({
    alice,
    server,
    // @ts-expect-error a client that is not in the list
    alcie,
  }) => [
    // @ts-expect-error no such step
    alice.sent('x'),
    // @ts-expect-error nothing is no message
    alice.send(undefined),
    // @ts-expect-error a symbol is no pattern
    alice.expect({ type: Symbol.iterator }),
    // @ts-expect-error a client, not its name
    server.send('x', { to: 'alice' }),
    // @ts-expect-error a message of the server needs an addressee
    server.send('x'),
    // @ts-expect-error durations are numbers of ms
    wait('1s'),
    // @ts-expect-error branches are lists
    together(alice.cut()),
    alcie,
  ],
})

// @ts-expect-error it needs a client
each()

scenario('rejects', {
  clients: ['alice'],
  // @ts-expect-error a list of steps, not one step
  steps: ({ alice }) => alice.cut(),
})

scenario('rejects', {
  clients: ['alice'],
  // @ts-expect-error only steps
  steps: ({ alice }) => [alice.cut(), 'x'],
})
