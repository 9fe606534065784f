import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { generate } from 'selfsigned'
import { readTranscript } from '@parley-ws/core'
import { connectWs } from '@parley-ws/core/node'
import { folderWith, parley, start } from '../../test/parley.ts'

const yaml = `parley: 1
endpoints:
  - path: /chat
    rules: [{ on: ping, do: [{ reply: pong }] }]
  - path: /news
    rules: [{ on: ping, do: [{ reply: news }] }]
`

/** A port that somebody else listens on. */
async function takenPort(): Promise<{ readonly port: string } & AsyncDisposable> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? String(address.port) : ''
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      server.close()
      await once(server, 'close')
    },
  }
}

describe('a server that cannot start', () => {
  it('leaves no transcript behind, which would be in the way of the next try', async () => {
    await using folder = await folderWith({ 'a.mock.yaml': yaml })
    await using taken = await takenPort()
    const out = folder.file('run.jsonl')
    const served = await parley([
      'serve',
      folder.file('a.mock.yaml'),
      '--port',
      taken.port,
      '--transcript',
      out,
    ])
    expect(served).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the port is in use') as unknown,
    })
    const recorded = await parley([
      'record',
      '--target',
      'ws://127.0.0.1:1',
      '--port',
      taken.port,
      '--out',
      out,
    ])
    const why = `recordWs() on 127.0.0.1:${taken.port}: the port is in use. Leave the port out`
    expect(recorded).toMatchObject({ code: 2, stderr: expect.stringContaining(why) as unknown })
    expect(existsSync(out)).toBe(false)
  })

  it('says so before anybody connects where the transcript of its second mock is there', async () => {
    await using folder = await folderWith({ 'a.mock.yaml': yaml, 'run.news.jsonl': 'old' })
    const file = folder.file('a.mock.yaml')
    const { code, stderr } = await parley([
      'serve',
      file,
      '--port',
      '0',
      '--transcript',
      folder.file('run.jsonl'),
    ])
    expect(code).toBe(2)
    expect(stderr).toContain('run.news.jsonl is there already')
    expect(existsSync(folder.file('run.jsonl'))).toBe(false)
    expect(await readFile(folder.file('run.news.jsonl'), 'utf8')).toBe('old')
  })

  it('has looked at key and certificate', async () => {
    const make = (keyType: 'ec' | 'rsa') =>
      generate([{ name: 'commonName', value: 'localhost' }], { keyType })
    const [ec, rsa] = await Promise.all([make('ec'), make('rsa')])
    await using folder = await folderWith({
      'a.mock.yaml': yaml,
      'cert.pem': ec.cert,
      'key.pem': ec.private,
      'other.pem': rsa.private,
      'empty.pem': '',
    })
    const refused = async (cert: string, key: string): Promise<string> => {
      const files = ['--tls-cert', folder.file(cert), '--tls-key', folder.file(key)]
      await using serving = start(['serve', folder.file('a.mock.yaml'), ...files])
      await serving.printed(/serving|parley:/)
      expect(serving.stdout).toBe('')
      expect(await serving.code()).toBe(2)
      return serving.stderr
    }
    expect(await refused('cert.pem', 'other.pem')).toMatch(/other\.pem is not the key of .*cert\.pem/)
    expect(await refused('empty.pem', 'key.pem')).toMatch(/empty\.pem holds no certificate in PEM/)
    expect(await refused('cert.pem', 'empty.pem')).toMatch(/empty\.pem holds no private key/)
    expect(await refused('none.pem', 'key.pem')).toMatch(/none\.pem cannot be read: there is no such file/)
  })

  it('does not take a certificate that is made for a reason to write over a key', async () => {
    await using folder = await folderWith({ 'a.mock.yaml': yaml, 'key.pem': '-----BEGIN PRIVATE KEY-----\n' })
    const file = folder.file('a.mock.yaml')
    const save = async (name: string): Promise<{ code: number | null; stderr: string }> =>
      await parley(['serve', file, '--port', '0', '--tls', '--save-cert', folder.file(name)])
    expect(await save('key.pem')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('key.pem is there already, and is no certificate') as unknown,
    })
    expect(await save('nowhere/cert.pem')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /cert\.pem cannot be written: there is no such file or folder\.\n$/,
      ) as unknown,
    })
  })
})

describe('a server', () => {
  it('gives each mock the same file, whoever is spoken to first', async () => {
    await using folder = await folderWith({ 'a.mock.yaml': yaml })
    const out = folder.file('run.jsonl')
    await using serving = start(['serve', folder.file('a.mock.yaml'), '--transcript', out])
    await using client = await connectWs((await serving.url()).replace('/chat', '/news'))
    client.send('ping')
    await client.next()
    await serving.stop()
    const payloads = async (name: string): Promise<number> =>
      readTranscript(await readFile(folder.file(name), 'utf8')).entries.length
    expect(await payloads('run.jsonl')).toBe(0)
    expect(await payloads('run.news.jsonl')).toBeGreaterThan(2)
  })

  it('watches what its module imports since it changed', async () => {
    const mocking = (from: string): string =>
      `import { on } from '@parley-ws/core'\nimport { answer } from './${from}.mjs'\nexport default [on('ping').reply(answer)]\n`
    await using folder = await folderWith({
      'a.mock.mjs': mocking('b'),
      'b.mjs': "export const answer = 'b'\n",
      'c.mjs': "export const answer = 'c'\n",
    })
    await using serving = start(['serve', folder.file('a.mock.mjs'), '--watch'])
    await using client = await connectWs(await serving.url())
    const asked = async (): Promise<unknown> => {
      client.send('ping')
      return await client.next()
    }
    expect(await asked()).toMatchObject({ frame: { payload: 'b' } })
    await writeFile(folder.file('a.mock.mjs'), mocking('c'))
    await serving.printed(/reloaded/)
    expect(await asked()).toMatchObject({ frame: { payload: 'c' } })
    await writeFile(folder.file('c.mjs'), "export const answer = 'changed'\n")
    await serving.printed(/reloaded[^]*reloaded/)
    expect(await asked()).toMatchObject({ frame: { payload: 'changed' } })
  })
})
