// Who tells of conversations under a contract, and what they tell.
import { describe, expect, it, onTestFinished } from 'vitest'
import { compiledOf, contract } from '../contract/contract.ts'
import { typed } from '../contract/typed.ts'
import { mock } from '../mock/definition.ts'
import { on } from '../mock/rule.ts'
import { scenario } from '../scenario/scenario.ts'
import { type Conversation, onConversation } from './conversation.ts'
import { drive } from './drive.ts'
import { wsMockServer } from './driven/mock-server.ts'
import { inMemoryClients } from './driven/web-socket-clients.ts'
import { mockWs } from './mock-ws.ts'
import { serveWsMock } from './serve-ws.ts'
import { simulate } from './simulate.ts'
import { verify } from './verify.ts'

const askContract = contract('ask', {
  url: '/ask',
  clientToServer: { ask: typed<{ question: string }>() },
  serverToClient: { answer: typed<{ question: string }>() },
  replies: { ask: { with: 'answer' } },
})
const url = 'ws://ask.test/ask'

const asking = (expected: string) =>
  scenario('alice asks', {
    contract: askContract,
    clients: ['alice'],
    steps: ({ alice }) => [
      alice.send('ask', { question: 'who?' }),
      alice.expect('answer', { question: expected }),
    ],
  })

/** What is told of until the test is over. */
function told(): readonly Conversation[] {
  const conversations: Conversation[] = []
  onTestFinished(onConversation((conversation) => void conversations.push(conversation)))
  return conversations
}

const kindsIn = ({ transcript }: Conversation): readonly string[] =>
  transcript.entries.map(({ kind }) => kind)

describe('a conversation is told of', () => {
  it('by simulate, once for all orders', async () => {
    const conversations = told()
    const { transcript } = await simulate(asking('who?'))
    expect(conversations).toEqual([{ contract: compiledOf('', askContract), transcript, isChecked: true }])
  })

  it('by simulate, also when it fails', async () => {
    const conversations = told()
    await expect(simulate(asking('why?'))).rejects.toThrow('why?')
    expect(conversations).toHaveLength(1)
  })

  it('by simulate, unchecked where the mock knows no contract', async () => {
    const conversations = told()
    const answering = on({ type: 'ask' }).reply({ type: 'answer', question: 'who?' })
    await simulate(asking('who?'), { mock: mock([answering]) })
    expect(conversations).toMatchObject([{ isChecked: false }])
  })

  it('by mockWs, without what its end did', async () => {
    const conversations = told()
    {
      await using ask = await mockWs(url, askContract)
      const socket = new WebSocket(url)
      await ask.client()
      socket.send(JSON.stringify({ type: 'ask', question: 'who?' }))
    }
    expect(conversations).toMatchObject([{ contract: { name: 'ask' }, isChecked: true }])
    expect(conversations.flatMap(kindsIn)).toEqual(['open', 'message', 'message'])
  })

  it('by serveWsMock, without what its end did', async () => {
    const conversations = told()
    {
      await using ask = await serveWsMock(mock(askContract))
      const socket = new WebSocket(ask.url)
      await ask.client()
      expect(socket.readyState).toBe(WebSocket.OPEN)
    }
    expect(conversations.flatMap(kindsIn)).toEqual(['open'])
  })

  it('by drive as its clients saw it, where the server is a stranger', async () => {
    await using _stranger = await mockWs(url, [
      on({ type: 'ask' }).reply({ type: 'answer', question: 'who?' }),
    ])
    const conversations = told()
    await drive(asking('who?'), { clients: inMemoryClients(WebSocket, url) })
    expect(conversations).toMatchObject([{ contract: { name: 'ask' }, isChecked: false }])
    expect(conversations.flatMap(kindsIn).filter((kind) => kind === 'message')).toHaveLength(2)
  })

  it('by verify as its clients saw it', async () => {
    await using real = await serveWsMock([on({ type: 'ask' }).reply({ type: 'answer', question: 'who?' })])
    const conversations = told()
    await verify(asking('who?'), { url: real.url })
    expect(conversations).toMatchObject([{ contract: { name: 'ask' }, isChecked: false }])
    expect(conversations.flatMap(kindsIn).filter((kind) => kind === 'message')).toHaveLength(2)
  })

  it('by the mock alone, where drive has one for a server', async () => {
    const conversations = told()
    {
      await using ask = await mockWs(url, mock(askContract))
      const server = wsMockServer(ask)
      await drive(asking('who?'), { clients: inMemoryClients(WebSocket, url), server })
    }
    expect(conversations).toMatchObject([{ isChecked: true }])
  })

  it('by nobody, where there is no contract', async () => {
    const conversations = told()
    await simulate(scenario('nothing', { clients: ['alice'], steps: ({ alice }) => [alice.close(1000)] }))
    expect(conversations).toEqual([])
  })
})

describe('onConversation', () => {
  it('hears nothing any more when it was told to stop', async () => {
    const conversations: Conversation[] = []
    onConversation((conversation) => void conversations.push(conversation))()
    await simulate(asking('who?'))
    expect(conversations).toEqual([])
  })
})
