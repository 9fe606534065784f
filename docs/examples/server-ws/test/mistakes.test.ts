import { type Scenario, ScenarioFailure, verify } from '@parley-ws/core'
import type { chatContract } from '@parley-ws/example-chat-contract/chat-contract'
import { elsewhere, fanOut } from '@parley-ws/example-chat-contract/scenarios'
import { describe, expect, it } from 'vitest'
import { heldTo } from '@parley-ws/example-chat-contract/held-to'
import { type Mistake, MistakenServer } from './mistaken-server.ts'

/** How a scenario fails on a server with a mistake. */
async function failureOn(
  mistake: Mistake,
  scenario: Scenario<typeof chatContract, 'alice' | 'bob' | 'eve'>,
  patienceMs = 1_000,
): Promise<string> {
  await using server = await new MistakenServer(mistake).listen()
  const options = { ...heldTo(server), patienceMs }
  const ended = await verify(scenario, options).catch((error: unknown) => error)
  if (ended instanceof ScenarioFailure) return ended.message
  throw new Error('the mistake was not caught', { cause: ended })
}

describe.concurrent('a server with a mistake is told what it is:', () => {
  it('a wrong payload', async () => {
    const message = await failureOn('wrong payload', fanOut)
    expect(message).toContain("expected alice.expect('said', { id: '1', text: 'hi' })")
    expect(message).toContain("but this came: { type: 'said', room: 'lobby', id: '1', text: 'HI' }")
    expect(message).toContain("text: expected 'hi', got 'HI'")
  })

  it('a payload that the contract does not allow', async () => {
    expect(await failureOn('broken payload', fanOut)).toContain(
      'the server sent alice {"type":"said","room":"lobby"}: said breaks the contract chat: ' +
        'id: Invalid input: expected string, received undefined; text: Invalid input: expected string, received undefined.',
    )
  })

  it('a missing recipient', async () => {
    expect(await failureOn('missing recipient', fanOut)).toMatch(
      /failed at step 5: bob\.expect\('said', [^]*but nothing came within \d+ ms/,
    )
  })

  it('an extra message, to who has nothing to hear', async () => {
    const message = await failureOn('extra message', fanOut)
    expect(message).toContain('failed at step 6: eve.expectNothing()')
    expect(message).toContain("for eve: { type: 'said', room: 'lobby', id: '1', text: 'hi' }")
  })

  it('an extra message, the same one twice', async () => {
    expect(await failureOn('doubled message', fanOut)).toContain(
      'the server sent alice it twice: it breaks the contract chat: ' +
        "room promises exactlyOnce, and said (id: '1') had come to alice before.",
    )
  })

  it('a wrong close code', async () => {
    const message = await failureOn('wrong close code', elsewhere)
    expect(message).toContain(
      "but the connection ended with close 1008 (policy violation), 'signed in elsewhere'",
    )
    expect(message).toContain('code: expected 4001, got 1008')
  })

  it('a close code that the contract does not have', async () => {
    expect(await failureOn('strange close code', elsewhere)).toContain(
      'the server closes alice with 4002: it breaks the contract chat: ' +
        'it has no close code 4002; its codes are 1008, 4001.',
    )
  })

  it('a late acknowledgement', async () => {
    expect(await failureOn('late acknowledgement', fanOut, 5_000)).toMatch(
      /the server answered alice too late: it breaks the contract chat: taken answers say within 1000 ms, and came after \d+ ms/,
    )
  })
})
