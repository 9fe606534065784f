// The admin API, described: OpenAPI 3.1.
const text = { type: 'string' }
const texts = { type: 'array', items: text }

const target = {
  description:
    'Those connected for whom every field holds. Nobody is meant by accident: at least one has to be given.',
  type: 'object',
  minProperties: 1,
  additionalProperties: false,
  properties: {
    client: text,
    clients: texts,
    user: text,
    users: texts,
    group: text,
    groups: texts,
    path: { type: 'string', description: '/chat, /rooms/:room, /feeds/*' },
    except: { type: 'string', description: 'the name of a client' },
    all: { const: true },
  },
}
const message = {
  description:
    'Texts are sent as they are, { "$bytes": base64 } as a binary message, everything else as JSON.',
}
const mock = { type: 'string', description: 'The path of one mock, as it is written. Default: all.' }
const inQuery = (name: string, schema: unknown): unknown => ({ name, in: 'query', schema })

const body = (properties: Readonly<Record<string, unknown>>, required: readonly string[]): unknown => ({
  required: true,
  content: { 'application/json': { schema: { type: 'object', properties, required } } },
})
const answers = (properties: Readonly<Record<string, unknown>>): unknown => ({
  200: { description: 'done', content: { 'application/json': { schema: { type: 'object', properties } } } },
  400: { description: 'not understood; "error" says what is wrong' },
  401: { description: 'the token is missing or wrong' },
  403: { description: 'a foreign origin' },
})
const count = { type: 'integer', minimum: 0 }

export const openApi: unknown = {
  openapi: '3.1.0',
  info: { title: 'The admin API of a Parley mock', version: '1' },
  security: [{ token: [] }],
  components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  paths: {
    '/_parley/connections': {
      get: {
        summary: 'Who is connected',
        parameters: [inQuery('mock', mock)],
        responses: answers({
          connections: {
            type: 'array',
            items: {
              type: 'object',
              properties: {
                mock: text,
                client: text,
                user: text,
                path: text,
                groups: texts,
                userAgent: text,
                protocol: text,
                bufferedBytes: count,
              },
            },
          },
        }),
      },
    },
    '/_parley/send': {
      post: {
        summary: 'Send a message to a connection, a user, a group, a path, or all',
        requestBody: body({ to: target, message, mock }, ['to', 'message']),
        responses: answers({ sent: count }),
      },
    },
    '/_parley/close': {
      post: {
        summary: 'Close connections',
        requestBody: body({ to: target, code: { type: 'integer', default: 1000 }, reason: text, mock }, [
          'to',
        ]),
        responses: answers({ closed: count }),
      },
    },
    '/_parley/events': {
      post: {
        summary: 'Send data to everybody on a path, as an event websocket.send of Moleculer',
        requestBody: body({ path: text, data: message }, ['path', 'data']),
        responses: answers({ sent: count }),
      },
    },
    '/_parley/transcript': {
      get: {
        summary: 'What has happened; binary payloads are base64',
        parameters: [inQuery('mock', mock), inQuery('after', { type: 'integer', description: 'a seq' })],
        responses: answers({
          forgotten: { ...count, description: 'how many of the oldest are not kept any more' },
          entries: { type: 'array', items: { type: 'object' } },
        }),
      },
    },
    '/_parley/status': {
      get: {
        summary: 'A page for people: connections, groups, the timeline, a form to send',
        description: 'Holds no data and needs no token; it asks for the token.',
        security: [],
        responses: {
          200: { description: 'the page', content: { 'text/html': { schema: text } } },
          403: { description: 'a foreign origin' },
        },
      },
    },
    '/_parley/timeline': {
      get: {
        summary:
          'The last of what has happened, drawn; without "page" if there is nothing but what was asked after',
        parameters: [
          inQuery('mock', { ...mock, description: 'The path of one mock. Default: the first.' }),
          inQuery('after', { type: 'integer', description: 'the "upTo" of the last answer' }),
        ],
        responses: answers({
          mock: text,
          mocks: texts,
          entries: count,
          forgotten: count,
          shown: count,
          upTo: count,
          page: { type: 'string', description: 'HTML' },
        }),
      },
    },
    '/_parley/rules': {
      post: {
        summary: 'Put rules before all others',
        requestBody: body({ rules: { type: 'array', description: 'as in a mock file' }, mock }, ['rules']),
        responses: answers({ used: count, mocks: texts }),
      },
      delete: {
        summary: 'Take away the rules that were put',
        parameters: [inQuery('mock', mock)],
        responses: answers({ mocks: texts }),
      },
    },
    '/_parley/forwarding': {
      get: {
        summary: 'What was handed on to the callback, and what was lost (with --forward)',
        responses: answers({ forwarded: count, lost: count, waiting: count, retries: count }),
      },
    },
  },
}
