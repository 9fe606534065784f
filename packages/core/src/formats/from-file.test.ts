import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Conversation } from '../../test/formats/conversation.ts'
import { scenario } from '../scenario/scenario.ts'
import { connectWs } from '../run/connect-ws.ts'
import { mockWs } from '../run/mock-ws.ts'
import { serveWsMock } from '../run/serve-ws.ts'
import { simulate } from '../run/simulate.ts'
import { fromFile } from './from-file.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(name: string, content: unknown): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, undefined, 2))
  return path
}

function thrownBy(make: () => unknown): string {
  try {
    make()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  throw new Error('nothing was thrown')
}

const chat = `
parley: 1
endpoints:
  - path: /rooms/:room
    rules:
      - onConnect: true
        do:
          - send: 'welcome to {{params.room}}'
          - join: '{{params.room}}'
      - on: { type: say, text: { $text: true } }
        do:
          - broadcast: { type: said, text: '{{message.text}}' }
            group: '{{params.room}}'
  - path: /news
    rules:
      - on: latest
        do:
          - reply: nothing new
`

describe('fromFile', () => {
  it('reads YAML and JSON, by path or URL', () => {
    const yaml = write('chat.mock.yaml', chat)
    const json = write('chat.mock.json', {
      parley: 1,
      endpoints: [{ path: '/', rules: [{ on: 'a', do: [{ reply: 'b' }] }] }],
    })
    expect(fromFile(yaml).endpoints.map(({ path }) => path)).toEqual(['/rooms/:room', '/news'])
    const conversation = new Conversation(fromFile(pathToFileURL(json)))
    const client = conversation.connect('/')
    client.send('a')
    expect(client.got).toEqual(['b'])
  })

  it('is what mockWs takes: the endpoint for its URL, with the parameters of the endpoint', async () => {
    const loaded = fromFile(write('chat.mock.yaml', chat))
    await using chatMock = await mockWs('wss://chat.example.com/rooms/lobby', loaded)
    const socket = new WebSocket('wss://chat.example.com/rooms/lobby')
    const client = await chatMock.client()
    const heard = new Promise((resolve) => socket.addEventListener('message', ({ data }) => resolve(data)))
    expect(await heard).toBe('welcome to lobby')
    expect(client.groups).toEqual(['lobby'])
  })

  it('is what simulate takes, in virtual time', async () => {
    const news = scenario('news', {
      clients: ['ann'],
      steps: ({ ann }) => [ann.send('latest'), ann.expect('nothing new')],
    })
    await simulate(news, { mock: fromFile(write('chat.mock.yaml', chat)), url: 'ws://localhost/news' })
  })

  it('is what serveWsMock takes: each endpoint on its own path of one port, and data that they share', async () => {
    const shared = `
parley: 1
data: { count: 0 }
endpoints:
  - path: /a
    rules: [{ on: up, do: [{ reply: "{{setData 'inc' 'count'}}{{data 'count'}}" }] }]
  - path: /b
    rules: [{ on: look, do: [{ reply: "{{data 'count'}}" }] }]
`
    await using server = await serveWsMock(fromFile(write('shared.mock.yaml', shared)))
    await using a = await connectWs(server.at('/a').url)
    await using b = await connectWs(server.at('/b').url)
    a.send('up')
    expect(await a.next()).toMatchObject({ frame: { payload: '1' } })
    b.send('look')
    expect(await b.next()).toMatchObject({ frame: { payload: '1' } })
  })

  it('names everything that is wrong, with its line and what would be right', () => {
    const wrong = `parley: 1
endpoints:
  - path: chat
    rules:
      - on: { text: { $regx: a } }
        do:
          - repy: hello
      - onConnct: true
        do: []
      - on: { $regex: '(a' }
        do:
          - reply: '{{#if}'
      - on: { $regex: '(?=a)' }
        where: { querry: {} }
        do:
          - reply: { $file: missing.txt }
  - path: /chat
    unmatched: never
    rules:
      - on: { $regex: '(?=a)' }
        do:
          - reply: '{{uppercse text}}'
          - close: 1006
          - send: late
      - on: a
        do:
          - reply: { $file: missing.txt }
`
    const path = write('wrong.mock.yaml', wrong)
    expect(thrownBy(() => fromFile(path)).split('\n')).toEqual([
      'wrong.mock.yaml: 14 things are wrong with it, and nothing of it is used.',
      ...[
        `3 endpoints[0].path: "chat" is not a path that begins with '/' or '*'. Give a path that begins with '/' or '*'.`,
        '5 endpoints[0].rules[0].on.text.$regx: there is no "$regx" here. Did you mean "$regex"?',
        '7 endpoints[0].rules[0].do[0].repy: there is no "repy" here. Did you mean "reply"?',
        '8 endpoints[0].rules[1].onConnct: there is no "onConnct" here. Did you mean "onConnect"?',
        '9 endpoints[0].rules[1].do: the list is empty. Give at least an action.',
        '10 endpoints[0].rules[2].on.$regex: the regular expression (a: missing closing ): `(a`. Correct it.',
        '12 endpoints[0].rules[2].do[0].reply: Parse error on line 1: {{#if}. Correct it.',
        '14 endpoints[0].rules[3].where.querry: there is no "querry" here. Did you mean "query"?',
        '18 endpoints[1].unmatched: "never" is unknown here. Use error, warn, ignore.',
        '20 endpoints[1].rules[0].on.$regex: the regular expression (?=a): invalid or unsupported Perl syntax: `(?=`. Write it without look-around and back-references, which may take for ever.',
        '22 endpoints[1].rules[0].do[0].reply: there is no helper "uppercse". Did you mean {{uppercase}}?',
        '23 endpoints[1].rules[0].do[1].close: close 1006: 1006 (abnormal closure) is what a peer sees when no close frame came; it cannot be sent. Use cut() to end the connection abruptly.',
        '24 endpoints[1].rules[0].do[2].send: nothing can follow close. Write send before it.',
        '27 endpoints[1].rules[1].do[0].reply.$file: there is no file "missing.txt". Check its name.',
      ].map((line) => `  wrong.mock.yaml:${line}`),
    ])
  })

  it('says what is no YAML, no JSON, no file and no known format', () => {
    expect(thrownBy(() => fromFile(write('a.yaml', 'a: [1')))).toMatch(/^a\.yaml:1: it is no YAML \(/)
    expect(thrownBy(() => fromFile(write('a.json', '{ "a": ')))).toMatch(/^a\.json: it is no JSON \(/)
    expect(thrownBy(() => fromFile(write('b.json', { a: 1 })))).toContain('it is no format that is known')
    expect(thrownBy(() => fromFile(join(folder, 'none.yaml')))).toContain('there is no such file')
    expect(thrownBy(() => fromFile(write('c.yaml', chat), { sead: 1 } as never))).toContain(
      'there is no option "sead"',
    )
  })

  it('names a method of faker that there is not, and takes a file that begins with a byte order mark', () => {
    const inventing = (method: string): string =>
      `\uFEFFparley: 1\nendpoints: [{ path: /, rules: [{ on: x, do: [{ reply: "{{faker '${method}'}}" }] }] }]`
    expect(thrownBy(() => fromFile(write('faker.yaml', inventing('person.fristName'))))).toContain(
      'endpoints[0].rules[0].do[0].reply: faker has no "person.fristName". Look it up',
    )
    expect(fromFile(write('faker.yaml', inventing('person.firstName'))).endpoints).toHaveLength(1)
  })

  it('tells the lines of JSON as well', () => {
    expect(
      thrownBy(() => fromFile(write('d.json', { parley: 1, endpoints: [{ path: '/', ruls: [] }] }))),
    ).toBe(
      'd.json: 2 things are wrong with it, and nothing of it is used.\n' +
        '  d.json:4 endpoints[0]: "rules" is missing. Add rules: a list.\n' +
        '  d.json:6 endpoints[0].ruls: there is no "ruls" here. Did you mean "rules"?',
    )
  })
})

describe('files that a mock file names', () => {
  const sending = (file: string): string =>
    `parley: 1
endpoints: [{ path: /, rules: [{ on: { $anything: true }, do: [{ reply: { $file: ${JSON.stringify(file)}, template: true } }] }] }]`

  it('are read within its folder, and filled in', () => {
    write('bodies/hi.txt', 'hi {{text}}')
    const conversation = new Conversation(fromFile(write('a.yaml', sending('bodies/hi.txt'))))
    const client = conversation.connect('/')
    client.send('ann')
    expect(client.got).toEqual(['hi ann'])
  })

  it('are never read outside of it: by dots, by an absolute path, through a symbolic link', () => {
    write('secret.txt', 'secret')
    const inner = join(folder, 'inner')
    mkdirSync(inner)
    symlinkSync(join(folder, 'secret.txt'), join(inner, 'link.txt'))
    symlinkSync(folder, join(inner, 'up'))
    for (const file of [
      '../secret.txt',
      join(folder, 'secret.txt'),
      'link.txt',
      'up/secret.txt',
      'a/../../secret.txt',
    ]) {
      expect(thrownBy(() => fromFile(write('inner/a.yaml', sending(file))))).toContain(
        `${JSON.stringify(file)} is outside of the configuration's folder`,
      )
    }
  })

  it('are not read outside of it either where a client has a say in the name', () => {
    write('secret.txt', 'secret')
    write('inner/open.txt', 'open')
    const conversation = new Conversation(fromFile(write('inner/a.yaml', sending('{{text}}.txt'))))
    const client = conversation.connect('/')
    client.send('open')
    client.send('../secret')
    expect(client.got).toEqual(['open', 'close 1011 internal error'])
    expect(conversation.errors).toEqual([expect.stringContaining("is outside of the configuration's folder")])
  })
})

describe('a file of another system', () => {
  const moco = [
    { request: { uri: '/http' }, response: { text: 'http' } },
    { websocket: { uri: '/ws', connected: 'hi' } },
  ]

  it('is told by its shape, and what is not carried over is printed once', () => {
    const warning = vi.spyOn(console, 'warn').mockImplementation(() => {})
    try {
      const loaded = fromFile(write('moco.json', moco))
      expect(loaded.endpoints.map(({ path }) => path)).toEqual(['/ws'])
      expect(warning.mock.calls).toEqual([
        [
          'moco.json: not everything in it could be carried over.\n  [0]: It serves HTTP, which is not mocked: passed over.',
        ],
      ])
    } finally {
      warning.mockRestore()
    }
  })

  it('tells what is not carried over to whom is told to listen', () => {
    const notes: string[] = []
    fromFile(write('moco.json', moco), { onNote: ({ path }) => notes.push(path) })
    expect(notes).toEqual(['[0]'])
  })

  it('is written out as a mock file that says the same', () => {
    const loaded = fromFile(write('moco.json', moco), { onNote: () => {} })
    for (const format of ['yaml', 'json'] as const) {
      const again = fromFile(write(`again.mock.${format}`, loaded.toMockFile(format)))
      expect(again.mockFile).toEqual(loaded.mockFile)
      expect(new Conversation(again).connect('/ws').got).toEqual(['hi'])
    }
  })
})

describe('the documentation', () => {
  const text = readFileSync(new URL('../../../../docs/mock-files.md', import.meta.url), 'utf8')
  const block = (language: string): string => text.split(`\n\`\`\`${language}\n`)[1]?.split('\n```')[0] ?? ''

  it('shows a file that works, and what is said of one that does not', () => {
    const conversation = new Conversation(fromFile(write('chat.mock.yaml', block('yaml'))), '/rooms/:room')
    const [ann, bob] = [conversation.connect('/rooms/lobby'), conversation.connect('/rooms/lobby')]
    ann.send({ type: 'say', text: 'hi' })
    ann.send('bye')
    expect(ann.got).toEqual(['hello, this is lobby', { type: 'ok' }, 'close 4000 left'])
    expect(bob.got).toEqual(['hello, this is lobby', { type: 'said', text: 'hi', at: 0 }])
    const misspelt = write('chat.mock.yaml', block('yaml').replace('- reply:', '- repy:'))
    expect(thrownBy(() => fromFile(misspelt))).toBe(block('text'))
  })
})
