// A server that is right and late is never accused: many rounds, each with other delays of 0 to 50 ms.
import { contract, type Scenario, scenario, verify, type VerifyReport } from '@parley-ws/core'
import { chat, type chatContract } from '@parley-ws/example-chat-contract/chat-contract'
import * as scenarios from '@parley-ws/example-chat-contract/scenarios'
import { describe, expect, test } from 'vitest'
import { heldTo } from '@parley-ws/example-chat-contract/held-to'
import { LateServer } from './late-server.ts'

const ROUNDS = 25
const LATEST_MS = 50
/** Half a minute: a machine may have other things to do. */
const PATIENCE_MS = 30_000

type Held = Scenario<typeof chatContract, 'alice' | 'bob' | 'eve'>

const all: readonly Held[] = Object.values(scenarios)

/** Numbers from 0 up to 1 that are the same for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

async function round(held: Held, seed: number): Promise<VerifyReport> {
  const next = random(seed)
  await using server = await new LateServer(() => next() * LATEST_MS).listen()
  return await verify(held, heldTo(server))
}

const rounds = (held: Held, count: number): Promise<readonly VerifyReport[]> =>
  Promise.all(Array.from({ length: count }, (_, seed) => round(held, seed)))

describe('a server that fans out 0 to 50 ms late is not accused,', () => {
  test.each(all)(
    'and silence is proven: $title',
    async (held) => {
      for (const { outcome, evidence } of await rounds(held, ROUNDS)) {
        expect([outcome, evidence]).toEqual(['pass', 'exact'])
      }
    },
    PATIENCE_MS,
  )

  // The same steps with a contract that has no barrier: silence is listened to.
  const { barrier: _, ...room } = chat.groups.room
  const withoutBarrier = contract('chat', { ...chat, groups: { room } })

  test.each(all)(
    'nor where nothing proves silence: $title',
    async ({ title, clients, steps }) => {
      const held = scenario(title, { contract: withoutBarrier, clients, steps: () => steps })
      for (const { outcome } of await rounds(held, 5)) expect(outcome).toBe('pass')
    },
    PATIENCE_MS,
  )
})
