import { contract, jsonSchema } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { describe, expect, test } from 'vitest'

interface Numbered {
  readonly n: number
}

/** Answers some turns later than the test that caused it would end. */
const lateSchema = {
  '~standard': {
    version: 1 as const,
    vendor: 'late',
    async validate(value: unknown) {
      await new Promise((resolve) => setTimeout(resolve, 30))
      const { n } = value as Numbered
      return n === 13 ? { issues: [{ message: 'thirteen is unlucky', path: ['n'] }] } : { value: { n } }
    },
    types: undefined as { readonly input: Numbered; readonly output: Numbered } | undefined,
  },
}

const numbers = contract('numbers', {
  url: '/numbers',
  clientToServer: {
    ask: jsonSchema<Numbered>({ type: 'object', properties: { n: { type: 'number' } }, required: ['n'] }),
  },
  serverToClient: { told: lateSchema },
  replies: { ask: { with: 'told' } },
})

async function ask(n: unknown): Promise<void> {
  const socket = new WebSocket('ws://contract.test/numbers')
  await new Promise((resolve) => socket.addEventListener('open', resolve))
  const answered = new Promise((resolve) => socket.addEventListener('message', resolve))
  socket.send(JSON.stringify({ type: 'ask', n }))
  if (typeof n === 'number') await answered
}

const numbersMock = setupWsMock('ws://contract.test/numbers', numbers)

describe.concurrent('concurrent', () => {
  test('a client breaks the contract', async () => {
    await ask('one')
    await numbersMock.drain()
  })
  test('the mock breaks it, and its schema finds out late', async () => {
    await ask(13)
  })
  test('nobody does', async () => {
    await ask(2)
    expect(numbersMock.clients).toHaveLength(1)
  })
})

test('the next one is not blamed', async () => {
  await ask(4)
})
