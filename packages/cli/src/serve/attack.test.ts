// What comes from clients that are broken, slow, many, or mean it: each is refused with the right code or status, and who
// is connected notices nothing. RFC 6455 breach by breach is tested in core; here a started command has to hold.
import { mkdir, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectWs, type WsConnection } from '@parley-ws/core/node'
import { folderWith, parley, type Running, start } from '../../test/parley.ts'
import { frame, handshake, Wire } from '../../test/wire.ts'

const yaml = (regex: string): string => `parley: 1
endpoints:
  - path: /
    rules:
      - { on: ping, do: [{ reply: pong }] }
      - { on: { $regex: '${regex}' }, do: [{ reply: only a }] }
`
const LIMITS = ['--max-connections', '20', '--max-frame-bytes', '1000', '--max-message-bytes', '1500']
const OPEN = ['--admin', '--admin-token', 'secret', '--static', 'public', '--origin', 'https://chat.example']
const request = (path: string, headers = ''): string =>
  `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n${headers}\r\n`

interface Served extends AsyncDisposable {
  readonly serving: Running
  readonly url: string
  readonly port: string
  /** Somebody who is connected before the attack, and is answered after it. */
  readonly neighbour: WsConnection
}

async function serve(...args: readonly string[]): Promise<Served> {
  const folder = await folderWith({ 'a.mock.yaml': yaml('^(a+)+$'), 'secret.txt': 'secret' })
  await mkdir(folder.file('public'))
  await writeFile(folder.file('public/a.txt'), 'a')
  const serving = start(['serve', 'a.mock.yaml', '--quiet', ...args], { cwd: folder.path })
  const url = await serving.url()
  const neighbour = await connectWs(url)
  return {
    serving,
    url,
    port: new URL(url).port,
    neighbour,
    async [Symbol.asyncDispose]() {
      await neighbour[Symbol.asyncDispose]()
      await serving[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}

async function expectAnswered(client: WsConnection): Promise<void> {
  client.send('ping')
  expect(await client.next()).toMatchObject({ frame: { payload: 'pong' } })
}

describe('parley serve, attacked', () => {
  let served: Served
  beforeAll(async () => {
    served = await serve(...LIMITS, ...OPEN)
  })
  // Nothing of this is an error of the mock.
  afterAll(async () => {
    expect(await served.serving.stop()).toBe(0)
    expect(served.serving.stderr).toBe('')
    await served[Symbol.asyncDispose]()
  })

  it.each<[what: string, code: number, frames: readonly Uint8Array[]]>([
    ['a frame without a mask', 1002, [Uint8Array.of(0x81, 1, 0x61)]],
    ['a reserved opcode', 1002, [frame(0x83, 'x')]],
    ['RSV1 without compression', 1002, [frame(0xc1, 'x')]],
    ['a continuation of nothing', 1002, [frame(0x80, 'x')]],
    ['a ping that is too long', 1002, [frame(0x89, 'x'.repeat(126))]],
    ['text that is not UTF-8', 1007, [frame(0x81, Uint8Array.of(0xc3, 0x28))]],
    ['a frame over its limit', 1009, [frame(0x82, 'x'.repeat(1001))]],
    ['a message over its limit', 1009, [frame(0x01, 'x'.repeat(800)), frame(0x80, 'x'.repeat(800))]],
    ['2^62 bytes announced', 1009, [Uint8Array.of(0x82, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0)]],
  ])('closes with a code on %s: %i', async (_what, code, frames) => {
    await using client = await Wire.dial(served.port)
    client.write(handshake())
    expect(await client.status()).toBe(101)
    client.write(...frames)
    expect(await client.closeCode()).toBe(code)
    await expectAnswered(served.neighbour)
  })

  it.each<[what: string, status: number, bytes: string]>([
    ['no HTTP', 400, 'hello\r\n\r\n'],
    ['no key', 400, handshake({ 'Sec-WebSocket-Key': undefined })],
    ['a subprotocol twice', 400, handshake({ 'Sec-WebSocket-Protocol': 'a, a' })],
    ['another version', 426, handshake({ 'Sec-WebSocket-Version': '8' })],
    ['another method', 405, handshake({}, 'POST / HTTP/1.1')],
    ['another path', 404, handshake({}, 'GET /x HTTP/1.1')],
    ['a head without an end', 431, `GET / HTTP/1.1\r\nCookie: ${'x'.repeat(20_000)}`],
    ['a page of a foreign origin', 403, handshake({ Origin: 'https://evil.example' })],
    ['a sandboxed page', 403, handshake({ Origin: 'null' })],
    ['a page of our own', 101, handshake({ Origin: 'https://chat.example' })],
    ['a file', 200, request('/a.txt')],
    ['a file outside', 404, request('/../secret.txt')],
    ['a file outside, encoded', 404, request('/%2e%2e%2fsecret.txt')],
    ['a file outside, as on Windows', 404, request(String.raw`/..\secret.txt`)],
    [
      'the admin API with its token',
      200,
      request('/_parley/connections', 'Authorization: Bearer secret\r\n'),
    ],
    ['and without', 401, request('/_parley/connections')],
    ['with a wrong one', 401, request('/_parley/connections', 'Authorization: Bearer secreT\r\n')],
    [
      'of a page that may connect, and no more',
      403,
      request('/_parley/connections', 'Authorization: Bearer secret\r\nOrigin: https://chat.example\r\n'),
    ],
  ])('answers with a status: %s, %i', async (_what, status, bytes) => {
    await using client = await Wire.dial(served.port)
    client.write(bytes)
    expect(await client.status()).toBe(status)
    await expectAnswered(served.neighbour)
  })
})

describe('parley serve, flooded', () => {
  it('refuses whom it has no room for with 503, and takes others when somebody has left', async () => {
    await using served = await serve('--max-connections', '20')
    // Their connections end with the server.
    const dial = async (): Promise<Wire> => await Wire.dial(served.port)
    // Who says nothing, or half of it, takes no place.
    const idle = await Promise.all(Array.from({ length: 200 }, dial))
    for (const client of idle.slice(100)) client.write(handshake().slice(0, 50))
    const statuses = await Promise.all(
      Array.from({ length: 200 }, async () => {
        const client = await dial()
        client.write(handshake())
        return { client, status: await client.status() }
      }),
    )
    const inside = statuses.filter(({ status }) => status === 101)
    expect(inside).toHaveLength(19)
    expect(statuses.filter(({ status }) => status === 503)).toHaveLength(181)
    await expectAnswered(served.neighbour)
    await Promise.all(inside.slice(0, 5).map(({ client }) => client[Symbol.asyncDispose]()))
    for (let room = 5; room > 0;) {
      // Until the server has noticed who is gone.
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      const client = await dial()
      client.write(handshake())
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      if ((await client.status()) === 101) room--
    }
    await expectAnswered(served.neighbour)
  })

  it('ends handshakes that do not arrive with 408, and nobody waits for them', async () => {
    await using served = await serve('--handshake-timeout', '1000')
    const halves = ['', 'GET', handshake().slice(0, -2)]
    await Promise.all(
      halves.map(async (half) => {
        await using slow = await Wire.dial(served.port)
        slow.write(half)
        await expectAnswered(served.neighbour)
        expect(await slow.status()).toBe(408)
        await slow.ended()
      }),
    )
    await expectAnswered(served.neighbour)
    // Before the default would have ended them.
  }, 9_000)
})

describe('a regular expression in a mock file', () => {
  it('takes as long as the message is, also where it would backtrack', async () => {
    await using served = await serve()
    await using attacker = await connectWs(served.url)
    attacker.send(`${'a'.repeat(50_000)}!`)
    await expectAnswered(served.neighbour)
    attacker.send('a'.repeat(50_000))
    expect(await attacker.next()).toMatchObject({ frame: { payload: 'only a' } })
  })

  it.each(['^(?=a)', String.raw`(a)\1`])('is refused where it could take for ever: %s', async (regex) => {
    await using folder = await folderWith({ 'a.mock.yaml': yaml(regex) })
    const { code, stderr } = await parley(['serve', folder.file('a.mock.yaml')])
    expect(code).toBe(2)
    expect(stderr).toContain('without look-around and back-references')
  })
})

describe('limits of parley serve', () => {
  it.each([
    ['--max-frame-bytes', '0', 'Give a whole number from 1 to 2147483647.'],
    ['--max-message-bytes', '1e3', 'Give a whole number from 1 to 2147483647.'],
    ['--max-connections', '-1', 'Give a whole number from 1 to 2147483647.'],
    ['--handshake-timeout', '2s', 'Give a whole number from 1 to 2147483647.'],
    ['--slow-reader', 'drop', 'close-1008, close-1013, unbounded'],
    ['--origin', 'https://chat.example/app', 'Write scheme, host and port, with nothing behind them'],
  ])('are refused where they are none: %s %s', async (option, value, why) => {
    await using folder = await folderWith({ 'a.mock.yaml': yaml('^a') })
    const { code, stderr } = await parley(['serve', folder.file('a.mock.yaml'), `${option}=${value}`])
    expect(code).toBe(2)
    expect(stderr).toContain(why)
  })
})
