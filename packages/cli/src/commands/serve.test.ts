import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import nodeModule from 'node:module'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readTranscript } from '@parley-ws/core'
import { connectWs, HandshakeRefused } from '@parley-ws/core/node'
import { folderWith, parley, start } from '../../test/parley.ts'

const yaml = (answer: string): string => `parley: 1
endpoints:
  - path: /rooms/:room
    rules:
      - onConnect: true
        do: [{ join: '{{params.room}}' }]
      - on: ping
        do: [{ reply: ${answer} }]
`
/** Of the example: conversational, unicast and broadcast routes. */
const MOCKOON = fileURLToPath(new URL('../../../../docs/examples/mockoon/environment.json', import.meta.url))
const module = `
import { answer } from './answer.ts'
import { on, mock } from '@parley-ws/core'
type Answer = string
const given: Answer = answer
export const chat = mock([on('ping').reply(given)])
`

/** Node's own client: fetch would tidy the path up. */
async function get(url: string, path: string): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(url)
  return await new Promise((resolve, reject) => {
    request({ hostname, port, path }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => (body += text))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
      .on('error', reject)
      .end()
  })
}

describe('parley serve', () => {
  it('serves a mock file, logs frames, and ends with 1001 on SIGTERM', async () => {
    await using folder = await folderWith({ 'chat.mock.yaml': yaml('pong') })
    await using serving = start(['serve', folder.file('chat.mock.yaml')])
    const url = await serving.url()
    await using client = await connectWs(url.replace(':room', 'tea'))
    client.send('ping')
    expect(await client.next()).toMatchObject({ frame: { payload: 'pong' } })
    await serving.printed(/client-1 {2}→ ping\n.*client-1 {2}← pong/)
    const code = serving.stop('SIGTERM')
    expect(await client.next()).toMatchObject({ on: 'closed', code: 1001 })
    expect(await code).toBe(0)
  })

  it('logs frames in colour where colours are asked for, and else without', async () => {
    await using folder = await folderWith({ 'chat.mock.yaml': yaml('pong') })
    const logged = async (env: Readonly<Record<string, string>>): Promise<string> => {
      await using serving = start(['serve', folder.file('chat.mock.yaml')], { env })
      await using client = await connectWs((await serving.url()).replace(':room', 'tea'))
      client.send('ping')
      await serving.printed(/← pong/)
      return serving.stdout
    }
    expect(await logged({ FORCE_COLOR: '1' })).toContain('\u001B[36m→ ping\u001B[39m')
    expect(await logged({})).not.toContain('\u001B')
  })

  it('compresses for clients that offer it, if told to', async () => {
    await using folder = await folderWith({ 'chat.mock.yaml': yaml('pong') })
    const negotiated = async (...more: readonly string[]): Promise<string | undefined> => {
      await using serving = start(['serve', folder.file('chat.mock.yaml'), ...more])
      const { hostname, port } = new URL(await serving.url())
      const headers = {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'Sec-WebSocket-Extensions': 'permessage-deflate',
      }
      return await new Promise((resolve, reject) => {
        request({ hostname, port, path: '/rooms/tea', headers })
          .on('upgrade', (response, socket) => {
            socket.destroy()
            resolve(response.headers['sec-websocket-extensions'])
          })
          .on('error', reject)
          .end()
      })
    }
    expect(await negotiated('--compress')).toBe('permessage-deflate')
    expect(await negotiated()).toBeUndefined()
  })

  it('serves an environment of Mockoon', async () => {
    await using serving = start(['serve', MOCKOON])
    const headers = { 'Content-Type': 'application/json' }
    await using client = await connectWs(await serving.url(), { headers })
    client.send('{"type":"hello","name":"ada"}')
    expect(await client.next()).toMatchObject({ frame: { payload: '{"type":"welcome","name":"ada"}' } })
    client.send('else')
    expect(await client.next()).toMatchObject({ frame: { payload: 'ECHO: else' } })
  })

  it('logs JSON, one object a line', async () => {
    await using folder = await folderWith({ 'chat.mock.yaml': yaml('pong') })
    await using serving = start(['serve', folder.file('chat.mock.yaml'), '--json'])
    const [, port] = await serving.printed(/"event":"serving","port":(\d+)/)
    await using client = await connectWs(`ws://127.0.0.1:${port}/rooms/tea`)
    client.send('ping')
    await serving.printed(/"payload":"pong"/)
    await serving.stop()
    const lines = serving.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string })
    const events = lines.map(({ event }) => event)
    expect(events.filter((event) => event !== 'entry')).toEqual(['serving', 'stopping', 'stopped'])
    expect(lines).toContainEqual({
      event: 'entry',
      mock: '/rooms/:room',
      entry: expect.objectContaining({ payload: 'ping' }) as unknown,
    })
  })

  it('reads a mock file again when it changes, and keeps who is connected', async () => {
    await using folder = await folderWith({ 'chat.mock.yaml': yaml('old') })
    const file = folder.file('chat.mock.yaml')
    await using serving = start(['serve', file, '--watch'])
    await using client = await connectWs((await serving.url()).replace(':room', 'tea'))
    await writeFile(file, 'parley: 1\nendpoints: nonsense\n')
    await serving.printed(/not reloaded/)
    client.send('ping')
    expect(await client.next()).toMatchObject({ frame: { payload: 'old' } })
    await writeFile(file, yaml('new'))
    await serving.printed(/^reloaded/m)
    client.send('ping')
    expect(await client.next()).toMatchObject({ frame: { payload: 'new' } })
  })

  it('reads a module again', async () => {
    const answering = (answer: string): string =>
      `import { mock, on } from '@parley-ws/core'\nexport default mock([on('ping').reply('${answer}')])\n`
    await using folder = await folderWith({ 'chat.mock.mjs': answering('old') })
    await using serving = start(['serve', folder.file('chat.mock.mjs'), '--watch'])
    await using client = await connectWs(await serving.url())
    client.send('ping')
    expect(await client.next()).toMatchObject({ frame: { payload: 'old' } })
    await writeFile(folder.file('chat.mock.mjs'), answering('quite new'))
    await serving.printed(/^reloaded/m)
    client.send('ping')
    expect(await client.next()).toMatchObject({ frame: { payload: 'quite new' } })
  })

  // Before 22.15 Node does not say what a module imports.
  it.skipIf(!('registerHooks' in nodeModule))(
    'reads a TypeScript module again, with what it imports',
    async () => {
      await using folder = await folderWith({
        'package.json': '{ "type": "module" }',
        'chat.mock.ts': module,
        'answer.ts': "export const answer: string = 'old'",
      })
      await using serving = start(['serve', folder.file('chat.mock.ts'), '--watch'])
      await using client = await connectWs(await serving.url())
      client.send('ping')
      expect(await client.next()).toMatchObject({ frame: { payload: 'old' } })
      await writeFile(folder.file('answer.ts'), "export const answer: string = 'quite new'")
      await serving.printed(/^reloaded/m)
      client.send('ping')
      expect(await client.next()).toMatchObject({ frame: { payload: 'quite new' } })
    },
  )

  it('says what to do where Node does not strip types', async () => {
    await using folder = await folderWith({ 'package.json': '{ "type": "module" }', 'a.ts': 'export {}' })
    const { code, stderr } = await parley(['serve', folder.file('a.ts')], {
      nodeArgs: ['--no-experimental-strip-types'],
    })
    expect(code).toBe(2)
    expect(stderr).toContain('Node 22.18 or later')
  })

  it('names the exports of a module that has several mocks, or none', async () => {
    const mocks = "import { mock } from '@parley-ws/core'\nexport const one = mock([]), two = mock([])\n"
    await using folder = await folderWith({ 'two.mjs': mocks, 'none.mjs': 'export const x = 1' })
    expect((await parley(['serve', folder.file('two.mjs')])).stderr).toContain('--export: one, two')
    expect((await parley(['serve', folder.file('none.mjs')])).stderr).toContain('exports nothing that is')
  })

  it('speaks wss with a certificate made for the run, which clients can trust', async () => {
    await using folder = await folderWith({ 'chat.mock.yaml': yaml('pong') })
    const cert = folder.file('cert.pem')
    await using serving = start(['serve', folder.file('chat.mock.yaml'), '--tls', '--save-cert', cert])
    const url = (await serving.url()).replace(':room', 'tea')
    expect(url).toMatch(/^wss:/)
    await using client = await connectWs(url, { tls: { ca: await readFile(cert) } })
    client.send('ping')
    expect(await client.next()).toMatchObject({ frame: { payload: 'pong' } })
    await expect(connectWs(url)).rejects.toThrow('self-signed')
  })

  it('serves files beside the socket, and none outside of the folder', async () => {
    await using folder = await folderWith({ 'chat.mock.yaml': yaml('pong'), 'secret.txt': 'secret' })
    await mkdir(folder.file('public'))
    await mkdir(folder.file('public-not'))
    await writeFile(folder.file('public/index.html'), '<h1>demo</h1>')
    await writeFile(folder.file('public/.env'), 'secret')
    await writeFile(folder.file('public-not/a.txt'), 'secret')
    await using serving = start(['serve', folder.file('chat.mock.yaml'), '--static', folder.file('public')])
    const url = await serving.url()
    expect(await get(url, '/')).toEqual({ status: 200, body: '<h1>demo</h1>' })
    const paths = [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/..%5csecret.txt',
      '/x/../../secret.txt',
      '/../public-not/a.txt',
      '//etc/passwd',
      '/.env',
      '/%2eenv',
      '/%00',
      '/%',
    ]
    for (const path of paths) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one server
      const { status, body } = await get(url, path)
      expect([path, status, body.includes('secret.\n') || body === 'secret']).toEqual([path, 404, false])
    }
    await using client = await connectWs(url.replace(':room', 'tea'))
    client.send('ping')
    expect(await client.next()).toMatchObject({ frame: { payload: 'pong' } })
  })

  it('writes a transcript that survives kill -9, and writes over none', async () => {
    await using folder = await folderWith({ 'chat.mock.yaml': yaml('pong') })
    const args = ['serve', folder.file('chat.mock.yaml'), '--transcript', folder.file('run.jsonl')]
    await using serving = start(args)
    await using client = await connectWs((await serving.url()).replace(':room', 'tea'))
    client.send('ping')
    await client.next()
    await serving.printed(/← pong/)
    await serving.stop('SIGKILL')
    const shown = await parley(['show', folder.file('run.jsonl')])
    expect(shown.code).toBe(0)
    expect(shown.stdout).toMatch(/→ ping\n.*← pong\n/)
    await using again = start(args)
    expect(await again.code()).toBe(2)
    expect(again.stderr).toContain('is there already')
  })

  it('forgets the oldest of what happened in memory, and nothing in a file', async () => {
    await using folder = await folderWith({ 'chat.mock.yaml': yaml('pong') })
    const [file, bound] = [folder.file('all.jsonl'), ['--max-transcript-bytes', '20000']]
    const admin = ['--admin', '--admin-token', 'secret', '--transcript', file, ...bound]
    await using serving = start(['serve', folder.file('chat.mock.yaml'), '--quiet', ...admin])
    const url = (await serving.url()).replace(':room', 'tea')
    await using client = await connectWs(url)
    for (let count = 0; count < 200; count++) client.send('ping')
    for (let count = 0; count < 200; count++) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      expect(await client.next()).toMatchObject({ frame: { payload: 'pong' } })
    }
    const about = url.replace(/^ws(.*)\/rooms\/tea$/, 'http$1/_parley')
    const ask = async (route: string): Promise<Record<string, unknown>> => {
      const answer = await fetch(`${about}${route}`, { headers: { Authorization: 'Bearer secret' } })
      return (await answer.json()) as Record<string, unknown>
    }
    const { forgotten, entries } = (await ask('/transcript')) as {
      forgotten: number
      entries: { seq: number }[]
    }
    expect(forgotten).toBeGreaterThan(250)
    expect(entries[0]?.seq).toBe(forgotten + 1)
    expect(entries.at(-1)?.seq).toBe(402)
    expect(await ask('/timeline')).toMatchObject({
      entries: 402,
      forgotten,
      shown: 402 - forgotten,
      upTo: 402,
    })
    await serving.stop()
    const { entries: written } = readTranscript(await readFile(file, 'utf8'))
    expect(written.map(({ seq }) => seq)).toEqual(Array.from({ length: 404 }, (_, index) => index + 1))
  })

  it('plays a recording back', async () => {
    const lines = [
      '{"parley":"transcript","version":1}',
      '{"kind":"open","seq":1,"at":0,"client":"client-1","url":"ws://x/chat","protocol":""}',
      '{"kind":"message","seq":2,"at":1,"client":"client-1","direction":"clientToServer","opcode":"text","payload":"hi"}',
      '{"kind":"message","seq":3,"at":2,"cause":2,"client":"client-1","direction":"serverToClient","opcode":"text","payload":"ho"}',
    ]
    await using folder = await folderWith({ 'a.jsonl': `${lines.join('\n')}\n{"kind":"mess` })
    await using serving = start(['serve', folder.file('a.jsonl'), '--match', 'any'])
    await using client = await connectWs(`${await serving.url()}/chat`)
    client.send('hi')
    expect(await client.next()).toMatchObject({ frame: { payload: 'ho' } })
  })

  it('ends with 1 where a message broke the contract', async () => {
    const text = `import { contract, mock, typed } from '@parley-ws/core'
      const string = { type: 'string' }
      export default mock(contract('c', { url: '/c', clientToServer: { say: { type: 'object', properties: { text: string }, required: ['text'] } }, serverToClient: {} }))`
    await using folder = await folderWith({ 'c.mjs': text })
    await using serving = start(['serve', folder.file('c.mjs')])
    await using client = await connectWs(await serving.url())
    client.send('{"type":"say","text":1}')
    await serving.printed(/text/)
    expect(await serving.stop()).toBe(1)
  })

  it('refuses one connection more than allowed with 503, and a port that is taken with 2', async () => {
    await using folder = await folderWith({ 'chat.mock.yaml': yaml('pong') })
    const file = folder.file('chat.mock.yaml')
    await using serving = start(['serve', file, '--max-connections', '1'])
    const url = (await serving.url()).replace(':room', 'tea')
    await using client = await connectWs(url)
    await expect(connectWs(url)).rejects.toThrow(HandshakeRefused)
    const second = await parley(['serve', file, '--port', new URL(url).port])
    expect(second.code).toBe(2)
    expect(second.stderr).toContain('the port is in use')
    client.send('ping')
    expect(await client.next()).toMatchObject({ frame: { payload: 'pong' } })
  })
})
