import { type MockClient, on } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { expect, test } from 'vitest'

const mock = setupWsMock('ws://mistakes.test/')
const open = (): WebSocket => new WebSocket('ws://mistakes.test/')

test('expect(promise)', async () => {
  open()
  await expect(mock.client()).toHaveSent('x') // expect(promise)
})
test('expect(socket)', async () => {
  await expect(open()).toHaveSent('x')
})
test('expect(string)', async () => {
  await expect('x').toHaveSent('x')
})
test('client() without await', async () => {
  open()
  const client = mock.client() as unknown as MockClient
  client.send('x')
})
test('times: -1', async () => {
  await expect(mock).toHaveSent('x', { times: -1 })
})
test('times: { min: 2, max: 1 }', async () => {
  await expect(mock).toHaveSent('x', { times: { min: 2, max: 1 } })
})
test("timeoutMs: '5'", async () => {
  await expect(mock).toHaveSent('x', { timeoutMs: '5' as unknown as number })
})
test('timeout: 5', async () => {
  await expect(mock).toHaveSent('x', { timeout: 5 } as object)
})
test('after: undefined entry', async () => {
  await expect(mock).toHaveSent('x', { after: {} as unknown as number })
})
test('forMs: -1', async () => {
  await expect(mock).toBeSilent({ forMs: -1 })
})
test('toHaveReceivedInOrder of one', async () => {
  await expect(mock).toHaveReceivedInOrder('x' as unknown as [])
})
test('toHaveJoined(1)', async () => {
  await expect(mock).toHaveJoined(1 as unknown as string)
})
test("toHaveClosed('bye')", async () => {
  await expect(mock).toHaveClosed('bye' as unknown as number)
})
test('not.toMatchTranscript', async () => {
  await expect(mock).not.toMatchTranscript()
})
test('use() without an action', () => {
  mock.use(on('x') as unknown as [])
})
test('send() to nobody', () => {
  mock.send('x')
})
test('close(999)', () => {
  mock.close(999)
})
test.concurrent('a snapshot with the global expect', async () => {
  open()
  await mock.client()
  await expect(mock).toMatchTranscript()
})
test.concurrent('a neighbour that starts later', async ({ expect: own }) => {
  own(mock.clients).toEqual([])
})
