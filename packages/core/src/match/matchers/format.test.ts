import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matches } from '../match.ts'
import { isoTime, uuid } from './format.ts'

describe('uuid', () => {
  it('matches what crypto makes, in either case', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(matches(uuid(), id)).toBe(true)
        expect(matches(uuid(), id.toUpperCase())).toBe(true)
      }),
    )
  })

  it('matches no text around one', () => {
    expect(matches(uuid(), 'x00000000-0000-4000-8000-000000000000')).toBe(false)
    expect(matches(uuid(), '00000000-0000-4000-8000-000000000000\n')).toBe(false)
  })
})

describe('isoTime', () => {
  it('matches what Date writes', () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date('0000-01-01T00:00:00Z'),
          max: new Date('9999-12-31T23:59:59Z'),
          noInvalidDate: true,
        }),
        (date) => {
          expect(matches(isoTime(), date.toISOString())).toBe(true)
        },
      ),
    )
  })

  it.each(['2024-02-29T23:59:60Z', '2000-02-29T00:00+01:00', '2026-12-31T00:00:00.123456-0330'])(
    'matches %s',
    (time) => {
      expect(matches(isoTime(), time)).toBe(true)
    },
  )

  it.each([
    '2026-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:00:00',
    '2026-01-01',
    '1767225600000',
  ])('does not match %s', (time) => {
    expect(matches(isoTime(), time)).toBe(false)
  })
})
