import { on, type WsMock } from '@parley-ws/core'
import { wsMockFixture } from '@parley-ws/vitest-plugin'
import { test as base } from 'vitest'

export const test = base.extend<{ chat: WsMock }>({
  chat: wsMockFixture('ws://chat.test/', [on('ping').reply('pong')]),
})
