import { setupWsMock, wsMockFixture } from '@parley-ws/vitest-plugin'
import { beforeEach, describe, test } from 'vitest'

test('setupWsMock inside a test', () => void setupWsMock('ws://inside.test/'))
test('wsMockFixture inside a test', () => void wsMockFixture('ws://inside.test/'))
describe('setupWsMock inside a hook', () => {
  beforeEach(() => void setupWsMock('ws://inside.test/'))
  test('is refused', () => {})
})
