// What a contract makes of messages on the wire: names put in and taken out, schemas of every library, each in its place.
import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Direction } from '../wire/frame.ts'
import { type AnyContract, compiledOf, contract } from './contract.ts'
import { jsonSchema } from './json-schema.ts'
import type { Reading } from './reading.ts'
import { typed } from './typed.ts'

/** The value on the wire. */
function written(made: AnyContract, direction: Direction, name: string, message: unknown): unknown {
  return compiledOf('a test', made).valueOf(direction, name, message)
}

async function read(made: AnyContract, direction: Direction, value: unknown): Promise<Reading> {
  return await compiledOf('a test', made).read(direction, JSON.stringify(value))
}

const text = z.string()

describe('discriminators', () => {
  const messages = {
    url: '/',
    clientToServer: { say: z.object({ text }) },
    serverToClient: { said: z.object({ text }) },
  } as const
  const cases = [
    ['the field type, by default', contract('chat', messages), { type: 'say', text: 'hi' }],
    ['another field', contract('chat', { ...messages, discriminator: 'kind' }), { kind: 'say', text: 'hi' }],
    [
      'a field by its option',
      contract('chat', { ...messages, discriminator: { field: 'op' } }),
      { op: 'say', text: 'hi' },
    ],
    [
      'a field, the message in another',
      contract('chat', { ...messages, discriminator: { field: 'event', payload: 'data' } }),
      { event: 'say', data: { text: 'hi' } },
    ],
    [
      'numbers that stand for names',
      contract('chat', {
        ...messages,
        discriminator: { field: 'op', payload: 'd', names: { say: 10, said: 11 } },
      }),
      { op: 10, d: { text: 'hi' } },
    ],
    [
      'a field of a field',
      contract('chat', { ...messages, discriminator: { path: ['head', 'kind'] } }),
      { head: { kind: 'say' }, text: 'hi' },
    ],
    [
      'a place of an array, the message at another',
      contract('chat', { ...messages, discriminator: { position: 1, payload: 3 } }),
      [null, 'say', null, { text: 'hi' }],
    ],
  ] as const

  it.each(cases)('puts the name into %s, and finds it there', async (_where, made, wire) => {
    expect(written(made, 'clientToServer', 'say', { text: 'hi' })).toEqual(wire)
    const { name, output, breach } = await read(made, 'clientToServer', wire)
    expect({ name, output, breach }).toEqual({ name: 'say', output: { text: 'hi' }, breach: undefined })
  })

  it('makes a message of the other items of an array', async () => {
    const made = contract('chat', {
      url: '/',
      clientToServer: { say: z.tuple([z.string(), z.number()]) },
      serverToClient: {},
      discriminator: { position: 0 },
    })
    expect(written(made, 'clientToServer', 'say', ['hi', 1])).toEqual(['say', 'hi', 1])
    expect(await read(made, 'clientToServer', ['say', 'hi', 1])).toMatchObject({
      name: 'say',
      output: ['hi', 1],
    })
    expect((await read(made, 'clientToServer', ['say', 'hi'])).breach?.why).toBe('invalid')
  })

  it('tells messages without a name by the first schema that fits, and looks once', async () => {
    let looks = 0
    const made = contract('prices', {
      url: '/',
      clientToServer: {},
      serverToClient: {
        price: z.object({ price: z.number().refine(() => ++looks > 0) }),
        halt: z.object({ halted: z.boolean() }),
      },
      discriminator: 'firstThatFits',
    })
    expect(await read(made, 'serverToClient', { price: 3 })).toMatchObject({ name: 'price' })
    expect(looks).toBe(1)
    expect(await read(made, 'serverToClient', { halted: true })).toMatchObject({ name: 'halt' })
    const { breach } = await read(made, 'serverToClient', { halted: 1 })
    expect(breach).toMatchObject({ why: 'nameless', name: undefined })
    expect(breach?.issues.map(({ message }) => message)).toEqual([
      'no price: price: Invalid input: expected number, received undefined',
      'no halt: halted: Invalid input: expected boolean, received number',
    ])
  })

  it('tells messages of JSON Schemas without a name, though their validator is loaded late', async () => {
    const made = contract('prices', {
      url: '/',
      clientToServer: {},
      serverToClient: {
        price: jsonSchema({ type: 'object', required: ['price'] }),
        halt: jsonSchema({ type: 'object', required: ['halted'] }),
      },
      discriminator: 'firstThatFits',
    })
    expect(await read(made, 'serverToClient', { halted: true })).toMatchObject({ name: 'halt' })
  })

  it('keeps numbers and texts apart', async () => {
    const made = contract('gateway', {
      url: '/',
      clientToServer: { '10': z.object({}) },
      serverToClient: {},
      discriminator: { field: 'op', payload: 'd' },
    })
    const { breach } = await read(made, 'clientToServer', { op: 10, d: {} })
    expect(breach?.issues).toEqual([{ path: '', message: 'the name on the wire is 10' }])
  })

  it('finds no name in what an object inherits', async () => {
    const made = contract('odd', {
      url: '/',
      clientToServer: { say: typed<object>() },
      serverToClient: {},
      discriminator: { path: ['constructor', 'name'] },
    })
    expect((await read(made, 'clientToServer', {})).breach?.why).toBe('nameless')
    expect(written(made, 'clientToServer', 'say', {})).toEqual({ constructor: { name: 'say' } })
  })

  it.each([
    ['a text', '"say"'],
    ['a list', '["say"]'],
    ['nothing', 'null'],
    ['a number', '7'],
    ['no JSON', '{"type":'],
  ])('finds no name in %s', async (_what, payload) => {
    const made = contract('chat', { url: '/', clientToServer: { say: z.object({}) }, serverToClient: {} })
    const { name, breach } = await compiledOf('a test', made).read('clientToServer', payload)
    expect([name, breach?.why]).toEqual([undefined, 'nameless'])
  })

  it('refuses to send a message that has no place for its name', () => {
    const made = contract('chat', {
      url: '/',
      clientToServer: { say: typed<string>(), nothing: typed<undefined>() },
      serverToClient: {},
    })
    expect(() => written(made, 'clientToServer', 'say', 'hi')).toThrow(
      "sending 'say' with 'hi': the name of a message stands among its fields, and that has none.",
    )
    expect(written(made, 'clientToServer', 'nothing', undefined)).toEqual({ type: 'nothing' })
  })

  it('keeps a field called __proto__ what it is', async () => {
    const made = contract('chat', { url: '/', clientToServer: { say: typed<object>() }, serverToClient: {} })
    const { output } = (await compiledOf('a test', made).read(
      'clientToServer',
      '{"type":"say","__proto__":{"admin":true}}',
    )) as { readonly output: object }
    expect(Object.getPrototypeOf(output)).toBe(Object.prototype)
    expect(Object.hasOwn(output, '__proto__')).toBe(true)
    expect('admin' in output).toBe(false)
  })
})

describe('schemas that describe the name, too', () => {
  const literals = {
    zod: z.object({ type: z.literal('chat.say'), text }),
    'a zod object with a part that has no JSON form': z.object({
      type: z.literal('chat.say'),
      text,
      at: z.date().optional(),
    }),
    'a zod object that is transformed': z
      .object({ type: z.literal('chat.say'), text })
      .transform(({ text: t }) => t),
    valibot: v.object({ type: v.literal('chat.say'), text: v.string() }),
    'a valibot object that is piped': v.pipe(
      v.object({ type: v.literal('chat.say'), text: v.string() }),
      v.check(({ text: t }) => t !== ''),
    ),
    arktype: type({ type: "'chat.say'", text: 'string' }),
    'JSON Schema': jsonSchema({
      type: 'object',
      properties: { type: { const: 'chat.say' }, text: { type: 'string' } },
      required: ['type', 'text'],
    }),
    'JSON Schema with a reference': jsonSchema({
      $defs: { name: { enum: ['chat.say'] } },
      type: 'object',
      properties: { type: { $ref: '#/$defs/name' }, text: { type: 'string' } },
      required: ['type', 'text'],
    }),
  }

  it.each(Object.entries(literals))('fill in a literal: %s', async (_library, say) => {
    const made = contract('chat', { url: '/', clientToServer: { say }, serverToClient: {} })
    const wire = { type: 'chat.say', text: 'hi' }
    expect(written(made, 'clientToServer', 'say', { text: 'hi' })).toEqual(wire)
    expect(await read(made, 'clientToServer', wire)).toMatchObject({ name: 'say', breach: undefined })
  })

  it('knows one message by several names, and asks which is meant', async () => {
    const change = z.discriminatedUnion('type', [
      z.object({ type: z.literal('added'), id: text }),
      z.object({ type: z.literal('removed'), id: text, why: text }),
    ])
    const made = contract('list', { url: '/', clientToServer: {}, serverToClient: { change } })
    expect(written(made, 'serverToClient', 'change', { type: 'removed', id: '1', why: 'old' })).toEqual({
      type: 'removed',
      id: '1',
      why: 'old',
    })
    expect(await read(made, 'serverToClient', { type: 'added', id: '1' })).toMatchObject({ name: 'change' })
    expect((await read(made, 'serverToClient', { type: 'removed', id: '1' })).breach?.name).toBe('change')
    expect(() => written(made, 'serverToClient', 'change', { id: '1' })).toThrow(
      "sending change: it is called 'added' or 'removed' on the wire, and it does not say which.",
    )
  })

  it('takes a union of objects with one literal as one message', async () => {
    const say = z.union([
      z.object({ type: z.literal('SAY'), text }),
      z.object({ type: z.literal('SAY'), image: text }),
    ])
    const made = contract('chat', { url: '/', clientToServer: { say }, serverToClient: {} })
    expect(written(made, 'clientToServer', 'say', { image: 'cat' })).toEqual({ type: 'SAY', image: 'cat' })
    expect(await read(made, 'clientToServer', { type: 'SAY', text: 'hi' })).toMatchObject({ name: 'say' })
  })

  it('finds a literal in a field of a field', async () => {
    const say = z.strictObject({ head: z.strictObject({ kind: z.literal('SAY'), v: z.number() }), text })
    const made = contract('chat', {
      url: '/',
      clientToServer: { say },
      serverToClient: {},
      discriminator: { path: ['head', 'kind'] },
    })
    const wire = { head: { kind: 'SAY', v: 1 }, text: 'hi' }
    expect(written(made, 'clientToServer', 'say', { head: { v: 1 }, text: 'hi' })).toEqual(wire)
    expect(await read(made, 'clientToServer', wire)).toMatchObject({ name: 'say', breach: undefined })
  })
})

describe('strict schemas', () => {
  const strict = {
    zod: [z.strictObject({ text }), z.strictObject({ type: z.literal('say'), text })],
    valibot: [
      v.strictObject({ text: v.string() }),
      v.strictObject({ type: v.literal('say'), text: v.string() }),
    ],
    arktype: [
      type({ text: 'string', '+': 'reject' }),
      type({ type: "'say'", text: 'string', '+': 'reject' }),
    ],
    'JSON Schema': [
      jsonSchema({
        type: 'object',
        properties: { text: { type: 'string' } },
        required: ['text'],
        additionalProperties: false,
      }),
      jsonSchema({
        type: 'object',
        properties: { type: { const: 'say' }, text: { type: 'string' } },
        required: ['type', 'text'],
        additionalProperties: false,
      }),
    ],
  } as const

  it.each(Object.entries(strict))(
    'of %s accept their message, whether they describe the name or not, and nothing else',
    async (_library, schemas) => {
      for (const say of schemas) {
        for (const discriminator of ['type', { path: ['type'] }] as const) {
          const made = contract('chat', {
            url: '/',
            clientToServer: { say },
            serverToClient: {},
            discriminator,
          })
          // oxlint-disable eslint/no-await-in-loop -- one after the other
          expect(await read(made, 'clientToServer', { type: 'say', text: 'hi' })).toMatchObject({
            name: 'say',
            breach: undefined,
          })
          const { breach } = await read(made, 'clientToServer', { type: 'say', text: 'hi', more: 1 })
          // oxlint-enable eslint/no-await-in-loop
          expect(breach).toMatchObject({ why: 'invalid', name: 'say' })
        }
      }
    },
  )
})

describe('both directions', () => {
  const ping = z.object({ n: z.number() })
  const made = contract('echo', {
    url: '/',
    clientToServer: { ping, say: z.object({ text }) },
    serverToClient: { ping, said: z.object({ text }) },
  })

  it('may say the same message', async () => {
    expect(await read(made, 'clientToServer', { type: 'ping', n: 1 })).toMatchObject({ name: 'ping' })
    expect(await read(made, 'serverToClient', { type: 'ping', n: 1 })).toMatchObject({ name: 'ping' })
  })

  it('are told apart where a message goes the wrong way', async () => {
    const { breach } = await read(made, 'clientToServer', { type: 'said', text: 'hi' })
    expect(breach).toMatchObject({ why: 'wrongWay', issues: [{ message: "the name on the wire is 'said'" }] })
  })
})

describe('transforming schemas', () => {
  it('look at what was on the wire, and hand on what they made of it', async () => {
    const made = contract('clock', {
      url: '/',
      clientToServer: { at: z.object({ at: z.string().transform(Number) }) },
      serverToClient: {},
    })
    expect(await read(made, 'clientToServer', { type: 'at', at: '7' })).toMatchObject({
      message: { at: '7' },
      output: { at: 7 },
    })
  })
})
