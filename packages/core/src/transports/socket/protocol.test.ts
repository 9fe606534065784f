// RFC 6455 byte by byte: what a client may do, and the code that each breach is answered with.
import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { entryOf } from '../../../test/socket/entry.ts'
import {
  BINARY,
  bytesOf,
  CLOSE,
  closePayload,
  CONTINUATION,
  type FrameShape,
  handshake,
  PING,
  PONG,
  RawClient,
  TEXT,
} from '../../../test/socket/raw-client.ts'
import { bytes } from '../../match/matchers/bytes.ts'
import { text } from '../../match/matchers/text.ts'
import { on, onConnect } from '../../mock/rule.ts'
import { connectWs } from '../../run/connect-ws.ts'
import { serveWsMock, type ServeWsOptions } from '../../run/serve-ws.ts'

const echo = [on(text()).reply(({ message }) => message), on(bytes()).reply(({ message }) => message)]
const serve = (options: ServeWsOptions = {}) => serveWsMock(echo, options)
const wrongText = Uint8Array.of(0xc3, 0x28)
const euro = new TextEncoder().encode('€')

describe('a mock on a socket reads', () => {
  it('a message in fragments, with control frames between them, as one', async () => {
    await using mock = await serve()
    await using client = await RawClient.open(mock.port)
    client.send(
      { opcode: TEXT, payload: 'a', fin: false },
      { opcode: PING, payload: 'are you there' },
      { opcode: CONTINUATION, payload: 'b', fin: false },
      { opcode: PONG },
      { opcode: CONTINUATION, payload: '', fin: false },
      { opcode: CONTINUATION, payload: 'c' },
    )
    expect(await client.frame()).toMatchObject({ opcode: PONG, payload: Buffer.from('are you there') })
    expect(await client.frame()).toEqual({ fin: true, opcode: TEXT, payload: Buffer.from('abc') })
  })

  it('a character that is split across fragments', async () => {
    await using mock = await serve()
    await using client = await RawClient.open(mock.port)
    client.send(
      { opcode: TEXT, payload: euro.subarray(0, 1), fin: false },
      { opcode: CONTINUATION, payload: euro.subarray(1) },
    )
    expect((await client.frame()).payload.toString()).toBe('€')
  })

  it('a message that comes byte by byte, and the handshake too', async () => {
    await using mock = await serve()
    await using client = await RawClient.open(mock.port)
    client.socket.setNoDelay()
    const all = Buffer.concat([Buffer.from([0x81, 0x82, 1, 2, 3, 4]), Buffer.from([0x68 ^ 1, 0x69 ^ 2])])
    for (const byte of all) await new Promise((written) => client.socket.write(Buffer.of(byte), written))
    expect((await client.frame()).payload.toString()).toBe('hi')
  })

  it('what comes in one packet with the handshake', async () => {
    await using mock = await serve()
    await using client = await RawClient.dial(mock.port)
    client.socket.write(
      Buffer.concat([Buffer.from(handshake()), bytesOf({ opcode: TEXT, payload: 'early' })]),
    )
    expect(await client.head()).toMatch(/^HTTP\/1\.1 101 /)
    expect((await client.frame()).payload.toString()).toBe('early')
  })

  it.each([0, 125, 126, 65_535, 65_536, 1_000_000])('and answers %i bytes with as many', async (length) => {
    await using mock = await serve()
    await using client = await RawClient.open(mock.port)
    const payload = Buffer.alloc(length, 7)
    client.send({ opcode: BINARY, payload })
    const frame = await client.frame()
    expect(frame.opcode).toBe(BINARY)
    expect(frame.payload.equals(payload)).toBe(true)
  })
})

type Breach = readonly [what: string, code: number, frames: readonly FrameShape[], options?: ServeWsOptions]

const breaches: readonly Breach[] = [
  ['a frame without a mask', 1002, [{ opcode: TEXT, payload: 'x', masked: false }]],
  ['RSV1 without an extension', 1002, [{ opcode: TEXT, payload: 'x', rsv: 0b100 }]],
  ['RSV2', 1002, [{ opcode: TEXT, payload: 'x', rsv: 0b010 }]],
  ['RSV3', 1002, [{ opcode: TEXT, payload: 'x', rsv: 0b001 }]],
  ['a reserved data opcode', 1002, [{ opcode: 0x3, payload: 'x' }]],
  ['a reserved control opcode', 1002, [{ opcode: 0xb, payload: 'x' }]],
  ['a continuation of nothing', 1002, [{ opcode: CONTINUATION, payload: 'x' }]],
  ['a message within a message', 1002, [{ opcode: TEXT, fin: false }, { opcode: TEXT }]],
  ['a ping in fragments', 1002, [{ opcode: PING, fin: false }]],
  ['a close frame in fragments', 1002, [{ opcode: CLOSE, fin: false }]],
  ['a ping of 126 bytes', 1002, [{ opcode: PING, payload: Buffer.alloc(126) }]],
  ['a close frame of one byte', 1002, [{ opcode: CLOSE, payload: Uint8Array.of(3) }]],
  ...[0, 999, 1004, 1005, 1006, 1015, 2999, 5000].map((code): Breach => [
    `the close code ${code}`,
    1002,
    [{ opcode: CLOSE, payload: closePayload(code) }],
  ]),
  ['a close reason that is not UTF-8', 1007, [{ opcode: CLOSE, payload: closePayload(1000, wrongText) }]],
  ['text that is not UTF-8', 1007, [{ opcode: TEXT, payload: wrongText }]],
  [
    'text whose fragments together are not UTF-8',
    1007,
    [
      { opcode: TEXT, payload: wrongText.subarray(0, 1), fin: false },
      { opcode: CONTINUATION, payload: wrongText.subarray(1) },
    ],
  ],
  ['text that ends within a character', 1007, [{ opcode: TEXT, payload: euro.subarray(0, 2) }]],
  ['a surrogate', 1007, [{ opcode: TEXT, payload: Uint8Array.of(0xed, 0xa0, 0x80) }]],
  ['a message over its limit', 1009, [{ opcode: TEXT, payload: 'x'.repeat(101) }], { maxMessageBytes: 100 }],
  [
    'fragments that add up to more',
    1009,
    [
      { opcode: TEXT, payload: 'x'.repeat(60), fin: false },
      { opcode: CONTINUATION, payload: 'x'.repeat(60) },
    ],
    { maxMessageBytes: 100 },
  ],
  [
    'a message announced as too long',
    1009,
    [{ opcode: BINARY, states: 1n << 40n }],
    { maxMessageBytes: 100 },
  ],
  ['a length of 2^63', 1009, [{ opcode: BINARY, states: 1n << 63n }]],
  ['a frame over its limit', 1009, [{ opcode: TEXT, payload: 'x'.repeat(101) }], { maxFrameBytes: 100 }],
]

describe('a mock on a socket refuses', () => {
  it.for<Breach>(breaches)('%s with %i, and nobody else notices', async ([, code, frames, options]) => {
    await using mock = await serve(options)
    await using neighbour = await connectWs(mock.url)
    await using client = await RawClient.open(mock.port)
    client.send(...frames)
    expect(await client.closeCode()).toBe(code)
    client.send({ opcode: CLOSE, payload: closePayload(code) })
    expect(await client.rest()).toBe('')
    expect(await entryOf(mock, 'close')).toMatchObject({ client: 'client-2', code, clean: false })
    neighbour.send('still here')
    expect(await neighbour.next()).toMatchObject({ frame: { payload: 'still here' } })
    expect(mock.clients.map(({ name }) => name)).toEqual(['client-1'])
  })

  it.for([
    { why: 'text that is not UTF-8', code: 1007, frame: { opcode: TEXT, payload: wrongText } },
    { why: 'RSV2', code: 1002, frame: { opcode: TEXT, payload: 'x', rsv: 0b010 } },
    { why: 'an invalid close code', code: 1002, frame: { opcode: CLOSE, payload: closePayload(999) } },
  ])('$why behind the answers to what came before it, in one packet', async ({ code, frame }) => {
    await using mock = await serve()
    await using client = await RawClient.open(mock.port)
    client.send({ opcode: TEXT, payload: 'first' }, { opcode: PING, payload: 'p' }, frame)
    expect((await client.frame()).payload.toString()).toBe('first')
    expect((await client.frame()).opcode).toBe(PONG)
    expect(await client.closeCode()).toBe(code)
  })

  it('nothing of a message in frames that are short enough', async () => {
    await using mock = await serve({ maxFrameBytes: 100 })
    await using client = await RawClient.open(mock.port)
    client.send(
      { opcode: TEXT, payload: 'x'.repeat(100), fin: false },
      { opcode: PING, payload: 'p' },
      { opcode: CONTINUATION, payload: 'x'.repeat(100) },
    )
    expect((await client.frame()).opcode).toBe(PONG)
    expect((await client.frame()).payload).toHaveLength(200)
  })

  it('to answer the other frames of a packet that holds one too long', async () => {
    await using mock = await serve({ maxFrameBytes: 100 })
    await using client = await RawClient.open(mock.port)
    client.send({ opcode: TEXT, payload: 'x'.repeat(101) }, { opcode: TEXT, payload: 'y' })
    expect(await client.closeCode()).toBe(1009)
    expect(mock.transcript.entries.map(({ kind }) => kind)).toEqual(['open', 'close'])
  })
})

describe('the closing handshake on a socket', () => {
  it.each([1000, 1001, 1003, 1008, 1011, 1014, 3000, 4999])(
    'answers the code %i with the same',
    async (code) => {
      await using mock = await serve()
      await using client = await RawClient.open(mock.port)
      client.send({ opcode: CLOSE, payload: closePayload(code, 'bye') })
      expect(await client.closeCode()).toBe(code)
      expect(await client.rest()).toBe('')
      expect(await entryOf(mock, 'close')).toMatchObject({ code, reason: 'bye', clean: true })
    },
  )

  it('answers a close frame without a code with one without a code', async () => {
    await using mock = await serve()
    await using client = await RawClient.open(mock.port)
    client.send({ opcode: CLOSE })
    expect(await client.closeCode()).toBe(1005)
    expect(await entryOf(mock, 'close')).toMatchObject({ code: 1005, clean: true })
  })

  it('reads nothing after a close frame', async () => {
    await using mock = await serve()
    await using client = await RawClient.open(mock.port)
    client.send({ opcode: CLOSE, payload: closePayload(1000) }, { opcode: TEXT, payload: 'late' })
    expect(await client.closeCode()).toBe(1000)
    expect(await client.rest()).toBe('')
    expect(mock.transcript.entries.map(({ kind }) => kind)).toEqual(['open', 'close'])
  })

  it('is not the half-open server that answers pings, messages or a close frame', async () => {
    await using mock = await serveWsMock([onConnect().send('last words').halfOpen(), ...echo])
    await using client = await RawClient.open(mock.port)
    expect((await client.frame()).payload.toString()).toBe('last words')
    client.send(
      { opcode: PING },
      { opcode: TEXT, payload: 'x' },
      { opcode: CLOSE, payload: closePayload(1000) },
    )
    await entryOf(mock, 'message', ({ direction }) => direction === 'clientToServer')
    client.socket.destroy()
    expect(await entryOf(mock, 'close')).toMatchObject({ code: 1006, clean: false })
    expect(await client.rest()).toBe('')
  })

  it('is missing where the client just goes', async () => {
    await using mock = await serve()
    await using client = await RawClient.open(mock.port)
    client.socket.end()
    expect(await entryOf(mock, 'close')).toMatchObject({ code: 1006, clean: false })
  })
})
