import { describe, expect, it } from 'vitest'
import { checkClose, checkMockClose, closeCodeName, isSendableCloseCode } from './close-code.ts'

describe('isSendableCloseCode', () => {
  it('knows which codes may travel in a close frame (RFC 6455 section 7.4)', () => {
    const sendable = [1000, 1001, 1002, 1003, 1007, 1008, 1011, 1012, 1013, 1014, 3000, 4999]
    const others = [0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 1000.5, Number.NaN]
    expect(sendable.filter((code) => !isSendableCloseCode(code))).toEqual([])
    expect(others.filter(isSendableCloseCode)).toEqual([])
  })
})

describe('checkClose', () => {
  it('says why a code cannot be sent and what to do', () => {
    expect(() => checkClose('close(999)', 999, '')).toThrow(
      'close(999): 999 is not a close code that may be sent. Use 1000-1003, 1007-1014 or 3000-4999.',
    )
    expect(() => checkClose('close(1006)', 1006, '')).toThrow(/abnormal closure.*Use cut\(\)/)
  })

  it('counts the reason in bytes of UTF-8, of which 123 fit', () => {
    expect(() => checkClose('close()', 1000, 'é'.repeat(61))).not.toThrow()
    expect(() => checkClose('close()', 1000, 'é'.repeat(62))).toThrow('the reason has 124 bytes')
  })
})

describe('checkMockClose', () => {
  it('takes 1005 for a close frame without a code, which has no reason', () => {
    expect(() => checkMockClose('close(1005)', 1005, '')).not.toThrow()
    expect(() => checkMockClose('close(1005)', 1005, 'x')).toThrow(
      'has no place for a reason. Leave the reason out',
    )
    expect(() => checkMockClose('close(1006)', 1006, '')).toThrow('Use cut()')
  })
})

describe('closeCodeName', () => {
  it('names registered codes and no others', () => {
    expect([closeCodeName(1001), closeCodeName(4000)]).toEqual(['going away', undefined])
  })
})
