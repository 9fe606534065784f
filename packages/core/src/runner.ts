// What a binding to a test runner needs beyond the public face: live mocks, the interception, claims and their texts.
export { runnerClock } from './clock.ts'
export { checkOptionNames, mistake, MistakeError, pointAtCaller } from './errors.ts'
export { normalise, type NormaliseOptions } from './transcript/normalise.ts'
export { snapshotText } from './views/snapshot.ts'
export { isObservable, type Observed } from './transcript/observed.ts'
export { checkMockOptions, isMockDefinition, mock, rulesOf } from './mock/definition.ts'
export { definitionOf, isMockCollection, type SourceArguments, sourceOf } from './mock/source.ts'
export { copyBytes, type Frame } from './wire/frame.ts'
export { compileUrl, type UrlMatcher } from './mock/url-pattern.ts'
export type { BroadcastOptions, ClosePattern, SilenceOptions } from './assert/claims.ts'
export {
  type MatcherVerdict,
  type Question,
  questions,
  refuseNegatedSnapshot,
  storyOf,
} from './assert/matchers.ts'
export { observedOf } from './assert/subject.ts'
export type { UpholdOptions } from './assert/upholding.ts'
export type { Asked } from './guarantees/check.ts'
export { isCoverage } from './contract/coverage-file.ts'
export { compiledOf, isContract } from './contract/contract.ts'
export type { CoverageCounter } from './contract/coverage-counter.ts'
export { coverageCounter } from './guarantees/coverage-of.ts'
export {
  coverageFailures,
  type CoverageReportOptions,
  coverageText,
  oneShardText,
  type WantedCoverage,
  wantedCoverage,
} from './guarantees/coverage-report.ts'
export type { CountOptions, HistoryOptions } from './assert/options.ts'
export {
  type Interception,
  interceptionOf,
  type Interceptor,
  type Uninstall,
} from './transports/intercept.ts'
export type { FanOut, Link, MockSide } from './transports/port.ts'
export type { RunInContext } from './transports/memory/connection.ts'
export { shownUrl, strictest, unhandledOf, type UnhandledPolicy } from './transports/unhandled.ts'
export { ContractMock } from './run/contract-ws-mock.ts'
export { type Conversation, onConversation, tellConversation } from './run/conversation.ts'
export { conversationOf, type Ending, LiveMock, type Network } from './run/live-mock.ts'
export { throwAll, unhandledError } from './run/mock-ws.ts'
export { StandingMock } from './run/standing-mock.ts'
export { entriesSince } from './transcript/whole.ts'
export { warn } from './run/warn.ts'
