import type { WsMock } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { describe, test } from 'vitest'

let inner: WsMock
describe('a mock of a describe block', () => {
  inner = setupWsMock('ws://inner.test/')
  test('is there', () => void inner.clients)
})
test('is not outside', () => void inner.clients)
