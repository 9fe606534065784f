// A real server, here Parley's own on a port.
import { mock } from '@parley-ws/core'
import { serveWsMock } from '@parley-ws/core/node'
import { explore } from '@parley-ws/core/property'
import { test } from 'vitest'
import { chatContract } from './chat.ts'

test('so does the server', async () => {
  await using server = await serveWsMock(mock(chatContract))
  // #region url
  await explore(chatContract, {
    url: server.url, // 'ws://127.0.0.1:3000/rooms'
    headers: { authorization: 'Bearer test' }, // with each handshake
    runs: 20, // default 200
    patienceMs: 2_000, // what must come is waited for so long; default 1,000
  })
  // #endregion
})
