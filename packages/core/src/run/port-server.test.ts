import { existsSync } from 'node:fs'
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { MistakeError } from '../errors.ts'
import { serveWsMock } from './serve-ws.ts'

describe('the options of serveWsMock', () => {
  it.each([['chat'], ['8080'], [null], [-1], [65_536], [80.5]])('take no port %o', async (port) => {
    const handles = process.getActiveResourcesInfo()
    await expect(serveWsMock([], { port: port as number })).rejects.toThrow(
      `serveWsMock(): the port is ${JSON.stringify(port)}. Give a port from 0 to 65535, or none for one that is free.`,
    )
    expect([existsSync('chat'), process.getActiveResourcesInfo()]).toEqual([false, handles])
  })

  it('take no tls without a certificate, or with one that is none', async () => {
    await expect(serveWsMock([], { tls: {} })).rejects.toThrow(
      'there is no certificate. Give key and cert in PEM',
    )
    await expect(serveWsMock([], { tls: { key: 'x', cert: 'y' } })).rejects.toThrow(MistakeError)
  })

  it('are of the kind they have to be', async () => {
    const refusal = (options: object): Promise<unknown> => serveWsMock([], options).catch(String)
    expect(await refusal({ origins: 'http://localhost:5173' })).toContain(
      'origins is "http://localhost:5173", no list. Give a list',
    )
    expect(await refusal({ onRequest: 404 })).toContain('onRequest is 404, no function. Give a function')
    expect(await refusal({ perMessageDeflate: { threshold: 0 } })).toContain(
      'perMessageDeflate is {"threshold":0}, no boolean. Give true or false',
    )
  })
})
