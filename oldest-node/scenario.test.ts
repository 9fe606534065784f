// One contract's conversations: simulated, explored, held to a real server.
import { simulate, verify } from '@parley-ws/core'
import { explore } from '@parley-ws/core/property'
import { chatContract } from '@parley-ws/example-chat-contract/chat-contract'
import { heldTo } from '@parley-ws/example-chat-contract/held-to'
import * as scenarios from '@parley-ws/example-chat-contract/scenarios'
import { ChatServer } from '@parley-ws/example-server-ws/chat-server'
import { expect, test } from 'vitest'

const all = Object.values(scenarios)

test.each(all)('simulate: $title', async (scenario) => {
  expect(await simulate(scenario)).toMatchObject({ outcome: 'pass' })
})

test('explore keeps the promises', async () => {
  const report = await explore(chatContract, { runs: 100, seed: 1 })
  expect([report.runs, report.warnings]).toEqual([100, []])
})

test.each(all)('verify: $title', async (scenario) => {
  await using server = await new ChatServer().listen()
  expect(await verify(scenario, heldTo(server))).toMatchObject({ outcome: 'pass', evidence: 'exact' })
})
