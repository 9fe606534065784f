// Text stays text, bytes stay bytes, and length does not matter.
import { expect } from 'vitest'
import { bytes } from '../../../src/match/matchers/bytes.ts'
import { text } from '../../../src/match/matchers/text.ts'
import { on } from '../../../src/mock/rule.ts'
import { entryOf } from '../../socket/entry.ts'
import { behaviour, behaviourWith } from '../behaviour.ts'

const echo = [on(text()).reply(({ message }) => message), on(bytes()).reply(({ message }) => message)]
const MiB = 1_048_576
/** No two neighbours are alike, and no period divides a power of two. */
const someBytes = (length: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, (_, index) => (index * 7) % 251)

export const payloads = [
  behaviour('keeps text and bytes apart, also where there are none', async (world) => {
    await using stage = await world.open(echo)
    const client = await stage.join()
    const sent = ['', new Uint8Array(), 'grüße 👋', Uint8Array.of(0xff, 0, 0xc3), '{"a":', Uint8Array.of(65)]
    for (const each of sent) client.send(each)
    expect(await client.take(sent.length)).toEqual(sent)
    const heard = stage.mock.transcript.entries.filter((entry) => entry.kind === 'message')
    expect(heard.filter(({ direction }) => direction === 'clientToServer')).toMatchObject(
      sent.map((payload) => ({ opcode: typeof payload === 'string' ? 'text' : 'binary', payload })),
    )
  }),

  // A frame's header grows behind 125 and behind 65535 bytes (RFC 6455 section 5.2).
  behaviour('carries messages of every length', async (world) => {
    await using stage = await world.open(echo)
    const client = await stage.join()
    const sent = [125, 126, 65_535, 65_536].flatMap((length) => ['x'.repeat(length), someBytes(length)])
    for (const each of sent) client.send(each)
    for (const each of sent) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- they come one after the other
      expect(isSame(await client.next(), each)).toBe(true)
    }
  }),

  behaviour('carries a mebibyte of text, and of bytes, both ways', async (world) => {
    await using stage = await world.open(echo)
    const client = await stage.join()
    const long = 'ä'.repeat(MiB / 2)
    client.send(long)
    client.send(someBytes(MiB))
    expect(isSame(await client.next(), long)).toBe(true)
    expect(isSame(await client.next(), someBytes(MiB))).toBe(true)
  }),

  behaviour('sends what it was given, whatever becomes of the bytes later', async (world) => {
    await using stage = await world.open()
    const client = await stage.join()
    const given = Uint8Array.of(1, 2, 3)
    ;(await stage.mock.client()).send(given)
    stage.mock.broadcast(given)
    given.fill(0)
    expect(await client.take(2)).toEqual([Uint8Array.of(1, 2, 3), Uint8Array.of(1, 2, 3)])
  }),

  behaviourWith(['sendFragments'], 'hears a message in fragments as one', async (world) => {
    await using stage = await world.open(echo)
    const client = await stage.join()
    client.sendFragments(['to', '', 'ge', 'ther'])
    client.send('next')
    expect(await client.take(2)).toEqual(['together', 'next'])
  }),

  behaviourWith(
    ['sendFragments', 'heartbeat'],
    'answers a ping between the fragments of a message',
    async (world) => {
      await using stage = await world.open(echo)
      const client = await stage.join()
      client.sendFragments(['be', 'tween'], () => client.ping('still there?'))
      expect(await client.take(2)).toEqual([{ pong: 'still there?' }, 'between'])
      await entryOf(stage.mock, 'message', ({ payload }) => payload === 'between')
    },
  ),
]

/** A difference of megabytes is nothing to read. */
function isSame(actual: unknown, expected: string | Uint8Array): boolean {
  if (typeof expected === 'string') return actual === expected
  return (
    actual instanceof Uint8Array &&
    actual.length === expected.length &&
    actual.every((byte, index) => byte === expected[index])
  )
}
