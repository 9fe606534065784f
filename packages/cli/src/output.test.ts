import { spawnSync } from 'node:child_process'
import { existsSync, openSync } from 'node:fs'
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { connectWs } from '@parley-ws/core/node'
import { BIN, folderWith, start } from '../test/parley.ts'

const yaml = `parley: 1
endpoints:
  - path: /chat
    rules: [{ on: ping, do: [{ reply: pong }] }]
`

describe('what is printed', () => {
  it('is no reason for a server to end where nobody reads it any more', async () => {
    await using folder = await folderWith({ 'chat.mock.yaml': yaml })
    await using serving = start(['serve', folder.file('chat.mock.yaml')])
    await using client = await connectWs(await serving.url())
    serving.child.stdout?.destroy()
    for (let round = 0; round < 3; round++) {
      client.send('ping')
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other: each is printed by itself
      expect(await client.next()).toMatchObject({ frame: { payload: 'pong' } })
    }
    const code = serving.stop()
    expect(await client.next()).toMatchObject({ on: 'closed', code: 1001 })
    expect(await code).toBe(0)
    expect(serving.stderr).toBe('')
  })

  it.runIf(existsSync('/dev/full'))('ends with 1 where it cannot be written', () => {
    const { status, stderr } = spawnSync(process.execPath, [BIN, '--help'], {
      stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
      encoding: 'utf8',
    })
    expect(stderr).toContain('what is printed cannot be written: ENOSPC')
    expect(status).toBe(1)
  })
})
