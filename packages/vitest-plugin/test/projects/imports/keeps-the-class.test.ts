import { setupWsMock } from '@parley-ws/vitest-plugin'
import { expect, test } from 'vitest'
import { open } from './keeps-the-class.ts'

const mock = setupWsMock('ws://kept.test/')

test('an app that keeps the class is mocked', async () => {
  open('ws://kept.test/')
  await expect(mock.client()).resolves.toMatchObject({ name: 'client-1' })
})
