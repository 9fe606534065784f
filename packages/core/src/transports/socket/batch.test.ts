import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { Batch } from './batch.ts'
import { frameBytes } from './frame-bytes.ts'
import { FrameMeter } from './frame-meter.ts'

const [a, b, c] = [Buffer.from('a'), Buffer.from('bb'), Buffer.from('c')] as const

describe('Batch', () => {
  it('is the frames in order, and the buffer itself where there is one', () => {
    expect(String(Batch.empty().and(a).and(b).and(c).bytes)).toBe('abbc')
    expect(Batch.empty().and(a).bytes).toBe(a)
    expect(Batch.empty().bytes).toHaveLength(0)
  })

  it('is joined once for all who were given the same, and apart for others', () => {
    const turn = Batch.empty()
    const one = turn.and(a).and(b)
    const two = turn.and(a).and(b)
    const three = turn.and(a).and(c).and(b)
    expect(two.bytes).toBe(one.bytes)
    expect([String(one.bytes), String(three.bytes)]).toEqual(['abb', 'acbb'])
  })
})

describe('frameBytes', () => {
  it.each([
    [0, '8200'],
    [125, '827d'],
    [126, '827e007e'],
    [65_535, '827effff'],
    [65_536, '827f0000000000010000'],
  ])('states a length of %i as RFC 6455 section 5.2 has it', (length, header) => {
    const bytes = frameBytes({ opcode: 'binary', payload: new Uint8Array(length).fill(1) })
    expect(bytes.subarray(0, header.length / 2).toString('hex')).toBe(header)
    expect(bytes.length).toBe(header.length / 2 + length)
  })

  it('counts text in bytes', () => {
    expect(frameBytes({ opcode: 'text', payload: '€' }).toString('hex')).toBe('8103e282ac')
  })
})

describe('FrameMeter', () => {
  const frames = Buffer.concat([
    Buffer.from([0x82, 0x80 | 5, 1, 2, 3, 4, 0, 0, 0, 0, 0]),
    Buffer.from([0x82, 126, 0, 200]),
  ])

  it.each([1, 2, 3, 100])('finds the frame that is too long in packets of %i bytes', (size) => {
    const meter = new FrameMeter(100)
    const found: (number | undefined)[] = []
    for (let at = 0; at < frames.length; at += size) found.push(meter.measure(frames.subarray(at, at + size)))
    expect(found.findIndex((length) => length === 200)).toBe(found.length - 1)
    expect(found.slice(0, -1).every((length) => length === undefined)).toBe(true)
  })
})
