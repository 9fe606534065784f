// Conversations that nobody could have heard of, of a contract that each test makes anew.
import { type AnyContract, contract, type Transcript, typed } from '@parley-ws/core'
import { recordCoverage } from '@parley-ws/vitest-plugin'
import { test } from 'vitest'

function weather(): AnyContract {
  const serverToClient = { sun: typed<object>(), rain: typed<object>() }
  return contract('weather', { url: '/weather', clientToServer: {}, serverToClient })
}

function heard(type: string): Transcript {
  const payload = JSON.stringify({ type })
  return {
    entries: [
      {
        kind: 'message',
        seq: 1,
        at: 0,
        client: 'alice',
        direction: 'serverToClient',
        opcode: 'text',
        payload,
      },
    ],
  }
}

test.for(['sun', 'rain', 'sun'])('%s', (type) => {
  recordCoverage(weather(), heard(type))
})
