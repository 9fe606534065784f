import { setupWsMock } from '@parley-ws/vitest-plugin'
import { test } from 'vitest'

setupWsMock('ws://doubly.test/')
setupWsMock('ws://doubly.test/')
test('is not reached', () => {})
