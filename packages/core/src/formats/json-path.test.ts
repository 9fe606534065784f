import { describe, expect, it } from 'vitest'
import { dottedParts, jsonPath, valueAt } from './json-path.ts'

const data = {
  a: { b: [1, 2, { c: 3 }] },
  'first-name': 'ada',
  list: [
    { id: 1, tags: ['x'] },
    { id: 2, tags: [] },
  ],
}

describe('jsonPath', () => {
  it.each([
    ['$.a.b[2].c', 3],
    ['$.list[*].id', [1, 2]],
    ['$..c', 3],
    ['$..id', [1, 2]],
    ['$.list[?(@.id == 2)].id', [2]],
    ['$.none', undefined],
    ['$', data],
    // As Mockoon's authors write them.
    ['$.list.0.id', 1],
    ['$.first-name', 'ada'],
    ['$.list.length', 2],
    ['$.list[(@.length-1)].id', 2],
    ['$.list[?(@.id === 1)].id', [1]],
    ["$['first-name'].length", 3],
  ])('finds %s', (path, expected) => {
    expect(jsonPath(path).find(data)).toEqual(expected)
  })

  it('finds nothing in what has no fields, and refuses what is no path', () => {
    expect([jsonPath('$.a').find('text'), jsonPath('$').find('text')]).toEqual([undefined, 'text'])
    expect(() => jsonPath('$.[')).toThrow(/'\$\.\['|unexpected|syntax/i)
  })

  it('does not hang at an expression in a filter', () => {
    const evil = [{ a: `${'a'.repeat(40)}!` }]
    expect(jsonPath("$[?match(@.a, '(a+)+')]").find(evil)).toBeUndefined()
    expect(jsonPath("$[?search(@.a, '^(a|a)+$')]").find(evil)).toBeUndefined()
  })
})

describe('valueAt', () => {
  it('finds own fields by a dotted path, in which a dot may be escaped', () => {
    expect(valueAt(data, dottedParts('a.b.2.c'))).toBe(3)
    expect(valueAt({ 'x.y': { z: 1 } }, dottedParts('x\\.y.z'))).toBe(1)
    expect(valueAt(data, dottedParts('constructor.name'))).toBeUndefined()
    expect(valueAt(data, dottedParts('list.length'))).toBe(2)
  })
})
