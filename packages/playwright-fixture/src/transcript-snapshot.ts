// toMatchTranscript: what happened, as text that a reviewer understands, kept beside Playwright's own snapshots.
import {
  checkOptionNames,
  normalise,
  type NormaliseOptions,
  observedOf,
  pointAtCaller,
  refuseNegatedSnapshot,
  snapshotText,
  storyOf,
} from '@parley-ws/core/runner'
import { expect, type ExpectMatcherState, type MatcherReturnType } from '@playwright/test'

/** How a transcript snapshot is kept, and what is volatile in it. */
export interface TranscriptSnapshotOptions extends NormaliseOptions {
  /** Its file, as in Playwright's `toMatchSnapshot`. Default: of the test's title and a number. */
  readonly name?: string | undefined
}

const NAMES: readonly string[] = [
  'volatile',
  'heartbeats',
  'name',
] satisfies (keyof TranscriptSnapshotOptions)[]

export async function toMatchTranscript(
  this: ExpectMatcherState,
  received: unknown,
  options: TranscriptSnapshotOptions = {},
): Promise<MatcherReturnType> {
  const atCall = pointAtCaller(toMatchTranscript)
  try {
    await compare(received, this.isNot, options)
  } catch (error) {
    throw error instanceof Error ? atCall(error) : error
  }
  return { name: 'toMatchTranscript', pass: true, message: () => '' }
}

async function compare(received: unknown, isNot: boolean, options: TranscriptSnapshotOptions): Promise<void> {
  const observed = observedOf('toMatchTranscript', received)
  refuseNegatedSnapshot(isNot)
  checkOptionNames('toMatchTranscript()', options, NAMES)
  await observed.drain()
  const text = snapshotText(normalise(storyOf(observed), options))
  // Throws where it does not match; a missing one it writes, and decides whether that fails the test.
  if (options.name === undefined) expect(text).toMatchSnapshot()
  else expect(text).toMatchSnapshot(options.name)
}
