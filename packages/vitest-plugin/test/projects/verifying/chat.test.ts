import { on, scenario, text } from '@parley-ws/core'
import { serveWsMock, type ServedWsMock } from '@parley-ws/core/node'
import { verifyScenarios } from '@parley-ws/vitest-plugin'
import { afterAll, beforeAll, describe } from 'vitest'
import * as chat from './chat.scenarios.ts'

let server: ServedWsMock
beforeAll(async () => {
  server = await serveWsMock([
    on({ type: 'subscribe', room: text() }).reply(({ message }) => ({
      type: 'subscribed',
      room: message.room,
    })),
  ])
})
afterAll(() => server.close())

verifyScenarios(chat, () => ({ url: server.url }))

describe('strictly', () => {
  verifyScenarios([chat.given], () => ({ url: server.url, inconclusive: 'fail' }))
})

describe('with states', () => {
  verifyScenarios([chat.given], async () => ({
    url: server.url,
    states: { 'a private room': () => ({ room: 'private' }) },
  }))
})

describe('too long', () => {
  const slow = scenario('nothing ever comes', {
    clients: ['alice'],
    steps: ({ alice }) => [alice.expect('x')],
  })
  verifyScenarios([slow], () => ({ url: server.url, patienceMs: 60_000 }))
})
