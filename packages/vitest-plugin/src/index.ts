// Parley in Vitest: `setupWsMock()`, the fixture, and the matchers.
export { setupWsMock, wsMockFixture, type WsMockFixture } from './setup-ws-mock.ts'
export { recordCoverage } from './record-coverage.ts'
export type { ProjectOptions, WsMockOptions } from './defaults.ts'
export type { WsMatchers } from './matcher-types.ts'
export type { TranscriptSnapshotOptions } from './transcript-snapshot.ts'
