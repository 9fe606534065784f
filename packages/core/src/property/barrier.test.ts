// Exploring a real server that has a barrier.
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { contract } from '../contract/contract.ts'
import { exactlyOnce, progress } from '../contract/promise.ts'
import { mock } from '../mock/definition.ts'
import { serveWsMock } from '../run/serve-ws.ts'
import { explore } from './explore.ts'

const room = z.string()
const fenced = contract('fenced', {
  url: '/rooms',
  clientToServer: {
    subscribe: z.object({ room }),
    say: z.object({ room, id: z.string(), text: z.string() }),
    sync: z.object({ n: z.string() }),
  },
  serverToClient: {
    subscribed: z.object({ room }),
    said: z.object({ room, id: z.string(), text: z.string() }),
    synced: z.object({ n: z.string() }),
  },
  groups: {
    room: {
      join: { by: 'subscribe', ack: 'subscribed', key: 'room' },
      broadcast: { by: 'say', delivers: 'said', key: 'room', id: 'id' },
      barrier: { by: 'sync', ack: 'synced', id: 'n' },
      guarantees: [exactlyOnce(), progress()],
    },
  },
})

describe('a barrier', () => {
  it('is not waited for with clients that do not read', async () => {
    await using server = await serveWsMock(mock(fenced))
    // The test would be over before a minute of patience is.
    const options = { url: server.url, seed: 7, runs: 30, patienceMs: 60_000 }
    const { runs, laws } = await explore(fenced, options)
    expect(runs).toBe(30)
    expect(laws['progress']).toMatchObject({ violated: 0 })
  })
})
