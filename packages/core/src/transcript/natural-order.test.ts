import { describe, expect, it } from 'vitest'
import { compareNaturally } from './natural-order.ts'

describe('compareNaturally', () => {
  it('orders names as people list them', () => {
    const names = 'bob client-10 client-2 client alice client-02 10 9 client-2-b client-2-a Bob'.split(' ')
    expect(names.toSorted(compareNaturally).join(' ')).toBe(
      '9 10 Bob alice bob client client-02 client-2 client-2-a client-2-b client-10',
    )
  })

  it('calls no two different names equal', () => {
    expect(compareNaturally('a1', 'a01')).not.toBe(0)
    expect(compareNaturally('a1', 'a1')).toBe(0)
  })
})
