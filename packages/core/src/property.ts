// Exploring what a contract promises. Needs fast-check, a peer dependency. Names only, listed one by one.
export { type ConversationOptions, conversations } from './property/conversations.ts'
export type { Counterexample, SourceNames } from './property/counterexample.ts'
export { ExplorationFailure, explore, type ExploreReport } from './property/explore.ts'
export type { MessageSource } from './property/message-source.ts'
export type { ExploreOptions, ExploreProgress } from './property/options.ts'
