// The six conversations, held to the real server.
import * as scenarios from '@parley-ws/example-chat-contract/scenarios'
import { verifyScenarios } from '@parley-ws/vitest-plugin'
import { afterAll, beforeAll } from 'vitest'
import { ChatServer } from '../src/chat-server.ts'
import { heldTo } from '@parley-ws/example-chat-contract/held-to'

let server: ChatServer
beforeAll(async () => {
  server = await new ChatServer().listen()
})
afterAll(() => server[Symbol.asyncDispose]())

verifyScenarios(Object.values(scenarios), () => heldTo(server))
