import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Conversation, type Dialling } from '../../../test/formats/conversation.ts'
import { fromObject } from '../from-object.ts'
import { importMockoon, type ImportMockoonOptions } from './import-mockoon.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-mockoon-'))
  writeFileSync(join(folder, 'hello.txt'), 'start{{body "$.test"}}end')
})
afterAll(() => rmSync(folder, { recursive: true }))

const response = (body: string, more: object = {}): object => ({
  uuid: 'r',
  body,
  latency: 0,
  statusCode: 200,
  label: '',
  headers: [],
  bodyType: 'INLINE',
  filePath: '',
  databucketID: '',
  sendFileAsBody: false,
  rules: [],
  rulesOperator: 'OR',
  disableTemplating: false,
  fallbackTo404: false,
  default: false,
  crudKey: 'id',
  callbacks: [],
  ...more,
})
const rule = (target: string, modifier: string, operator: string, value: string, invert = false): object => ({
  target,
  modifier,
  operator,
  value,
  invert,
})
const route = (responses: readonly object[], more: object = {}): object => ({
  uuid: 'route-1',
  type: 'ws',
  documentation: '',
  method: '',
  endpoint: 'chat',
  responses,
  responseMode: null,
  streamingMode: null,
  streamingInterval: 0,
  ...more,
})
const environment = (routes: readonly object[], more: object = {}): object => ({
  uuid: 'env',
  lastMigration: 33,
  name: 'Chat',
  endpointPrefix: '',
  latency: 0,
  port: 3000,
  hostname: '',
  folders: [],
  routes,
  rootChildren: [],
  proxyMode: false,
  tlsOptions: { enabled: false },
  data: [],
  callbacks: [],
  ...more,
})
const load = (env: object, options: ImportMockoonOptions = {}): ReturnType<typeof importMockoon> =>
  importMockoon(env, { folder, ...options })
const converse = (responses: readonly object[], more: object = {}, env: object = {}): Conversation =>
  new Conversation(load(environment([route(responses, more)], env)))

const JSON_TYPE: Dialling = { headers: { 'content-type': 'application/json' } }

function said(
  conversation: Conversation,
  messages: readonly unknown[],
  url?: string,
  dialling?: Dialling,
): unknown[] {
  const client = conversation.connect(url, dialling)
  for (const message of messages) client.send(message)
  return client.got
}

describe('importMockoon, in conversation', () => {
  it('answers each message, under the prefix, with what the message was', () => {
    const loaded = load(environment([route([response('ECHO: {{body}}')])], { endpointPrefix: 'api' }))
    expect(loaded.endpoints.map(({ path }) => path)).toEqual(['/api/chat'])
    expect(said(new Conversation(loaded), ['{ "message": "Hello world!" }', 'text <b>'])).toEqual([
      'ECHO: { "message": "Hello world!" }',
      'ECHO: text <b>',
    ])
  })

  it('reads messages as the Content-Type of the handshake says, else as a text', () => {
    const responses = [
      response('one', { rules: [rule('body', '$.test', 'equals', '1')] }),
      response('', {
        bodyType: 'FILE',
        filePath: './hello.txt',
        rules: [rule('body', 'test', 'equals', '2')],
      }),
      response('otherwise', { default: true }),
    ]
    const messages = ['{ "test": "2" }', '{ "test": 1 }', '{ "test": "0" }', '{ }', 'no JSON']
    expect(said(converse(responses), messages, undefined, JSON_TYPE)).toEqual([
      'start2end',
      'one',
      'otherwise',
      'otherwise',
      'otherwise',
    ])
    expect(said(converse(responses), messages)).toEqual(Array<string>(5).fill('otherwise'))
    const xml = [response('{{body "a.b._text"}}', { default: true })]
    expect(
      said(converse(xml), ['<a><b>7</b></a>'], undefined, { headers: { 'content-type': 'text/xml' } }),
    ).toEqual(['7'])
  })

  it.each([
    ['the whole body', rule('body', '', 'equals', 'hi'), 'hi', 'ho'],
    ['a field', rule('body', 'a.0.b', 'equals', '1'), '{"a":[{"b":1}]}', '{"a":[]}'],
    ['a field with a dot in its name', rule('body', 'a\\.b', 'equals', '1'), '{"a.b":1}', '{"a":{"b":1}}'],
    [
      'one of a list',
      rule('body', '$.a[*].id', 'equals', '2'),
      '{"a":[{"id":1},{"id":2}]}',
      '{"a":[{"id":1}]}',
    ],
    ['a regular expression', rule('body', 'a', 'regex', '^x+$'), '{"a":"xx"}', '{"a":"XX"}'],
    ['one that ignores case', rule('body', 'a', 'regex_i', '^x+$'), '{"a":"XX"}', '{"a":"yy"}'],
    [
      'one of a list by a regular expression',
      rule('body', 'a', 'regex', '^x'),
      '{"a":["y","x"]}',
      '{"a":["y"]}',
    ],
    ['null', rule('body', 'a', 'null', ''), '{"b":1}', '{"a":1}'],
    ['null, which is written as an empty text', rule('body', 'a', 'equals', ''), '{"a":null}', '{"b":1}'],
    ['an empty list', rule('body', 'a', 'empty_array', ''), '{"a":[]}', '{"a":[1]}'],
    ['a list with a member', rule('body', 'a', 'array_includes', '2'), '{"a":[1,2]}', '{"a":[1]}'],
    ['a schema', rule('body', '', 'valid_json_schema', 'schema'), '{"a":"x"}', '{"a":1}'],
    [
      'an object that lost its toString',
      rule('body', 'a', 'equals', '[object Object]'),
      '{"a":{"toString":null}}',
      '{"a":"x"}',
    ],
    ['the inverse', rule('body', 'a', 'equals', '1', true), '{"a":2}', '{"a":1}'],
    [
      'a template',
      rule('templating', '{{body "a"}}{{body "b"}}', 'equals', '12'),
      '{"a":1,"b":2}',
      '{"a":2,"b":1}',
    ],
    [
      'a value that is a template',
      rule('body', 'a', 'equals', '{{body "b"}}'),
      '{"a":1,"b":1}',
      '{"a":1,"b":2}',
    ],
    ['a data bucket', rule('data_bucket', 'schema.type', 'equals', 'object'), '{}', undefined],
    ['a method', rule('method', '', 'equals', 'get'), '{}', undefined],
    ['a path', rule('path', '', 'equals', '/chat'), '{}', undefined],
  ])('chooses the response by %s', (_, chosen, yes, no) => {
    const conversation = converse(
      [response('yes', { rules: [chosen] }), response('no', { default: true })],
      {},
      {
        data: [
          {
            uuid: 'b',
            id: 'sch1',
            name: 'schema',
            documentation: '',
            value: '{"type":"object","properties":{"a":{"type":"string"}}}',
          },
        ],
      },
    )
    expect(said(conversation, [yes], undefined, JSON_TYPE)).toEqual(['yes'])
    if (no !== undefined) expect(said(conversation, [no], undefined, JSON_TYPE)).toEqual(['no'])
  })

  it('chooses the response by query, header, cookie, parameter, path and request number', () => {
    const conversation = converse(
      [
        response('vip', { rules: [rule('query', 'role', 'equals', 'vip')] }),
        response('two roles', {
          rules: [rule('query', 'role', 'array_includes', 'a'), rule('query', 'role.1', 'equals', 'b')],
          rulesOperator: 'AND',
        }),
        response('blue', { rules: [rule('header', 'X-Team', 'regex', '^bl')] }),
        response('carl', { rules: [rule('cookie', 'user', 'equals', 'carl')] }),
        response('kitchen', { rules: [rule('params', 'room', 'equals', 'kitchen')] }),
        response('second', { rules: [rule('request_number', '', 'equals', '2')] }),
        response('path', { rules: [rule('path', '', 'regex', 'x=1$')] }),
        response('first', { default: true }),
      ],
      { endpoint: 'rooms/:room' },
    )
    const asked = (url: string, dialling?: Dialling, count = 1): unknown[] =>
      said(conversation, Array<string>(count).fill('?'), url, dialling)
    expect(asked('/rooms/lobby?role=vip')).toEqual(['vip'])
    expect(asked('/rooms/lobby?role=a&role=b')).toEqual(['two roles'])
    expect(asked('/rooms/lobby', { headers: { 'x-team': 'blue' } })).toEqual(['blue'])
    expect(asked('/rooms/lobby', { headers: { cookie: 'a=b; user=carl' } })).toEqual(['carl'])
    expect(asked('/rooms/kitchen')).toEqual(['kitchen'])
    expect(asked('/rooms/lobby?x=1')).toEqual(['path'])
    // The number is counted for each connection by itself.
    expect(asked('/rooms/lobby', undefined, 3)).toEqual(['first', 'second', 'first'])
    expect(asked('/rooms/lobby', undefined, 2)).toEqual(['first', 'second'])
  })

  it('goes through its responses, draws one, or always gives the default, as its mode says', () => {
    const responses = ['a', 'b', 'c'].map((body) =>
      response(body, { default: body === 'b', rules: [rule('method', '', 'equals', 'get')] }),
    )
    const five = ['1', '2', '3', '4', '5']
    const sequential = converse(responses, { responseMode: 'SEQUENTIAL' })
    expect([said(sequential, five), said(sequential, ['1'])]).toEqual([['a', 'b', 'c', 'a', 'b'], ['a']])
    expect(said(converse(responses, { responseMode: 'DISABLE_RULES' }), five)).toEqual(
      Array<string>(5).fill('b'),
    )
    const random = (seed: number): unknown[] =>
      said(
        new Conversation(load(environment([route(responses, { responseMode: 'RANDOM' })]), { seed })),
        Array<string>(30).fill('?'),
      )
    expect(random(1)).toEqual(random(1))
    expect(random(1)).not.toEqual(random(2))
    expect(new Set(random(1))).toEqual(new Set(['a', 'b', 'c']))
    const fallback = [
      response('x', { rules: [rule('body', '', 'equals', 'x')] }),
      response('default', { default: true }),
    ]
    expect(said(converse(fallback, { responseMode: 'FALLBACK' }), ['x', 'y', 'x'])).toEqual(['x', 'x'])
    expect(said(converse([response('only')]), ['?'])).toEqual(['only'])
  })

  it('waits for the latency, and never lets one reply overtake another', () => {
    const conversation = converse([
      response('slow', { latency: 300, rules: [rule('body', '', 'equals', 'slow')] }),
      response('fast', { latency: 10, default: true }),
    ])
    const client = conversation.connect()
    client.send('slow')
    client.send('fast')
    conversation.pass(299)
    expect(client.got).toEqual([])
    conversation.pass(100)
    expect(client.got).toEqual(['slow', 'fast'])
  })

  it('answers binary messages and empty bodies too', () => {
    expect(said(converse([response('<{{body}}>')]), [new TextEncoder().encode('bytes')])).toEqual(['<bytes>'])
    expect(said(converse([response('')]), ['?'])).toEqual([''])
  })
})

describe('importMockoon, in streams', () => {
  it('gives each client its own, and what it asked for', () => {
    const conversation = converse(
      ['a', 'b'].map((body) => response(`${body} {{queryParam 'q'}}`)),
      { streamingMode: 'UNICAST', streamingInterval: 20, responseMode: 'SEQUENTIAL' },
    )
    const early = conversation.connect('/chat?q=1')
    conversation.pass(30)
    const late = conversation.connect('/chat?q=2')
    early.send('ignored')
    conversation.pass(40)
    expect([early.got, late.got]).toEqual([
      ['a 1', 'b 1', 'a 1'],
      ['a 2', 'b 2'],
    ])
  })

  it('gives all the same at the same instants, who comes late from where it is', () => {
    const conversation = converse(
      ['a', 'b', 'c'].map((body) => response(body)),
      { streamingMode: 'BROADCAST', streamingInterval: 20, responseMode: 'SEQUENTIAL' },
    )
    const early = conversation.connect()
    conversation.pass(30)
    const late = conversation.connect()
    conversation.pass(50)
    expect([early.got, late.got]).toEqual([
      ['a', 'b', 'c', 'a'],
      ['b', 'c', 'a'],
    ])
  })

  it('invents one value for all, and asks rules of each client by itself', () => {
    const conversation = converse(
      [
        response('vip {{faker "number.int" min=1 max=1000000}}', {
          rules: [rule('query', 'role', 'equals', 'vip')],
        }),
        response('second', { rules: [rule('request_number', '', 'equals', '2')] }),
        response('{{faker "number.int" min=1 max=1000000}}', { default: true }),
      ],
      { streamingMode: 'BROADCAST', streamingInterval: 10 },
    )
    const [ann, bob, vip] = [
      conversation.connect(),
      conversation.connect(),
      conversation.connect('/chat?role=vip'),
    ]
    conversation.pass(20)
    expect(ann.got).toEqual(bob.got)
    expect(ann.got[1]).toBe('second')
    expect(vip.got).toEqual([`vip ${String(ann.got[0])}`, expect.stringMatching(/^vip \d+$/)])
  })

  it('has no interval below 10 ms, and reaches everybody with a file', () => {
    const conversation = converse([response('', { bodyType: 'FILE', filePath: 'hello.txt' })], {
      streamingMode: 'BROADCAST',
      streamingInterval: 1,
    })
    const clients = [conversation.connect(), conversation.connect()]
    conversation.pass(19)
    expect(clients.map(({ got }) => got)).toEqual([['startend'], ['startend']])
  })
})

describe('importMockoon, its data and templates', () => {
  const data = [
    {
      uuid: '1',
      id: 'k9ct',
      name: 'Users',
      documentation: '',
      value: '[{"name":"ada"},{"name":"{{lowercase \'BOB\'}}"}]',
    },
    {
      uuid: '2',
      id: 'txt1',
      name: 'Greeting',
      documentation: '',
      value: 'hello {{faker "number.int" min=1 max=1000000}}',
    },
    { uuid: '3', id: 'req1', name: 'Asks', documentation: '', value: '{"q":"{{queryParam "q"}}"}' },
  ]
  const answer = (body: object, message: unknown = '?', url = '/chat?q=%3C7'): unknown =>
    said(converse([body], {}, { data }), [message], url)[0]

  it('sends data buckets: made once a run, or for each client where they ask', () => {
    expect(answer(response('', { bodyType: 'DATABUCKET', databucketID: 'k9ct' }))).toEqual([
      { name: 'ada' },
      { name: 'bob' },
    ])
    expect(answer(response('', { bodyType: 'DATABUCKET', databucketID: 'req1' }))).toEqual({ q: '<7' })
    const conversation = converse(
      [response('', { bodyType: 'DATABUCKET', databucketID: 'txt1' })],
      {},
      { data },
    )
    const [first, second] = said(conversation, ['?', '?'])
    expect(first).toMatch(/^hello \d+$/)
    expect(second).toBe(first)
  })

  it.each([
    ["{{data 'users' '1.name'}} {{data 'k9ct' '$.0.name'}}", 'bob ada'],
    ["{{#each (dataRaw 'Users')}}{{this.name}};{{/each}}", 'ada;bob;'],
    ["{{setData 'push' 'Users' '' (object name='eve')}}{{len (dataRaw 'Users')}}", '3'],
    ["{{setGlobalVar 'a' (array 1 2)}}{{getGlobalVar 'a' '1'}} {{getGlobalVar 'none' '' 'else'}}", '2 else'],
    ["{{queryParam 'q'}} {{header 'X-None' 'none'}} {{method}} {{hostname}}", '<7 none GET mock.test'],
    ["{{urlParam 'none'}}{{cookie 'a' 'b'}} {{baseUrl}}", 'b http://localhost:3000'],
    [
      "{{#switch (queryParam 'none' 'x')}}{{#case 'x'}}ex{{/case}}{{#default}}other{{/default}}{{/switch}}",
      'ex',
    ],
    ['{{#repeat 3}}{{@index}}{{/repeat}}', '0,\n1,\n2\n'],
    [
      '{{add 1 2 3}} {{subtract 5 2}} {{multiply 2 3}} {{divide 9 2}} {{modulo 9 4}} {{toFixed 1.005 1}}',
      '6 3 6 4.5 1 1.0',
    ],
    [
      "{{concat 'a' 1 'b'}} {{uppercase 'x'}} {{padStart '7' 3 '0'}} {{replaceAll 'aab' 'a' 'c'}} {{substr 'hello' 1 3}}",
      'a1b X 007 ccb ell',
    ],
    [
      "{{base64 'hi'}} {{base64Decode 'aGk='}} {{join (split 'a-b' '-') '+'}} {{includes 'abc' 'b'}} {{indexOf 'abc' 'c'}}",
      'aGk= hi a+b true 2',
    ],
    ['{{#if (eq 1 1)}}yes{{/if}}{{#unless (gt 1 2)}} no{{/unless}} {{lte 2 2}}', 'yes no true'],
    ['{{stringify (object a=1)}}', '{\n  &quot;a&quot;: 1\n}'],
    [
      "{{{jsonPath (jsonParse '{\"a\":[1,2]}') '$.a[1]'}}} {{jmesPath (jsonParse '{\"a\":[1,2]}') 'a[0]'}}",
      '2 1',
    ],
    [
      "{{join (sort (array 3 1 2) 'desc') ''}} {{join (reverse (array 1 2)) ''}} {{join (slice (array 1 2 3) 1) ''}}",
      '321 21 23',
    ],
    ["{{#each (filter (dataRaw 'Users') (object name='bob'))}}{{name}}{{/each}}", 'bob'],
    ["{{setVar 'x' 5}}{{@x}}{{getVar 'x'}}", '55'],
    [
      "{{now 'yyyy-MM-dd'}} {{dateFormat '2024-02-03T00:00:00' 'dd/MM'}} {{isValidDate 'x'}}",
      '1970-01-01 03/02 false',
    ],
    ["{{dateTimeShift date='2024-01-31T00:00:00' days=1 format='yyyy-MM-dd'}}", '2024-02-01'],
    ["{{getEnvVar 'SECRET' 'nothing'}}{{notAHelper 1}}", 'nothing'],
    ["{{toString}}{{constructor}}{{__proto__}}{{lookup this 'constructor'}}", ''],
  ])('fills in %s', (body, expected) => {
    const got = answer(response(body))
    expect(typeof got === 'string' ? got : JSON.stringify(got)).toBe(expected)
  })

  it('invents values from its seed: the same each run', () => {
    const invented = (seed: number): unknown =>
      said(
        new Conversation(
          load(
            environment([
              route([
                response("{{faker 'person.firstName'}} {{uuid}} {{int 1 100}} {{oneOf (array 'a' 'b')}}"),
              ]),
            ]),
            { seed },
          ),
        ),
        ['?'],
      )[0]
    expect(invented(1)).toBe(invented(1))
    expect(invented(1)).not.toBe(invented(2))
    expect(invented(1)).toMatch(/^\S+ [\da-f-]{36} \d{1,3} [ab]$/)
  })

  it('leaves templates alone where templating is disabled', () => {
    expect(answer(response('{{body}}', { disableTemplating: true }))).toBe('{{body}}')
    expect(answer(response('', { bodyType: 'FILE', filePath: 'hello.txt', disableTemplating: true }))).toBe(
      'start{{body "$.test"}}end',
    )
  })

  it('shows templates the variables that it was given, and no others', () => {
    vi.stubEnv('MOCKOON_SECRET', 'of the process')
    try {
      const env = environment([route([response("{{getEnvVar 'SECRET'}}")])])
      expect(said(new Conversation(load(env, { env: { MOCKOON_SECRET: 'given' } })), ['?'])).toEqual([
        'given',
      ])
      expect(said(new Conversation(load(env)), ['?'])).toEqual([''])
    } finally {
      vi.unstubAllEnvs()
    }
  })
})

describe('importMockoon, what it carries over', () => {
  const notesOf = (env: object, options: ImportMockoonOptions = {}): readonly string[] =>
    load(env, options).notes.map(({ path, text }) => `${path}: ${text}`)

  it('serves the routes in the order of the folders, less what is disabled', () => {
    const env = environment(
      [
        route([response('a')], { uuid: 'a', endpoint: 'a' }),
        route([response('b')], { uuid: 'b', endpoint: 'b' }),
        route([response('c')], { uuid: 'c', endpoint: 'c' }),
        route([response('d')], { uuid: 'd', endpoint: 'disabled/d' }),
        route([response('http')], { uuid: 'h', type: 'http' }),
      ],
      {
        folders: [
          {
            uuid: 'f',
            name: 'Inner',
            children: [
              { type: 'route', uuid: 'b' },
              { type: 'route', uuid: 'd' },
            ],
          },
        ],
        rootChildren: [
          { type: 'route', uuid: 'c' },
          { type: 'folder', uuid: 'f' },
          { type: 'route', uuid: 'a' },
          { type: 'route', uuid: 'h' },
        ],
      },
    )
    const paths = (...disabledRoutes: readonly string[]): readonly string[] =>
      load(env, { disabledRoutes }).endpoints.map(({ path }) => path)
    expect(paths('disabled')).toEqual(['/c', '/b', '/a'])
    expect(paths('c', 'Inner')).toEqual(['/a'])
    expect(notesOf(env, { disabledRoutes: ['d'] })).toEqual([
      'routes[3]: It is disabled: passed over.',
      'routes[4]: It is a route for HTTP, which is not mocked: passed over.',
    ])
    expect(() => load(env, { disabledRoutes: ['*'] })).toThrow('has no route for WebSockets that is served')
  })

  it.each([
    ['rooms/:room', ['/rooms/:room']],
    ['feed/*', ['/feed/*']],
    ['rooms/:room?', ['/rooms/:room', '/rooms']],
    ['files{/:name}', ['/files/:name', '/files']],
    ['files/*path', ['/files/*']],
    ['a b', ['/a%20b']],
    ['/v1//chat', ['/v1/chat']],
  ])('answers the paths of %s', (endpoint, paths) => {
    expect(
      load(environment([route([response('x')], { endpoint })])).endpoints.map(({ path }) => path),
    ).toEqual(paths)
  })

  it('lists what it does not carry over', () => {
    const env = environment(
      [
        route(
          [
            response('x', { callbacks: [{ uuid: 'c', latency: 0 }], headers: [{ key: 'a', value: 'b' }] }),
            response('', { bodyType: 'FILE', filePath: '../outside.txt' }),
            response('body', { bodyType: 'DATABUCKET', databucketID: 'none' }),
            response('y', {
              rules: [
                rule('body', '', 'regex', '(?!a)'),
                rule('body', '', 'like', 'a'),
                rule('moon', '', 'equals', 'a'),
              ],
            }),
            response("{{getEnvVar 'A'}}{{noSuchHelper 1}}"),
          ],
          { endpoint: 'rooms/:id(\\d+)' },
        ),
        route([response('tick', { latency: 5 })], { uuid: 's', endpoint: 's', streamingMode: 'BROADCAST' }),
        route([], { uuid: 'e', endpoint: 'empty' }),
      ],
      { latency: 100, proxyMode: true, tlsOptions: { enabled: true } },
    )
    expect(notesOf(env)).toEqual([
      'tlsOptions: For wss: on a port, give serveWsMock the key and certificate: { tls: { key, cert } }.',
      'latency: The latency of the environment is that of HTTP requests: passed over.',
      'proxyMode: The proxy is one for HTTP: passed over.',
      'routes: Templates see no environment variables but those that are given: { env: { … } }.',
      'routes[0].endpoint: Of the pattern rooms/:id(\\d+): :id takes any segment, not only \\d+.',
      'routes[0].responses[0].callbacks: Callbacks are called for HTTP only: the message of a socket calls none.',
      'routes[0].responses[0]: A message has no status and no headers: passed over.',
      expect.stringMatching(
        /^routes\[0\]\.responses\[3\]\.rules\[0\]\.value: The expression is not carried over, the rule never holds: /,
      ),
      'routes[0].responses[3].rules[1].operator: There is no operator "like": the rule never holds.',
      'routes[0].responses[3].rules[2].target: There is no target "moon": the rule never holds.',
      'routes[1].responses[0].latency: The messages of a stream have no latency: passed over.',
      'routes[2].responses: It has no response: nothing is ever sent.',
    ])
  })

  it('says in a message that a file cannot be read, and closes, as Mockoon does', () => {
    const env = environment([
      route([response('', { bodyType: 'FILE', filePath: 'none.txt', default: true })]),
    ])
    expect(notesOf(env)).toEqual([
      'routes[0].responses[0].filePath: there is no file "none.txt": the message says so, and in a conversation the connection is closed.',
    ])
    expect(said(new Conversation(load(env)), ['?'])).toEqual([
      'Status: 500, File reading error! (there is no file "none.txt")',
      'close 1000',
    ])
  })

  it('takes exports of older versions, and refuses what is no environment', () => {
    const exported = {
      source: 'mockoon:1.16.0',
      data: [{ type: 'environment', item: environment([route([response('x')])]) }],
    }
    expect(load(exported).endpoints).toHaveLength(1)
    expect(() => load({})).toThrow('importMockoon(): it is no environment')
    expect(() => load(environment([]))).toThrow('has no route for WebSockets')
    expect(() => load(environment([route([response('x')])]), { disabled: [] } as never)).toThrow(
      'there is no option "disabled"',
    )
  })

  it('is written out as a mock file that says the same', () => {
    const loaded = load(
      environment(
        [
          route([
            response('{{body}} {{data "n"}}', { rules: [rule('body', '', 'regex', 'a')] }),
            response('no', { default: true }),
          ]),
        ],
        { data: [{ uuid: '1', id: 'n', name: 'n', documentation: '', value: '7' }] },
      ),
    )
    const again = fromObject(JSON.parse(loaded.toMockFile('json')), { folder })
    expect(said(new Conversation(again), ['a', 'b'])).toEqual(['a 7', 'no'])
    expect(again.mockFile).toEqual(loaded.mockFile)
  })
})
