import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { connectWs } from '@parley-ws/core/node'
import { folderWith, parley, start } from '../../test/parley.ts'

const yaml = `parley: 1
endpoints:
  - path: /ws
    user: { header: X-User }
    unmatched: ignore
    rules: []
`

interface Call {
  readonly action: string
  readonly conn_id: string
  readonly user_name: string
  readonly data: unknown
  readonly cookie: string | undefined
}

/** An app: answers each call with what `status` says, after it was asked. */
async function app(status: (call: Call, count: number) => number | Promise<number>) {
  const calls: Call[] = []
  const whoWaits: (() => void)[] = []
  const server = createServer((request: IncomingMessage, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    request.on('end', () => {
      const call = { ...(JSON.parse(text) as Call), cookie: request.headers.cookie }
      calls.push(call)
      for (const resolve of whoWaits.splice(0)) resolve()
      void Promise.resolve(status(call, calls.length)).then((code) => response.writeHead(code).end())
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    calls,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`,
    async called(count: number): Promise<readonly Call[]> {
      // oxlint-disable-next-line eslint/no-await-in-loop -- looked at after each call
      while (calls.length < count) await new Promise<void>((resolve) => whoWaits.push(resolve))
      return calls
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

describe('parley serve --forward', () => {
  it('calls the app for open, message and close, in order, with the cookie and the user', async () => {
    await using callback = await app(() => 200)
    await using folder = await folderWith({ 'a.mock.yaml': yaml })
    await using serving = start(['serve', folder.file('a.mock.yaml'), '--forward', callback.url, '--olares'])
    await using client = await connectWs(await serving.url(), {
      headers: { 'X-User': 'ada', cookie: 'sid=1' },
    })
    client.send('{"event":"ping","data":{}}')
    for (let number = 1; number <= 20; number++) client.send(JSON.stringify({ number }))
    client.send('no JSON')
    client.send(Uint8Array.of(0, 255))
    await client.close()
    const calls = await callback.called(24)
    expect(calls.map(({ action }) => action)).toEqual(['open', ...Array(22).fill('message'), 'close'])
    expect(calls.slice(1, -1).map(({ data }) => data)).toEqual([
      ...Array.from({ length: 20 }, (_, index) => ({ number: index + 1 })),
      'no JSON',
      { $bytes: 'AP8=' },
    ])
    const common = { user_name: 'ada', conn_id: 'client-1', cookie: 'sid=1' }
    for (const call of calls) expect(call).toMatchObject(common)
    await serving.stop()
    expect(serving.stdout).toContain('forwarded 24, lost 0')
  })

  it('calls again what failed, and what comes later waits for it', async () => {
    await using callback = await app((_call, count) => (count <= 2 ? 503 : 200))
    await using folder = await folderWith({ 'a.mock.yaml': yaml })
    await using serving = start(['serve', folder.file('a.mock.yaml'), '--forward', callback.url])
    await using client = await connectWs(await serving.url())
    client.send('"x"')
    const calls = await callback.called(4)
    expect(calls.map(({ action }) => action)).toEqual(['open', 'open', 'open', 'message'])
  })

  it('gives up in time, counts what is lost, and shows it', async () => {
    // It never answers.
    await using callback = await app(() => new Promise<number>(() => {}))
    await using folder = await folderWith({ 'a.mock.yaml': yaml })
    const args = [
      '--forward',
      callback.url,
      '--forward-timeout',
      '50',
      '--forward-retries',
      '0',
      '--forward-queue',
      '2',
    ]
    await using serving = start(['serve', folder.file('a.mock.yaml'), ...args])
    await using client = await connectWs(await serving.url())
    for (let number = 0; number < 5; number++) client.send('x')
    await serving.printed(/2 calls are waiting/)
    await serving.printed(/open of client-1: .*timeout/i)
    await client.close()
    await serving.stop()
    expect(serving.stdout).toMatch(/forwarded 0, lost 7/)
  })

  it('wants a URL that can be called', async () => {
    const { code, stderr } = await parley(['serve', 'x.yaml', '--forward', 'ftp://x'])
    expect(code).toBe(2)
    expect(stderr).toContain('http: or https:')
  })
})
