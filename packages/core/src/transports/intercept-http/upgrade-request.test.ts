import http from 'node:http'
import { urlToHttpOptions } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { RequestOptions } from './modules.ts'
import { asksForUpgrade, dialledBy, mergedOptions } from './upgrade-request.ts'

const upgrade = { Connection: 'Upgrade', Upgrade: 'websocket' }
const urlOf = (options: RequestOptions, isSecure = false): string | undefined =>
  dialledBy({ headers: upgrade, ...options }, isSecure)?.url

/** The headers that Node itself would send. */
function sentByNode(options: RequestOptions): Record<string, unknown> {
  const request = new http.ClientRequest({ ...options, agent: { addRequest() {}, defaultPort: 80 } } as never)
  return { ...request.getHeaders() }
}

describe('asksForUpgrade', () => {
  it.each<[unknown, unknown]>([
    ['http://a.test/', { headers: upgrade }],
    [new URL('http://a.test/'), { headers: { upgrade: 'websocket' } }],
    [{ headers: upgrade }, undefined],
    [{ headers: upgrade }, () => {}],
    [{ headers: ['Upgrade', 'websocket'] }, undefined],
  ])('is true of %o, %o', (first, second) => {
    expect(asksForUpgrade(first, second)).toBe(true)
  })

  it.each<[unknown, unknown]>([
    ['http://a.test/', undefined],
    ['http://a.test/', () => {}],
    ['http://a.test/', { headers: { accept: 'text/html' } }],
    [new URL('http://a.test/'), {}],
    [{ headers: { accept: 'text/html' } }, () => {}],
    [{ headers: null }, undefined],
    [undefined, undefined],
  ])('is false of %o, %o', (first, second) => {
    expect(asksForUpgrade(first, second)).toBe(false)
  })
})

describe('mergedOptions', () => {
  it('lets options stand over the URL, as Node does', () => {
    const merged = mergedOptions(
      'http://ada:pw@a.test:81/x?y=1',
      { port: 82, headers: upgrade },
      urlToHttpOptions as (url: URL) => RequestOptions,
    )
    expect(merged).toMatchObject({
      hostname: 'a.test',
      port: 82,
      path: '/x?y=1',
      auth: 'ada:pw',
      headers: upgrade,
    })
  })

  it('refuses a URL that is none, as Node does', () => {
    const read = urlToHttpOptions as (url: URL) => RequestOptions
    expect(() => mergedOptions('nowhere', { headers: upgrade }, read)).toThrow('Invalid URL')
  })
})

describe('dialledBy', () => {
  it('gives the absolute URL, query included', () => {
    expect(urlOf({ hostname: 'a.test', path: '/rooms/1?token=x' })).toBe('ws://a.test/rooms/1?token=x')
    expect(urlOf({ hostname: 'a.test' }, true)).toBe('wss://a.test/')
    expect(urlOf({ host: 'b.test', hostname: 'a.test', port: 8080 })).toBe('ws://a.test:8080/')
    expect(urlOf({ host: 'a.test', port: 443, defaultPort: 443 }, true)).toBe('wss://a.test/')
    expect(urlOf({ host: '::1', port: '9000' })).toBe('ws://[::1]:9000/')
    expect(urlOf({})).toBe('ws://localhost/')
  })

  it('is nothing where no WebSocket is asked for, and on a Unix socket', () => {
    expect(urlOf({ headers: { Upgrade: 'h2c' } })).toBeUndefined()
    expect(urlOf({ headers: {} })).toBeUndefined()
    expect(urlOf({ socketPath: '/run/app.sock' })).toBeUndefined()
    expect(urlOf({ hostname: 'not a host' })).toBeUndefined()
  })

  it('lists the subprotocols in the order they are offered', () => {
    const headers = { ...upgrade, 'Sec-WebSocket-Protocol': 'v2, v1' }
    expect(dialledBy({ headers }, false)?.protocols).toEqual(['v2', 'v1'])
    expect(dialledBy({ headers: upgrade }, false)?.protocols).toEqual([])
  })

  it.each<[what: string, options: RequestOptions]>([
    ['a host', { host: 'a.test', headers: upgrade }],
    ['a port', { host: 'a.test', port: 8080, headers: upgrade }],
    ['an IPv6 address', { host: '::1', port: 8080, headers: upgrade }],
    ['a Host of its own', { host: 'a.test', headers: { ...upgrade, Host: 'b.test' } }],
    ['no Host at all', { host: 'a.test', setHost: false, headers: upgrade }],
    ['credentials', { host: 'a.test', auth: 'ada:pässword', headers: upgrade }],
    [
      'an Authorization of its own',
      { host: 'a.test', auth: 'a:b', headers: { ...upgrade, authorization: 'Bearer x' } },
    ],
  ])('has the headers that Node sends, with %s', (_what, options) => {
    expect(dialledBy(options, false)?.headers).toEqual(sentByNode(options))
  })

  it('joins repeated headers, and reads lists of names and values', () => {
    const expected = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      cookie: 'a=1; b=2',
      'x-many': '1, 2',
      host: 'a.test',
    }
    const record = { ...upgrade, Cookie: ['a=1', 'b=2'], 'X-Many': ['1', '2'] }
    const pairs = [
      ...Object.entries(upgrade),
      ['Cookie', 'a=1'],
      ['cookie', 'b=2'],
      ['X-Many', '1'],
      ['x-many', '2'],
    ]
    for (const headers of [record, pairs, pairs.flat()]) {
      const dialled = dialledBy(
        { host: 'a.test', headers: headers as NonNullable<RequestOptions['headers']> },
        false,
      )
      expect(dialled?.headers).toEqual(expected)
    }
  })
})
