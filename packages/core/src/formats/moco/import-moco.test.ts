import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Conversation } from '../../../test/formats/conversation.ts'
import type { StageClient } from '../../../test/stage.ts'
import { importMoco, type ImportMocoOptions } from './import-moco.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-moco-'))
  writeFileSync(join(folder, 'foo.request'), 'foo.request')
  writeFileSync(join(folder, 'foo.response'), 'foo.response')
  writeFileSync(join(folder, 'image.png'), new Uint8Array([0x89, 0x50, 0xff]))
})
afterAll(() => rmSync(folder, { recursive: true }))

const socket = (websocket: object): readonly object[] => [{ websocket: { uri: '/ws', ...websocket } }]
const sessions = (...each: readonly object[]): readonly object[] => socket({ sessions: each })
const converse = (config: unknown, options: ImportMocoOptions = {}): Conversation =>
  new Conversation(importMoco(config, { folder, ...options }))

function said(client: StageClient, ...messages: readonly unknown[]): readonly unknown[] {
  const before = client.got.length
  for (const message of messages) client.send(message)
  return client.got.slice(before)
}
const answers = (config: unknown, ...messages: readonly unknown[]): readonly unknown[] =>
  said(converse(config).connect(), ...messages)
const notesOf = (config: unknown): readonly string[] =>
  importMoco(config, { folder }).notes.map(({ path, text }) => `${path}: ${text}`)

describe('importMoco', () => {
  it('greets, answers pings, and answers sessions: the first that matches, or none', () => {
    const conversation = converse(
      socket({
        connected: 'connected',
        pingpongs: [
          { ping: 'ping', pong: 'pong' },
          { ping: { text: 'hello' }, pong: { text: 'world' } },
        ],
        sessions: [
          { request: { text: 'foo' }, response: { text: 'bar' } },
          { request: 'foo', response: 'never' },
          { request: { file: 'foo.request' }, response: { file: 'foo.response' } },
        ],
      }),
    )
    const client = conversation.connect()
    client.ping('ping')
    client.ping('hello')
    for (const message of ['foo', 'foo.request', 'blah']) client.send(message)
    expect(client.got).toEqual(['connected', 'pong pong', 'pong world', 'bar', 'foo.response'])
    expect(conversation.errors).toEqual([])
  })

  it.each([
    ['a text', 'foo', 'foo', 'Foo'],
    ['a text with space around it, which is trimmed', ' foo ', 'foo', ' foo '],
    ['JSON as a text', { json: '{"a": [1, "x"]}' }, '{ "a":[1,"x"] }', '{"a":[1]}'],
    ['JSON as data', { json: { a: 1 } }, '{"a":1}', '{"a":1,"b":2}'],
    ['XML', { xml: '<a><b>1</b></a>' }, '<a>\n  <b>1</b>\n</a>', '<a><b>2</b></a>'],
    ['a whole match', { match: 'fo+' }, 'foo', 'foobar'],
    ['a match of the text', { text: { match: 'fo+' } }, 'foo', 'foobar'],
    ['the beginning', { startsWith: 'foo' }, 'foobar', 'barfoo'],
    ['the end', { text: { endsWith: 'foo' } }, 'barfoo', 'foobar'],
    ['a part', { contain: 'oo' }, 'foo', 'bar'],
    ['that there is something', { text: { exist: 'true' } }, 'x', ''],
    ['and', { and: [{ startsWith: 'a' }, { endsWith: 'z' }] }, 'a-z', 'a-'],
    ['or', { or: ['a', { text: 'b' }] }, 'b', 'c'],
    ['not', { not: { text: 'a' } }, 'b', 'a'],
    ['a JSON path', { json_paths: { '$.book[0].price': '1' } }, '{"book":[{"price":"1"}]}', '{"book":[]}'],
    ['a class path resource', { path_resource: 'foo.request' }, 'foo.request', 'x'],
    ['a template of the request', { template: '${req.content}' }, 'anything', undefined],
  ])('matches %s', (_, request, yes, no) => {
    const config = sessions({ request, response: { text: 'yes' } })
    expect(answers(config, yes)).toEqual(['yes'])
    if (no !== undefined) expect(answers(config, no)).toEqual([])
  })

  it('reads binary messages as the text that they are', () => {
    expect(
      answers(sessions({ request: 'foo', response: { text: 'bar' } }), new TextEncoder().encode('foo')),
    ).toEqual(['bar'])
  })

  it('answers any request that nothing else answers, if told to', () => {
    const config = sessions({ response: { text: 'any' } }, { request: 'foo', response: { text: 'bar' } })
    expect(answers(config, 'foo', 'blah')).toEqual(['bar', 'any'])
  })

  it('takes both words for the text of a reply, and a file rather than either', () => {
    const config = sessions(
      { request: 'a', response: { content: 'content' } },
      { request: 'b', response: { text: 'text', content: 'content' } },
      { request: 'c', response: { text: 'text', file: 'foo.response' } },
      { request: 'd', response: { content: { file: 'foo.response' } } },
      { request: 'e', response: { json: { a: 1 } } },
      { request: 'f', response: { text: 'has {{braces}}' } },
    )
    expect(answers(config, 'a', 'b', 'c', 'd', 'e', 'f')).toEqual([
      'content',
      'text',
      'foo.response',
      'foo.response',
      { a: 1 },
      'has {{braces}}',
    ])
  })

  it('broadcasts first, then replies, then joins: who joins takes part from the next message on', () => {
    const conversation = converse(
      sessions({
        request: 'all in one',
        response: { text: 'reply', group: 'g', broadcast: { content: 'to the group', group: 'g' } },
      }),
    )
    const client = conversation.connect()
    expect(said(client, 'all in one')).toEqual(['reply'])
    expect(said(client, 'all in one')).toEqual(['to the group', 'reply'])
  })

  it('broadcasts to all, the sender included; to a group, the sender only if it joined', () => {
    const conversation = converse(
      sessions(
        { request: 'foo', response: { broadcast: { content: 'bar' } } },
        { request: { text: 'subscribe' }, response: { content: 'subscribed', group: 'group' } },
        {
          request: { text: 'broadcast' },
          response: {
            content: 'broadcasted',
            broadcast: { content: { file: 'foo.response' }, group: 'group' },
          },
        },
      ),
    )
    const [subscriber, other] = [conversation.connect(), conversation.connect()]
    other.send('foo')
    subscriber.send('subscribe')
    other.send('broadcast')
    expect(subscriber.got).toEqual(['bar', 'subscribed', 'foo.response'])
    expect(other.got).toEqual(['bar', 'broadcasted'])
  })

  it('sends the frames that Moco sends, if told to: binary ones', () => {
    const config = socket({
      connected: 'hi',
      sessions: [{ request: 'foo', response: { text: 'bar', broadcast: { content: 'all' } } }],
    })
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
    const client = converse(config, { exactFrames: true }).connect()
    client.send('foo')
    expect(client.got).toEqual([bytes('hi'), bytes('all'), bytes('bar')])
    const file = sessions({ request: 'file', response: { file: 'image.png' } })
    expect(said(converse(file, { exactFrames: true }).connect(), 'file')).toEqual([
      new Uint8Array([0x89, 0x50, 0xff]),
    ])
  })

  it('goes through sequences once, and through cycles again and again', () => {
    const config = sessions(
      { request: 'seq', response: { seq: [{ text: 'a' }, 'b'] } },
      { request: 'cycle', response: { cycle: [{ text: 'a' }, { text: 'b' }] } },
    )
    expect(answers(config, 'seq', 'seq', 'seq')).toEqual(['a', 'b', 'b'])
    expect(answers(config, 'cycle', 'cycle', 'cycle')).toEqual(['a', 'b', 'a'])
  })

  it('waits before it answers', () => {
    const conversation = converse(
      sessions({ request: 'slow', response: { text: 'at last', latency: { duration: 2, unit: 'second' } } }),
    )
    const client = conversation.connect()
    client.send('slow')
    conversation.pass(1999)
    expect(client.got).toEqual([])
    conversation.pass(1)
    expect(client.got).toEqual(['at last'])
  })

  it('fills in templates', () => {
    const template = (source: unknown): readonly object[] =>
      sessions({ response: { text: { template: source } } })
    expect(answers(template('${req.content}, ${req.content}'), 'a<b')).toEqual(['a<b, a<b'])
    expect(
      answers(
        template({ with: '${who} ${id} {{x}}', vars: { who: 'it is', id: { json_path: '$.id' } } }),
        '{"id":7}',
      ),
    ).toEqual(['it is 7 {{x}}'])
    expect(answers(template('${req.json.a.b}'), '{"a":{"b":"deep"}}')).toEqual(['deep'])
    expect(answers(template("${now('yyyy')}"), 'x')).toEqual(['1970'])
    expect(String(answers(template("${random(10, 20, '#.##')}"), 'x')[0])).toMatch(/^1\d\.\d\d$/)
  })

  it('lists what it does not carry over', () => {
    expect(
      notesOf([
        { request: { uri: '/foo' }, response: { text: 'http' } },
        { include: 'other.json' },
        {
          description: 'a comment',
          response: { text: 'beside' },
          websocket: {
            uri: '/ws',
            closed: 'x',
            pingpongs: [{ ping: 'a', pong: { template: '${req.content}' } }],
            sessions: [
              { request: { xpaths: { '/a': '1' } }, response: { text: 'a' } },
              { request: { match: '(?=a)' }, response: { text: 'b', status: '200' } },
              { request: 'c', response: { text: { template: '<#if x>${y?upper_case}</#if>' } } },
              { request: 'd', response: { text: { file: { name: 'foo.response', charset: 'GBK' } } } },
            ],
          },
        },
      ]),
    ).toEqual([
      '[0]: It serves HTTP, which is not mocked: passed over.',
      '[1]: Included files are not followed: import the file that is included.',
      '[2].response: It stands beside a websocket, where Moco overlooks it: passed over.',
      '[2].websocket.closed: Moco has no closed here: passed over.',
      '[2].websocket.pingpongs[0].pong: A pong from a template is not carried over: pings are answered as usual.',
      '[2].websocket.sessions[0].request.xpaths: The condition xpaths is not carried over: the request matches nothing.',
      expect.stringMatching(
        /^\[2\]\.websocket\.sessions\[1\]\.request\.match: The expression is not carried over, the request matches nothing: /,
      ),
      '[2].websocket.sessions[1].response.status: A response to a message has no status: not carried over.',
      '[2].websocket.sessions[2].response.text.template: Directives of FreeMarker (<#if>, <#list>) are not carried over: they are sent as they stand.',
      '[2].websocket.sessions[2].response.text.template: ${y?upper_case} is not carried over: it is sent as it stands.',
      '[2].websocket.sessions[3].response.text.file.charset: The file is read as UTF-8, and not as GBK.',
    ])
  })

  it('serves each uri, and refuses what is no configuration, has no websocket, or names a file that is not there', () => {
    const two = importMoco([...socket({ uri: '/a' }), { websocket: { uri: 'b', connected: 'hi' } }])
    expect(two.endpoints.map(({ path }) => path)).toEqual(['/a', '/b'])
    expect(() => importMoco({})).toThrow('importMoco(): it is not a list')
    expect(() => importMoco([{ response: { text: 'x' } }])).toThrow(
      'the configuration of Moco has no websocket',
    )
    expect(() => importMoco(sessions({ request: 'a', response: { file: 'none' } }), { folder })).toThrow(
      'there is no file "none"',
    )
    expect(() =>
      importMoco(sessions({ request: { file: '../x' }, response: { text: 'a' } }), { folder }),
    ).toThrow("is outside of the configuration's folder")
    expect(() => importMoco(sessions(), { exact: true } as never)).toThrow('there is no option "exact"')
  })
})
