import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { requestAddress } from './request-address.ts'

const label = fc.oneof(
  fc.stringMatching(/^[a-z\d-]{1,8}$/),
  fc.constantFrom(
    'localhost',
    '127',
    '0',
    '1',
    '256',
    '0x7f',
    '01',
    'xn--a',
    'xn--mnchen-3ya',
    'A',
    'ü',
    'a b',
    '',
    '%41',
  ),
)
const host = fc.oneof(
  fc.constantFrom('localhost', '127.0.0.1', '127.0.0.01', '[::1]', 'a.test', 'chat.example.com'),
  fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.')),
)
const port = fc.oneof(
  fc.constantFrom<number | string>(80, 443, 8080, '80', '443', '08080', 65_535, 65_536, 0, -1, 1.5, ''),
  fc.integer({ min: 1, max: 70_000 }),
  fc.integer({ min: 1, max: 70_000 }).map(String),
)
const segment = fc.oneof(
  fc.stringMatching(/^[\w.~-]{0,6}$/),
  fc.constantFrom(
    '.',
    '..',
    '...',
    '%2e',
    '%2E%2e',
    'ü',
    'a b',
    '"',
    "'",
    '\\',
    '#x',
    '?',
    '?a=1&b=2',
    '?#',
    '?"',
    '{',
    '|',
    '^',
  ),
)
const path = fc.array(segment, { maxLength: 4 }).map((segments) => `/${segments.join('/')}`)

describe('requestAddress', () => {
  it('is what URL makes of it, without the fragment', () => {
    fc.assert(
      fc.property(fc.boolean(), host, port, path, (isSecure, ...parts) => {
        const [itsHost, itsPort, itsPath] = parts
        const url = URL.parse(`${isSecure ? 'wss' : 'ws'}://${itsHost}:${itsPort}${itsPath}`)
        if (url !== null) url.hash = ''
        expect(requestAddress(isSecure, ...parts)).toBe(url?.href)
      }),
      { numRuns: 5_000 },
    )
  })
})
