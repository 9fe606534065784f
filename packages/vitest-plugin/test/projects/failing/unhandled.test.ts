import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { beforeAll, describe, expect, test } from 'vitest'

/** A port that nobody listens on: what is let through fails there. */
async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

function ended(url: string): Promise<number> {
  return new Promise((resolve) => new WebSocket(url).addEventListener('close', ({ code }) => resolve(code)))
}

/** What is let through. Not told by its `close`: Node 22 fires none where a connection could not be opened. */
function failed(url: string): Promise<unknown> {
  return new Promise((resolve) => new WebSocket(url).addEventListener('error', resolve))
}

describe('error', () => {
  setupWsMock('ws://error.test/', [], { unhandled: 'error' })
  test('refuses it and fails the test', async () => {
    expect(await ended('wss://typo.example.com/rooms?token=secret')).toBe(1006)
  })
  test('leaves the next one alone', () => {})
})

describe('error, outside of tests', () => {
  setupWsMock('ws://file.test/', [], { unhandled: 'error', scope: 'file' })
  let code: number
  beforeAll(async () => {
    code = await ended('ws://outside.test/typo')
  })
  test('refuses it all the same', () => expect(code).toBe(1006))
})

describe('a mocked URL, outside of tests', () => {
  setupWsMock('ws://each.test/', [])
  setupWsMock('/each-bypassed', [], { unhandled: 'bypass' })
  let codes: readonly number[]
  beforeAll(async () => {
    codes = [await ended('ws://each.test/'), await ended('ws://each.test/')]
    await failed(`ws://127.0.0.1:${await closedPort()}/each-bypassed`)
  })
  test('is refused', () => expect(codes).toEqual([1006, 1006]))
})

describe('warn', () => {
  setupWsMock('ws://warn.test/', [])
  test('says so once', async () => {
    const url = `ws://127.0.0.1:${await closedPort()}/warned`
    expect([await failed(url), await failed(url)]).toEqual([expect.any(Event), expect.any(Event)])
  })
})

describe('bypass', () => {
  setupWsMock('ws://bypass.test/', [], { unhandled: 'bypass' })
  test('says nothing', async () => {
    expect(await failed(`ws://127.0.0.1:${await closedPort()}/bypassed`)).toBeInstanceOf(Event)
  })
})
