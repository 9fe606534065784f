import { setupWsMock } from '@parley-ws/vitest-plugin'
import { test } from 'vitest'

const mock = setupWsMock('ws://outside.test/')
mock.broadcast('nobody is there')
test('is not reached', () => {})
