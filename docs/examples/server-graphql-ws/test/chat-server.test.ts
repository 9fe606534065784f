// The six conversations over GraphQL, held to the real server, and simulated.
import { simulate } from '@parley-ws/core'
import * as scenarios from '@parley-ws/example-chat-contract/scenarios'
import { verifyScenarios } from '@parley-ws/vitest-plugin'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ChatServer } from '../src/chat-server.ts'
import { overGraphql } from './chat-over-graphql.ts'

let server: ChatServer
beforeAll(async () => {
  server = await new ChatServer().listen()
})
afterAll(() => server[Symbol.asyncDispose]())

const all = Object.values(scenarios).map(overGraphql)

describe('the server', () => {
  verifyScenarios(all, () => ({
    url: server.url,
    headers: (client) => ({ 'x-user': client }),
    trigger: {
      broadcast: (_to, message) => message.type === 'said' && server.announce(message),
      close: (client) => client !== undefined && server.signedInElsewhere(client),
    },
  }))
})

test.each(all)('simulated: $title', async (scenario) => {
  expect((await simulate(scenario)).outcome).toBe('pass')
})
