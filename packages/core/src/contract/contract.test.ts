// What a contract makes of definitions: contradictions are refused when it is made. What it makes of messages is in
// message-book.test.ts.
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { contract } from './contract.ts'
import { jsonSchema } from './json-schema.ts'
import { typed } from './typed.ts'

interface Lesson {
  readonly room: string
  readonly text: string
}

/** The same two messages in each library: `say` has a text, `said` requires an author besides. */
const libraries = {
  zod: {
    say: z.object({ room: z.string(), text: z.string() }),
    said: z.object({ room: z.string(), text: z.string(), author: z.string() }),
  },
  valibot: {
    say: v.object({ room: v.string(), text: v.string() }),
    said: v.object({ room: v.string(), text: v.string(), author: v.string() }),
  },
  'valibot with Standard JSON Schema': {
    say: toStandardJsonSchema(v.object({ room: v.string(), text: v.string() })),
    said: toStandardJsonSchema(v.object({ room: v.string(), text: v.string(), author: v.string() })),
  },
  arktype: {
    say: type({ room: 'string', text: 'string' }),
    said: type({ room: 'string', text: 'string', author: 'string' }),
  },
  'JSON Schema': {
    say: jsonSchema<Lesson>({
      type: 'object',
      properties: { room: { type: 'string' }, text: { type: 'string' } },
      required: ['room', 'text'],
    }),
    said: jsonSchema<Lesson & { readonly author: string }>({
      type: 'object',
      properties: { room: { type: 'string' }, text: { type: 'string' }, author: { type: 'string' } },
      required: ['room', 'text', 'author'],
    }),
  },
}

describe.each(Object.entries(libraries))('contract() with %s', (_library, { say, said }) => {
  const messages = { url: '/', clientToServer: { say }, serverToClient: { said } }

  it('refuses a delivered message that requires what nobody says', () => {
    expect(() =>
      contract('chat', {
        ...messages,
        groups: { room: { broadcast: { by: 'say', delivers: 'said', key: 'room' } } },
      }),
    ).toThrow(
      "contract('chat'), groups.room.broadcast.delivers: said requires author, which say does not have. " +
        'Say what is delivered: deliver: (message) => ({ … }).',
    )
  })

  it('takes one whose author says what is delivered', () => {
    const made = contract('chat', {
      ...messages,
      groups: {
        room: {
          broadcast: {
            by: 'say',
            delivers: 'said',
            key: 'room',
            deliver: ({ room, text }) => ({ room, text, author: 'ada' }),
          },
        },
      },
    })
    expect(made.groups.room.broadcast?.deliver({ room: 'den', text: 'hi' })).toEqual({
      room: 'den',
      text: 'hi',
      author: 'ada',
    })
  })

  it('refuses a key that is no field', () => {
    expect(() =>
      contract('chat', {
        ...messages,
        // @ts-expect-error no such field
        groups: { room: { join: { by: 'say', key: 'rom' } } },
      }),
    ).toThrow(
      "contract('chat'), groups.room.join.key: say has no field 'rom'. It has: room, text. Correct the name.",
    )
  })
})

describe('contract()', () => {
  it('refuses the name of a message that there is none of', () => {
    expect(() =>
      contract('chat', {
        url: '/',
        clientToServer: { say: typed<Lesson>() },
        serverToClient: { said: typed<Lesson>() },
        // @ts-expect-error no such message
        groups: { room: { join: { by: 'shout', key: 'room' } } },
      }),
    ).toThrow("groups.room.join.by: clientToServer has no message 'shout'. It has: say.")
  })

  it('refuses two messages with one name on the wire', () => {
    const twin = z.object({ type: z.literal('say') })
    expect(() =>
      contract('chat', { url: '/', clientToServer: { say: twin, tell: twin }, serverToClient: {} }),
    ).toThrow("clientToServer: say and tell are both called 'say' on the wire")
  })

  it.each([
    [
      'a name that is none',
      () => contract('', { url: '/', clientToServer: {}, serverToClient: {} }),
      'it has no name',
    ],
    [
      'a schema that is none',
      () => contract('chat', { url: '/', clientToServer: { say: { text: 'string' } }, serverToClient: {} }),
      "clientToServer.say: { text: 'string' } is no schema",
    ],
    [
      'an option that is none',
      () =>
        contract('chat', {
          url: '/',
          clientToServer: {},
          serverToClient: {},
          // @ts-expect-error no such option
          group: {},
        }),
      'there is no option "group"',
    ],
    [
      'a close code that is none',
      () =>
        contract('chat', { url: '/', clientToServer: {}, serverToClient: {}, closeCodes: { 999: 'odd' } }),
      '999',
    ],
  ])('refuses %s', (_what, make, sentence) => {
    expect(make).toThrow(sentence)
  })
})
