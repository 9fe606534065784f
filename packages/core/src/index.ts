// The public face of Parley: names only, listed one by one.
export { BugError, MistakeError, ViolationError } from './errors.ts'
export type { DataFrame, Direction, Frame, Payload } from './wire/frame.ts'
export { type Clock, type CancelTimer, VirtualClock } from './clock.ts'

export type {
  BroadcastEntry,
  CloseEntry,
  Entry,
  EntryKind,
  ErrorEntry,
  FaultEntry,
  FaultKind,
  HeartbeatEntry,
  MembershipEntry,
  MessageEntry,
  OpenEntry,
  RejectEntry,
  Transcript,
  UnmatchedEntry,
  ViolationEntry,
} from './transcript/entry.ts'
export type { Observable, Observed } from './transcript/observed.ts'
export { type ReadTranscriptOptions, readTranscript, writeTranscript } from './transcript/jsonl.ts'
export type { NormaliseOptions } from './transcript/normalise.ts'
export type { RedactionOptions } from './transcript/redaction.ts'
export { mermaid, type MermaidOptions } from './views/mermaid.ts'
export { type Palette, timeline, type TimelineOptions } from './views/timeline.ts'

export {
  type AnyContract,
  contract,
  type Contract,
  type DownMessage,
  type DownWire,
  type DownName,
  type GroupKind,
  type UpMessage,
  type UpName,
  type UpOutput,
} from './contract/contract.ts'
export type {
  Ask,
  Barrier,
  Cast,
  ContractCodec,
  ContractDefinition,
  Discriminator,
  GroupDefinition,
  HandshakeDefinition,
  HeartbeatDefinition,
  Key,
  ReplyDefinition,
} from './contract/definition.ts'
export {
  type ContractCoverage,
  type CoverageCounts,
  type CoveragePart,
  mergeCoverage,
} from './contract/coverage.ts'
export { readCoverage, writeCoverage } from './contract/coverage-file.ts'
export {
  type CoverageColours,
  coverageShortfalls,
  coverageTable,
  type CoverageThresholds,
} from './contract/coverage-text.ts'
export type { GroupTerms } from './contract/group-terms.ts'
export { jsonSchema, type JsonSchemaMessage } from './contract/json-schema.ts'
export type { Fillable, JsonSchema, Messages, MessageSchema } from './contract/message-types.ts'
export {
  atLeastOnce,
  atMostOnce,
  causalOrder,
  exactlyOnce,
  leaveFence,
  membersOnly,
  noCreation,
  noGaps,
  pairwiseOrder,
  progress,
  type Promised,
  type PromiseName,
  quietWindow,
  replyDeadline,
  resume,
  type ResumeOptions,
  senderOrder,
  senderPolicy,
  sequenceAgreement,
  steadyHeartbeat,
  totalOrder,
} from './contract/promise.ts'
export { typed } from './contract/typed.ts'

export type { Matcher } from './match/matcher.ts'
export type { MessageOf, Pattern } from './match/pattern.ts'
export type { PatternFor } from './match/pattern-for.ts'
export { anyOf } from './match/matchers/any-of.ts'
export { arrayOf } from './match/matchers/array-of.ts'
export { boolean } from './match/matchers/boolean.ts'
export { bytes } from './match/matchers/bytes.ts'
export { capture, ref } from './match/matchers/capture.ts'
export { exactly } from './match/matchers/exactly.ts'
export { isoTime, uuid } from './match/matchers/format.ts'
export { integer, number } from './match/matchers/number.ts'
export { absent, anything } from './match/matchers/presence.ts'
export { satisfies } from './match/matchers/satisfies.ts'
export { schema } from './match/matchers/schema.ts'
export { increasing, unique } from './match/matchers/sequence.ts'
export { regex, text } from './match/matchers/text.ts'

export type { Audience, ClientFilter, HandlerAudience } from './mock/audience.ts'
export type {
  ContractAudience,
  ContractCloseActions,
  ContractCloseRule,
  ContractConnectActions,
  ContractConnectRule,
  ContractGroup,
  ContractHandlerContext,
  ContractMessageActions,
  ContractMessageRule,
  ContractRuleAudience,
  ContractRuleSource,
  Rules,
} from './mock/contract-rule.ts'
export type { Computed } from './mock/computed.ts'
export type { MockClient } from './mock/client.ts'
export type { CloseContext, HandlerContext, RuleContext } from './mock/context.ts'
export {
  mock,
  type MockDefinition,
  type MockOptions,
  type RuleSource,
  type UnmatchedPolicy,
} from './mock/definition.ts'
export { type Fault, type FaultOptions, faults } from './mock/fault.ts'
export type { Handshake } from './mock/handshake.ts'
export {
  bangHeartbeat,
  closeSilent,
  type CloseSilentOptions,
  eventHeartbeat,
  heartbeat,
  type HeartbeatOptions,
  pingEvery,
  type PingEveryOptions,
  type SilentEnd,
} from './mock/heartbeat.ts'
export {
  type CloseActions,
  type CloseRule,
  type ConnectActions,
  type ConnectRule,
  type MessageActions,
  type MessageRule,
  on,
  onClose,
  onConnect,
  onPing,
  type PingActions,
  type PingRule,
  type Rule,
  type RuleAudience,
  type RuleEvent,
  type RunOptions,
} from './mock/rule.ts'
export {
  type Enveloped,
  type Envelope,
  type EnvelopeFields,
  eventEnvelope,
  fieldEnvelope,
  opEnvelope,
  typeEnvelope,
  urlEnvelope,
} from './mock/routing/envelope.ts'
export {
  type PhoenixChannels,
  phoenixEnvelope,
  type PhoenixMessage,
  phoenixMessage,
  phoenixRouter,
  refused,
} from './mock/routing/phoenix.ts'
export { eventRouter, opRouter, typeRouter, urlRouter } from './mock/routing/ready.ts'
export {
  answer,
  type Route,
  route,
  type RouteActions,
  type RouteContext,
  type RouteHandler,
  router,
  type RouterOptions,
  type Routes,
  type UnknownContext,
} from './mock/routing/router.ts'
export type { Sendable } from './mock/sendable.ts'
export type { MockCollection, MockEndpoint, MockSource } from './mock/source.ts'
export type { State } from './mock/state.ts'
export { replay, type ReplayOptions } from './mock/replay/replay.ts'
export {
  atRandom,
  type AtRandomOptions,
  inTurn,
  type InTurnOptions,
  type TurnOptions,
} from './mock/replies.ts'
export type { SharedItem, SharedStreamItems, StreamItems, StreamOptions } from './mock/stream.ts'
export type { HandshakePattern, Where } from './mock/where.ts'
export type { MockUrl, UrlPatternLike } from './mock/url-pattern.ts'
export type { UserSource } from './mock/user.ts'

export type { RawActor } from './scenario/actor.ts'
export type { Actor, Server } from './scenario/contract-actor.ts'
export {
  checkpoint,
  each,
  eventually,
  oneOf,
  optional,
  settle,
  times,
  together,
  wait,
} from './scenario/combine.ts'
export type { Failure } from './scenario/failure.ts'
export type { Given, GivenState } from './scenario/given.ts'
export { printScenario, type PrintOptions } from './scenario/print.ts'
export { type Outcome, ScenarioFailure, type ScenarioReport } from './scenario/report.ts'
export { isScenario, scenario, type Scenario } from './scenario/scenario.ts'
export type { RawServer } from './scenario/server-actor.ts'
export type { ConnectOptions, Step } from './scenario/step.ts'

export { type Asked, check, type CheckOptions } from './guarantees/check.ts'
export { coverageItems, coverageOf, type CoverageOptions } from './guarantees/coverage-of.ts'
export type { Fence } from './guarantees/history.ts'
export {
  centrifugo,
  exactlyOnceTotal,
  fifoOnly,
  moco,
  mockoon,
  phoenix,
  type Profile,
  redis,
  socketio,
} from './guarantees/profiles.ts'
export { explainReport, explainVerdict, type ExplainOptions } from './guarantees/report-text.ts'
export type { GuaranteeReport, LawName, Verdict, VerdictWord } from './guarantees/verdict.ts'

export type { UnhandledPolicy } from './transports/unhandled.ts'
export { drive, type DriveOptions, type DriveReport } from './run/drive.ts'
export type { DrivenArrival, DrivenClients, DrivenConnection, Objection } from './run/driven/client-port.ts'
export { wsMockServer } from './run/driven/mock-server.ts'
export type { DrivenServer, Evidence, ServerSession, Traffic, TrafficOf } from './run/driven/server-port.ts'
export { inMemoryClients } from './run/driven/web-socket-clients.ts'
export type { ClientOf, ContractClient, ContractOf } from './run/contract-client.ts'
export type {
  ContractFilter,
  ContractMockGroup,
  ContractSelection,
  ContractWsMock,
} from './run/contract-ws-mock.ts'
export type { TlsOptions } from './run/driven/load-clients.d.ts'
export type { Trigger, TriggerAudience } from './run/driven/triggers.ts'
export type { States, StateResult, StateSetUp, StateValues } from './run/states.ts'
export { verify, type VerifyReport } from './run/verify.ts'
export type { TriggerFor, VerifyOptions } from './run/verify-options.ts'
export {
  type PassedOn,
  passThrough,
  type PassThroughOptions,
  record,
  type RecordOptions,
} from './run/pass-through.ts'
export { mockWs, type MockWsOptions, type ScopedContractWsMock, type ScopedWsMock } from './run/mock-ws.ts'
export {
  type ByItself,
  type PlayedClose,
  player,
  type Player,
  type PlayerDefinition,
  type RawPlayerDefinition,
} from './run/play/player.ts'
export type { Apps, NoStrangers, Play, Players, PlayOptions, PlayReport } from './run/play/types.ts'
export { simulate, type SimulateOptions, type SimulationReport } from './run/simulate.ts'
export type { ClientOptions, MockGroup, MockUser, Selection, WsMock } from './run/ws-mock.ts'
