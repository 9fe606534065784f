// What a binding to a test runner needs beyond the public face: live mocks, the interception, claims and their texts.
export { runnerClock } from './clock.ts'
export { checkOptionNames, mistake, MistakeError, pointAtCaller } from './errors.ts'
export { normalise, type NormaliseOptions } from './transcript/normalise.ts'
export { snapshotText } from './views/snapshot.ts'
export { isObservable, type Observed } from './transcript/observed.ts'
export { checkMockOptions, isMockDefinition, mock, rulesOf } from './mock/definition.ts'
export { definitionOf, isMockCollection, type SourceArguments, sourceOf } from './mock/source.ts'
export { compileUrl, type UrlMatcher } from './mock/url-pattern.ts'
export {
  beSilent,
  type BroadcastOptions,
  type ClosePattern,
  haveBroadcast,
  haveClosed,
  haveJoined,
  haveReceived,
  haveReceivedInOrder,
  haveSent,
  type SilenceOptions,
} from './assert/claims.ts'
export { groupIn, soughtIn, soughtList } from './assert/sought.ts'
export { explain } from './assert/explain.ts'
export { observedTranscript, transcriptIn, upholding, type UpholdOptions } from './assert/upholding.ts'
export type { Asked } from './guarantees/check.ts'
export { isCoverage } from './contract/coverage-file.ts'
export { compiledOf, isContract } from './contract/contract.ts'
export type { CoverageCounter } from './contract/coverage-counter.ts'
export { coverageCounter } from './guarantees/coverage-of.ts'
export type { Claim, Judgement } from './assert/judgement.ts'
export { type CountOptions, type HistoryOptions, timeoutOf, type WaitOptions } from './assert/options.ts'
export { settle, settleAfterDrain } from './assert/settle.ts'
export {
  type Interception,
  interceptionOf,
  type Interceptor,
  type Uninstall,
} from './transports/intercept.ts'
export type { RunInContext } from './transports/memory/connection.ts'
export { strictest, unhandledOf, type UnhandledPolicy } from './transports/unhandled.ts'
export { ContractMock } from './run/contract-ws-mock.ts'
export { type Conversation, onConversation } from './run/conversation.ts'
export { conversationOf, type Ending, LiveMock } from './run/live-mock.ts'
export { throwAll, unhandledError } from './run/mock-ws.ts'
export { warn } from './run/warn.ts'
