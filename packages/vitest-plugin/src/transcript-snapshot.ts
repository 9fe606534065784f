// toMatchTranscript: what happened, as text that a reviewer understands, kept by Vitest's own snapshots.
import {
  checkOptionNames,
  mistake,
  normalise,
  type NormaliseOptions,
  observedOf,
  pointAtCaller,
  refuseNegatedSnapshot,
  snapshotText,
  storyOf,
} from '@parley-ws/core/runner'
import { chai, type MatcherState, Snapshots } from 'vitest'
import { mustBeAwaited, notAwaited } from './awaited.ts'
import { runningTests } from './current-tests.ts'
import { assertionError, atCallIfMistaken } from './failure.ts'

/** How a transcript snapshot is kept, and what is volatile in it. */
export interface TranscriptSnapshotOptions extends NormaliseOptions {
  /** Tells several stored snapshots of a test apart. */
  readonly name?: string | undefined
  /** Keeps it in a file of its own, relative to the test file. */
  readonly file?: string | undefined
}

const NORMALISE: readonly string[] = ['volatile', 'heartbeats'] satisfies (keyof NormaliseOptions)[]

interface Verdict {
  readonly pass: boolean
  readonly message: () => string
  readonly actual?: unknown
  readonly expected?: unknown
}

export function toMatchTranscript(
  this: MatcherState,
  received: unknown,
  expected?: string | TranscriptSnapshotOptions,
  inlineOptions?: NormaliseOptions,
): Promise<Verdict> {
  // Taken at the call: Vitest finds the place of an inline snapshot by its stack.
  chai.util.flag(this.assertion, 'error', new Error('the place of the snapshot'))
  const atCall = pointAtCaller(toMatchTranscript)
  const verdict = async (): Promise<Verdict> => {
    const compared = await compare(this, received, expected, inlineOptions)
    if (compared.pass) return compared
    // Thrown here, since what Vitest would throw points at no line of the test.
    throw atCall(
      assertionError(this, compared.message(), { actual: compared.actual, expected: compared.expected }),
    )
  }
  return mustBeAwaited(this, atCallIfMistaken(verdict(), atCall), atCall(notAwaited('toMatchTranscript')))
}

async function compare(
  state: MatcherState,
  received: unknown,
  expected: string | TranscriptSnapshotOptions = {},
  inlineOptions: NormaliseOptions = {},
): Promise<Verdict> {
  refuseForeignExpect(state)
  const observed = observedOf('toMatchTranscript', received)
  refuseNegatedSnapshot(Boolean(state.isNot))
  const isInline = typeof expected === 'string'
  const options: TranscriptSnapshotOptions = isInline ? inlineOptions : expected
  checkOptionNames('toMatchTranscript()', options, isInline ? NORMALISE : [...NORMALISE, 'name', 'file'])
  await observed.drain()
  const text = new TranscriptText(snapshotText(normalise(storyOf(observed), options)))
  if (isInline)
    return Snapshots.toMatchInlineSnapshot.call(state, text, expected === '' ? undefined : expected)
  const { name, file } = options
  if (file !== undefined) return await Snapshots.toMatchFileSnapshot.call(state, text.text, file)
  return name === undefined
    ? Snapshots.toMatchSnapshot.call(state, text)
    : Snapshots.toMatchSnapshot.call(state, text, name)
}

/** A text that stands in snapshots as it is; a string would stand in quotes. */
class TranscriptText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** For `expect.addSnapshotSerializer`. */
export const transcriptSerializer = {
  test: (value: unknown): boolean => value instanceof TranscriptText,
  serialize: (value: TranscriptText): string => value.text,
}

/** Snapshots of concurrent tests are numbered per test, which only the test's own `expect` knows. */
function refuseForeignExpect(state: MatcherState): void {
  const test = runningTests.here?.task
  if (test?.concurrent !== true) return
  const known: unknown = chai.util.flag(state.assertion, 'vitest-test')
  if (typeof known === 'object' && known !== null && 'id' in known && known.id === test.id) return
  throw mistake(
    'toMatchTranscript() in a concurrent test',
    'the global expect does not know which test it is in',
    "Use the test context's: test.concurrent('…', async ({ expect }) => …)",
  )
}
