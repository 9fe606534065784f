// What a contract makes of definitions: contradictions are refused when it is made. What it makes of messages is in
// message-book.test.ts.
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { contract } from './contract.ts'
import { jsonSchema } from './json-schema.ts'
import { exactlyOnce, noGaps } from './promise.ts'
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

describe('contract() refuses', () => {
  const say = z.object({ room: z.string(), id: z.string(), seq: z.string(), tags: z.array(z.string()) })
  const said = z.object({ room: z.string(), id: z.string() })
  const messages = {
    url: '/',
    clientToServer: { say, ping: z.object({}) },
    serverToClient: { said, pong: z.object({}) },
  }
  const grouped = (room: unknown): unknown => ({ ...messages, groups: { room } })
  const broadcast = { by: 'say', delivers: 'said', key: 'room' }

  // The compiler refuses most of these already; a definition may come from JavaScript, or from a cast.
  it.each<[what: string, definition: unknown, sentence: string]>([
    [
      'an id that the delivered message lacks',
      grouped({ broadcast: { ...broadcast, id: 'seq' } }),
      "groups.room.broadcast.id: said has no field 'seq'. It has: room, id.",
    ],
    [
      'a key that is no text or number',
      grouped({ join: { by: 'say', key: 'tags' } }),
      'groups.room.join.key: the field tags of say is neither a string nor a number.',
    ],
    ['a key that is none', grouped({ join: { by: 'say', key: 3 } }), 'groups.room.join.key: 3 is no key.'],
    [
      'a promise about a field that the delivered message lacks',
      grouped({ broadcast, guarantees: [noGaps('seq')] }),
      "groups.room.guarantees[0]: said has no field 'seq'.",
    ],
    [
      'a promise without a broadcast',
      grouped({ join: { by: 'say', key: 'room' }, guarantees: [exactlyOnce()] }),
      'promises are about broadcasts, and it has none',
    ],
    ['a promise that is none', grouped({ broadcast, guarantees: [exactlyOnce] }), 'is no promise'],
    [
      'an acknowledgement that means something and is none',
      grouped({ broadcast: { ...broadcast, acknowledges: 'fannedOut' } }),
      'groups.room.broadcast.acknowledges: it says what an answer means, and there is none.',
    ],
    [
      'an echo that is none',
      grouped({ broadcast: { ...broadcast, echo: 'sometimes' } }),
      "groups.room.broadcast.echo: it is 'sometimes'. Use 'always' or 'never' or 'optional'.",
    ],
    [
      'a part of a group that is none',
      grouped({ joins: { by: 'say', key: 'room' } }),
      'there is no option "joins". Use join, leave, broadcast, barrier, guarantees.',
    ],
    [
      'a kind with a slash',
      { ...messages, groups: { 'a/b': { broadcast } } },
      'the name of a kind is empty or has a slash',
    ],
    [
      'a barrier answered by nobody',
      grouped({ barrier: { by: 'ping', ack: 'png' } }),
      "groups.room.barrier.ack: serverToClient has no message 'png'. It has: said, pong.",
    ],
    [
      'a reply to nothing',
      { ...messages, replies: { pin: { with: 'pong' } } },
      "replies.pin: clientToServer has no message 'pin'. It has: say, ping.",
    ],
    [
      'a reply with nothing',
      { ...messages, replies: { ping: { with: 'png' } } },
      "replies.ping.with: serverToClient has no message 'png'.",
    ],
    [
      'a correlation that the question lacks',
      { ...messages, replies: { ping: { with: 'said', correlate: 'id' } } },
      "replies.ping.correlate: ping has no field 'id'.",
    ],
    [
      'a correlation that the answer lacks',
      { ...messages, replies: { say: { with: 'said', correlate: ['id', 'ref'] } } },
      "replies.say.correlate: said has no field 'ref'.",
    ],
    [
      'a stream that ends with what it is made of',
      { ...messages, replies: { ping: { with: 'pong', count: { until: 'pong' } } } },
      'replies.ping.count.until: the stream ends with what it is made of.',
    ],
    [
      'a count that is none',
      { ...messages, replies: { ping: { with: 'pong', count: 2 } } },
      'replies.ping.count: it is 2.',
    ],
    [
      'a time that is none',
      { ...messages, replies: { ping: { with: 'pong', withinMs: -1 } } },
      'replies.ping.withinMs: it is -1. Give a number of ms, more than 0.',
    ],
    [
      'a reply to what a group answers',
      {
        ...messages,
        groups: { room: { join: { by: 'say', ack: 'said', key: 'room' } } },
        replies: { say: { with: 'said' } },
      },
      'replies.say: groups.room says already what answers it.',
    ],
    [
      'a heartbeat of no message',
      { ...messages, heartbeat: { by: 'beat', ack: 'pong' } },
      "heartbeat.by: clientToServer has no message 'beat'.",
    ],
    [
      'a heartbeat that closes who keeps to it',
      { ...messages, heartbeat: { by: 'ping', ack: 'pong', everyMs: 30, timeoutMs: 10 } },
      'heartbeat.timeoutMs: a client that sends its heartbeat every 30 ms is closed after 10 ms without one.',
    ],
    ['a URL of no WebSocket', { ...messages, url: 'rooms' }, "the url 'rooms' is no address of a WebSocket"],
    ['a URL with a query', { ...messages, url: '/rooms?v=1' }, "the url '/rooms?v=1' has a query"],
    ['a URL that is a pattern', { ...messages, url: '/rooms/*' }, 'is a pattern'],
    ['a URL that cannot be parsed', { ...messages, url: 'ws://a:b:c/' }, 'cannot be parsed'],
    ['two parameters of one name', { ...messages, url: '/:a/:a' }, 'the url has two parameters :a'],
    ['a parameter inside a segment', { ...messages, url: '/room-:id' }, 'has a parameter inside a segment'],
    [
      'a parameter that the URL lacks',
      { ...messages, url: '/rooms/:room', handshake: { params: z.object({ den: z.string() }) } },
      "handshake.params: it requires den, and '/rooms/:room' has no :den.",
    ],
    [
      'a header that never comes',
      { ...messages, handshake: { headers: z.object({ 'X-User': z.string() }) } },
      "handshake.headers: it speaks of 'X-User', and names of headers come in lower case. Write 'x-user'.",
    ],
    [
      'a subprotocol that is none',
      { ...messages, handshake: { protocols: ['chat v1'] } },
      "handshake.protocols: 'chat v1' is not a subprotocol.",
    ],
    [
      'no subprotocol at all',
      { ...messages, handshake: { protocols: [] } },
      'handshake.protocols: it is [].',
    ],
    [
      'a status that refuses nothing',
      { ...messages, handshake: { refusals: { 200: 'fine' } } },
      "handshake.refusals: '200' is not an HTTP status that refuses.",
    ],
    [
      'a part of a handshake that is none',
      { ...messages, handshake: { cookies: {} } },
      'no option "cookies"',
    ],
    [
      'a discriminator that is none',
      { ...messages, discriminator: { position: -1 } },
      'discriminator: it is',
    ],
    [
      'a name and a message in one place',
      { ...messages, discriminator: { field: 'd', payload: 'd' } },
      'discriminator: it is',
    ],
    [
      'a name for no message',
      { ...messages, discriminator: { field: 'op', payload: 'd', names: { pingg: 1 } } },
      'discriminator.names: there is no message pingg.',
    ],
    [
      'two names for one message',
      {
        ...messages,
        clientToServer: { say: z.object({ type: z.literal('SAY') }) },
        discriminator: { field: 'type', names: { say: 'tell' } },
      },
      "clientToServer.say: its schema calls it 'SAY', and discriminator.names 'tell'.",
    ],
    [
      'a message that has no place for its name',
      { ...messages, clientToServer: { say: z.string() } },
      'clientToServer.say: it is no object, and the name of a message stands among its fields.',
    ],
    [
      'text in which there is no name',
      { ...messages, codec: 'text' },
      "its messages are text, in which no name can be found. Give discriminator: 'firstThatFits'",
    ],
    ['a codec that is none', { ...messages, codec: 'yaml' }, "the codec is 'yaml'."],
    ['a policy that is none', { ...messages, unknownMessages: 'warn' }, "unknownMessages is 'warn'."],
  ])('%s', (_what, definition, sentence) => {
    expect(() => contract('chat', definition as never)).toThrow(sentence)
  })
})
