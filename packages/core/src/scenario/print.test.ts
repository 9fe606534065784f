import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evaluate, plain } from '../../test/evaluate.ts'
import { MistakeError } from '../errors.ts'
import { capture, ref } from '../match/matchers/capture.ts'
import { exactly } from '../match/matchers/exactly.ts'
import { integer } from '../match/matchers/number.ts'
import { satisfies } from '../match/matchers/satisfies.ts'
import { text } from '../match/matchers/text.ts'
import type { Pattern } from '../match/pattern.ts'
import type { Sendable } from '../mock/sendable.ts'
import type { RawActor } from './actor.ts'
import { checkpoint, each, oneOf, optional, times, together, wait } from './combine.ts'
import { printScenario } from './print.ts'
import { scenario } from './scenario.ts'
import type { ExpectStep, Step } from './step.ts'

const isPrice = satisfies('isPrice', (value: number) => value > 0, 1)
function isEven(value: unknown): boolean {
  return typeof value === 'number' && value % 2 === 0
}

const everything = scenario('it\'s "everything" – \u2028 line\n', {
  clients: ['alice', 'client-1', 'text'],
  given: ['the room exists', { state: "it's full", params: { room: 'a', seats: [3] } }],
  open: true,
  steps: ({ alice, 'client-1': other, text: reader, server }) => [
    alice.connect({ protocols: ['v1'], headers: { 'x-a': 'b' }, query: { room: 'a b' } }),
    alice.send({
      type: 'say',
      'odd key': ["'", '\\', '\u{1F600}', '\uD800', -0, null, true],
      ['__proto__']: 1,
    }),
    other.send(Uint8Array.of(0, 255)),
    each(alice, other).expect({ id: capture('id', text()), price: isPrice, n: isEven, at: /^\d+\/x$/i }),
    other.expectInAnyOrder([ref('id'), integer({ min: 1 })]),
    oneOf(
      reader.expect(exactly({ a: [1] })),
      reader.expectClose({ code: 4000, reason: /a/ }),
      times(0, 2, reader.expect('x')),
    ),
    optional(alice.expect(text({ maxLength: 3 }))),
    alice.ignore('beat'),
    alice.expectNothing(),
    alice.expectNothing({ forMs: 5 }),
    together(
      [alice.joinGroup('a'), wait(1.5)],
      [other.leaveGroup('b'), together([reader.ping()], [other.ping('p')])],
    ),
    server.send('hi', { to: other }),
    server.broadcast({ n: 1 }),
    server.broadcast('x', { groups: ['a', 'b'], except: alice }),
    server.broadcast('x', { group: 'a' }),
    server.close(1001, 'bye', { to: alice }),
    alice.expectClose(1001),
    checkpoint('shows "hi"'),
    other.close(1000, 'ok'),
    reader.cut(),
  ],
})

const refusal = (pattern: Pattern) => () =>
  printScenario(
    scenario('x', {
      clients: ['alice'],
      steps: ({ alice }) => [wait(1), together([alice.expect(pattern)])],
    }),
  )

describe('printScenario', () => {
  it('prints source as a person would write it', () => {
    const fanOut = scenario('a message reaches everybody', {
      clients: ['alice', 'bob'],
      steps: ({ alice, bob, server }) => [
        alice.send({ type: 'say', text: 'hi' }),
        each(alice, bob).expect({ type: 'said', id: text(), text: 'hi' }),
        server.send(
          {
            type: 'a long message that does not fit on one line',
            items: ['one', 'two', 'three'],
            text: 'more of it',
          },
          { to: bob },
        ),
        bob.close(1000),
      ],
    })
    expect(printScenario(fanOut, { name: 'fanOut' }))
      .toBe(`import { scenario, text, together } from '@parley-ws/core'

export const fanOut = scenario('a message reaches everybody', {
  clients: ['alice', 'bob'],
  steps: ({ alice, bob, server }) => [
    alice.send({ type: 'say', text: 'hi' }),
    together(
      [alice.expect({ type: 'said', id: text(), text: 'hi' })],
      [bob.expect({ type: 'said', id: text(), text: 'hi' })],
    ),
    server.send({
      type: 'a long message that does not fit on one line',
      items: ['one', 'two', 'three'],
      text: 'more of it',
    }, { to: bob }),
    bob.close(1000),
  ],
})
`)
  })

  it('prints every kind of step, so that the source makes an equal scenario', () => {
    const source = printScenario(everything, {
      imports: { isPrice: './matchers.ts', isEven: './matchers.ts' },
    })
    expect(source).toContain("import { isEven, isPrice } from './matchers.ts'\n")
    const again = evaluate(source, { isPrice, isEven })
    expect(plain(again)).toStrictEqual(plain(everything))
  })

  it('gives clients whose names cannot be variables, or are taken, other names', () => {
    const odd = scenario('odd', {
      clients: ['class', 'wait', 'a b', '1st', 'mine'],
      steps: (who) => [
        wait(1),
        who.class.cut(),
        who.wait.cut(),
        who['a b'].cut(),
        who['1st'].cut(),
        who.mine.cut(),
      ],
    })
    const source = printScenario(odd, { name: 'mine' })
    expect(source).toContain("({ class: class2, wait: wait2, 'a b': aB, '1st': client1st, mine: mine2 })")
    expect(evaluate(source)).toEqual(odd)
  })

  it('refuses what has no name, naming the step', () => {
    expect(refusal((value) => value === 1)).toThrow("scenario 'x', step 2, branch 1, step 1, alice.expect(")
    expect(refusal((value) => value === 1)).toThrow('a function without a name cannot be written down')
    expect(refusal(isPrice)).toThrow("it is not known where 'isPrice' is imported from")
    const schema = {
      '~standard': { version: 1, vendor: 'mine', validate: (value: unknown) => ({ value }) },
    } as const
    expect(refusal({ a: schema })).toThrow('a schema cannot be written down')
  })

  it('refuses a message that is no plain value', () => {
    const dated = scenario('x', {
      clients: ['alice'],
      steps: ({ alice }) => [alice.send({ at: new Date(0) })],
    })
    expect(() => printScenario(dated)).toThrow('an instance of Date cannot be written down')
  })

  it('refuses names that clash or are none', () => {
    for (const options of [
      { name: 'class' },
      { name: 'a b' },
      { name: 'scenario' },
      { name: 'x', imports: { x: './x.ts' } },
    ]) {
      expect(() =>
        printScenario(everything, { ...options, imports: { isPrice: 'a', isEven: 'a', ...options.imports } }),
      ).toThrow(MistakeError)
    }
  })

  it('is undone by evaluating it, for any steps', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), stepList(2), (title, steps) => {
        const made = { title, contract: undefined, clients: ['alice', 'bob-2'], open: false, steps }
        let again: unknown
        // Steps that cannot follow each other are refused when they are made; printing them is not the matter here.
        try {
          again = evaluate(printScenario(made))
        } catch (error) {
          if (error instanceof MistakeError) fc.pre(false)
          throw error
        }
        expect(plain(again)).toStrictEqual(plain(made))
      }),
      { numRuns: 300 },
    )
  })
})

describe('printed source', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(fileURLToPath(new URL('./printed-', import.meta.url)))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('type-checks', () => {
    const source = printScenario(everything, {
      imports: { isPrice: './matchers.ts', isEven: './matchers.ts' },
    })
    writeFileSync(join(folder, 'printed.ts'), source)
    writeFileSync(
      join(folder, 'core.ts'),
      `export { scenario } from '../scenario.ts'
export { checkpoint, each, oneOf, optional, times, together, wait } from '../combine.ts'
export { capture, ref } from '../../match/matchers/capture.ts'
export { exactly } from '../../match/matchers/exactly.ts'
export { integer } from '../../match/matchers/number.ts'
export { text } from '../../match/matchers/text.ts'
`,
    )
    writeFileSync(
      join(folder, 'matchers.ts'),
      `import { satisfies } from '../../match/matchers/satisfies.ts'
export const isPrice = satisfies('isPrice', (value: number) => value > 0, 1)
export function isEven(value: unknown): boolean { return value === 2 }
`,
    )
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: '../../../../../tsconfig.base.json',
        compilerOptions: {
          isolatedDeclarations: false,
          declaration: false,
          paths: { '@parley-ws/core': ['./core.ts'] },
        },
        files: ['printed.ts'],
      }),
    )
    const tsc = fileURLToPath(new URL('../../../../node_modules/typescript/bin/tsc', import.meta.url))
    const { stdout, status } = spawnSync(execPath, [tsc, '--project', folder], { encoding: 'utf8' })
    expect(stdout).toBe('')
    expect(status).toBe(0)
  }, 60_000)
})

function stepList(depth: number): fc.Arbitrary<readonly Step[]> {
  const word = fc.string({ unit: 'binary', minLength: 1, maxLength: 8 })
  const json = fc.jsonValue({ maxDepth: 2, noUnicodeString: false }).map((value) => value as Sendable)
  const message: fc.Arbitrary<Sendable> = fc.oneof(
    json,
    fc.uint8Array({ maxLength: 5 }).map((bytes) => new Uint8Array(bytes)),
  )
  const matcher: fc.Arbitrary<Pattern> = fc.oneof(
    fc.constant(text()),
    fc.nat(9).map((min) => integer({ min })),
    word.map((name) => capture(name)),
    word.map((name) => ref(name)),
    json.map((value) => exactly(value)),
    fc.constant(/a'b\n"[/]/gu),
  )
  const pattern: fc.Arbitrary<Pattern> = fc.oneof(
    json.map((value) => value as Pattern),
    matcher,
    fc.dictionary(word, matcher, { maxKeys: 3, noNullPrototype: true }),
  )
  const actor = fc.constantFrom('alice', 'bob-2').map((name) => actors[name]!)
  const expecting: fc.Arbitrary<ExpectStep> = fc.letrec<{ one: ExpectStep; alice: ExpectStep }>((tie) => ({
    one: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      fc.tuple(actor, pattern).map(([who, value]) => who.expect(value)),
      fc
        .tuple(actor, fc.array(pattern, { minLength: 1, maxLength: 3 }))
        .map(([who, value]) => who.expectInAnyOrder(value)),
      tie('one').map((step) => optional(step)),
      fc
        .tuple(fc.nat(3), fc.integer({ min: 3, max: 5 }), tie('one'))
        .map(([min, max, step]) => times(min, max, step)),
      tie('alice').map((step) => oneOf(step, actors['alice']!.expect('x'))),
    ),
    alice: pattern.map((value) => actors['alice']!.expect(value)),
  })).one
  const single: fc.Arbitrary<Step> = fc.oneof(
    fc.tuple(actor, message).map(([who, value]) => who.send(value)),
    expecting,
    fc.tuple(actor, pattern).map(([who, value]) => who.ignore(value)),
    fc.tuple(actor, word).map(([who, group]) => who.joinGroup(group)),
    fc.nat(1000).map((ms) => wait(ms)),
    fc.tuple(actor, fc.nat(9)).map(([who, forMs]) => who.expectNothing({ forMs })),
    actor.map((who) => who.ping()),
    fc.tuple(actor, message).map(([to, value]) => server.send(value, { to })),
    fc.tuple(word, message).map(([group, value]) => server.broadcast(value, { group })),
  )
  const branches = fc.array(
    depth === 0 ? fc.array(single, { minLength: 1, maxLength: 2 }) : nonEmpty(depth),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  const step =
    depth === 0
      ? single
      : fc.oneof(
          { weight: 4, arbitrary: single },
          { weight: 1, arbitrary: branches.map((all) => together(...all)) },
        )
  return fc.array(step, { maxLength: 6 })
}

function nonEmpty(depth: number): fc.Arbitrary<readonly Step[]> {
  return stepList(depth - 1).filter((steps) => steps.length > 0)
}

const actors: Record<string, RawActor> = {}
const { server } = (() => {
  let made: { readonly server: Parameters<Parameters<typeof scenario>[1]['steps']>[0]['server'] } | undefined
  scenario('actors', {
    clients: ['alice', 'bob-2'],
    steps: (who) => {
      actors['alice'] = who.alice
      actors['bob-2'] = who['bob-2']
      made = who
      return []
    },
  })
  return made!
})()
