// Parley in Playwright: the fixture `wsMock`, and `expect` with the matchers.
export { test, type WsMockFixtures } from './test.ts'
export { expect, type WsMatchers } from './expect.ts'
export type { TranscriptSnapshotOptions } from './transcript-snapshot.ts'
export type { MockTarget, WsMockFunction, WsMockOptions } from './ws-mock.ts'
