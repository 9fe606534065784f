// `test` with the fixture `wsMock`: mocks for one test, and what becomes of them when it is over.
import {
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
  test as base,
  type TestType,
} from '@playwright/test'
import { TestCoverage } from './test-coverage.ts'
import { TestMocks, type WsMockFunction } from './ws-mock.ts'

export interface WsMockFixtures {
  /**
   * Mocks a WebSocket server for this test: `const chat = await wsMock('wss://chat.example.com/rooms/*', chatRules)`. Call
   * it before the page opens its socket.
   */
  wsMock: WsMockFunction
}

/** Playwright's `test` with `wsMock`; to be combined with others by `mergeTests`. */
export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & WsMockFixtures,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions
> = base.extend<WsMockFixtures>({
  wsMock: async ({ context }, use, testInfo) => {
    const coverage = new TestCoverage()
    const mocks = new TestMocks(context, testInfo)
    await use(mocks.wsMock)
    try {
      await mocks.end()
    } finally {
      await coverage.end(testInfo)
    }
  },
})
