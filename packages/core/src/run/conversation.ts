// Tells that a conversation under a contract is over to whoever listens in this process: a runner's plugin that counts
// coverage of simulations and mocks which tests begin by themselves. Over a channel of Node's diagnostics, which holds no
// state and costs nothing while nobody listens; in a browser there is none, and nobody hears.
import type { CompiledContract } from '../contract/compiled.ts'
import type { Transcript } from '../transcript/entry.ts'

/** A conversation that is over. */
export interface Conversation {
  readonly contract: CompiledContract
  readonly transcript: Transcript
  /** Whether a mock of this contract wrote the transcript: the violations in it are then all there are. */
  readonly isChecked: boolean
}

/** The parts of Node's diagnostics_channel that are used. */
interface Channel {
  readonly hasSubscribers: boolean
  publish(message: unknown): void
  subscribe(listener: (message: unknown) => void): void
  unsubscribe(listener: (message: unknown) => void): void
}

interface Diagnostics {
  channel(name: string): Channel
}

interface NodeProcess {
  getBuiltinModule?(name: string): unknown
}

/** With a version: a process may hold several copies of this package. */
const NAME = 'parley:conversation:1'

/** @param transcript asked for only if somebody listens */
export function tellConversation(
  contract: CompiledContract | undefined,
  transcript: () => Transcript,
  isChecked: boolean,
): void {
  if (contract === undefined) return
  const channel = channelOf()
  if (channel?.hasSubscribers !== true) return
  channel.publish({ contract, transcript: transcript(), isChecked } satisfies Conversation)
}

/** Calls back for each conversation that ends in this process, until what is returned is called. In a browser: never. */
export function onConversation(listener: (conversation: Conversation) => void): () => void {
  const channel = channelOf()
  // Nobody else publishes under this name.
  const hear = (message: unknown): void => listener(message as Conversation)
  channel?.subscribe(hear)
  return () => channel?.unsubscribe(hear)
}

function channelOf(): Channel | undefined {
  const { process } = globalThis as { process?: NodeProcess }
  const diagnostics = process?.getBuiltinModule?.('node:diagnostics_channel') as Diagnostics | undefined
  return diagnostics?.channel(NAME)
}
