// Parley in Vitest: `setupWsMock()`, the fixture, the matchers, and scenarios as tests.
export { setupWsMock, wsMockFixture, type WsMockFixture } from './setup-ws-mock.ts'
export { recordCoverage } from './record-coverage.ts'
export type { ProjectOptions, WsMockOptions } from './defaults.ts'
export type { WsMatchers } from './matcher-types.ts'
export type { TranscriptSnapshotOptions } from './transcript-snapshot.ts'
export { type InconclusiveOption, verifyScenarios, type VerifyScenariosOptions } from './verify-scenarios.ts'
