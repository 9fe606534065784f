// `check()`: whether a conversation kept its promises. The way in for authors: promises and profiles as data, a
// transcript from any source.
import { type AnyContract, compiledOf } from '../contract/contract.ts'
import type { Promised } from '../contract/promise.ts'
import { checkKind, checkOptionNames, mistake } from '../errors.ts'
import { showValue } from '../match/show.ts'
import type { Transcript } from '../transcript/entry.ts'
import { checkWhole } from '../transcript/whole.ts'
import type { Fence } from './history.ts'
import { historyOf } from './history-of.ts'
import { judge } from './judge.ts'
import { type LawInForce, lawsFor, lawsOf } from './laws.ts'
import { isProfile, type Profile } from './profiles.ts'
import type { GuaranteeReport } from './verdict.ts'

export interface CheckOptions {
  /**
   * The contract by which the messages are read. Without one the transcript has to be a mock's: its join, leave and
   * broadcast entries say what happened.
   */
  readonly contract?: AnyContract | undefined
  /**
   * Whether everything in flight had arrived when the transcript ends. Default true: it is the record of something that
   * is over. Say false for one that was cut off, and nothing is taken to be lost.
   */
  readonly quiescent?: boolean | undefined
  /** Points before the end by which everything in flight had arrived, in order. Default: none. */
  readonly fences?: readonly Fence[] | undefined
  /**
   * Who wrote the transcript: `clients` know what they received; a `server` knows what it handed over, which may be lost
   * with the connection. Default: told from the entries.
   */
  readonly observer?: 'clients' | 'server' | undefined
}

/** What is asked: one promise, several, or a profile. */
export type Asked = Promised | readonly Promised[] | Profile

/**
 * Judges a transcript.
 *
 * @param laws promises (`[exactlyOnce(), totalOrder()]`) or a profile; by default what the contract promises
 * @returns a verdict for every law about every group, and one for all
 * @throws MistakeError when neither laws nor a contract are given, something given is neither, an option is none or has a
 * value that it cannot have, or the oldest entries of the transcript were not kept
 */
export function check(
  transcript: Transcript,
  laws?: Asked | undefined,
  options: CheckOptions = {},
): GuaranteeReport {
  const attempted = 'check()'
  checkTranscript(attempted, transcript)
  checkOptionNames(attempted, options, OPTIONS)
  checkWhole(attempted, transcript)
  checkValues(attempted, options, transcript.entries.length)
  const { contract, quiescent = true, fences, observer } = options
  const asked = lawsAsked(attempted, laws, contract)
  return judge(historyOf(transcript, contract, { quiescent, fences, observer }), asked)
}

const OPTIONS: readonly (keyof CheckOptions)[] = ['contract', 'quiescent', 'fences', 'observer']

/** What would be taken for something else and change verdicts. */
function checkValues(attempted: string, { quiescent, fences, observer }: CheckOptions, length: number): void {
  checkKind(attempted, 'quiescent', quiescent, 'boolean', 'Give true or false')
  if (observer !== undefined && observer !== 'clients' && observer !== 'server') {
    throw mistake(attempted, `observer is ${showValue(observer)}`, "Give 'clients' or 'server'")
  }
  if (fences === undefined) return
  if (!Array.isArray(fences)) {
    throw mistake(attempted, `fences is ${showValue(fences)}`, 'Give a list: [{ at: 120 }]')
  }
  let before = 0
  for (const [index, fence] of fences.entries()) {
    const where = `${attempted}, fences[${index}]`
    checkOptionNames(where, fence, ['at', 'readers'] satisfies (keyof Fence)[])
    const { at, readers }: Fence = fence
    if (!Number.isInteger(at) || at < 0 || at > length) {
      const most = `this transcript has ${length}`
      throw mistake(where, `at is ${showValue(at)}`, `Say how many entries lie before it: ${most}`)
    }
    if (at < before) {
      throw mistake(where, `at is ${at}, and the fence before it is at ${before}`, 'Give them in order')
    }
    if (
      readers !== undefined &&
      !(Array.isArray(readers) && readers.every((one) => typeof one === 'string'))
    ) {
      throw mistake(where, `readers is ${showValue(readers)}`, "Name the clients in a list: ['c1', 'c3']")
    }
    before = at
  }
}

/** @throws MistakeError for what is no promise, or when nothing is asked */
export function lawsAsked(
  attempted: string,
  laws: Asked | undefined,
  contract: AnyContract | undefined,
): readonly LawInForce[] {
  if (laws === undefined) {
    if (contract !== undefined) return lawsOf(compiledOf(attempted, contract))
    throw mistake(
      attempted,
      'neither laws nor a contract are given',
      'Say what to judge, e.g. [exactlyOnce(), totalOrder()], or give { contract }',
    )
  }
  const found = lawsFor(attempted, promisesIn(laws))
  if (found.length > 0) return found
  throw mistake(attempted, 'the list of laws is empty', 'Say what to judge, e.g. [exactlyOnce()]')
}

export function promisesIn(laws: Asked): readonly Promised[] {
  if (isProfile(laws)) return laws.promises
  return isList(laws) ? laws : [laws]
}

function isList(laws: Promised | readonly Promised[]): laws is readonly Promised[] {
  return Array.isArray(laws)
}

function checkTranscript(attempted: string, transcript: unknown): void {
  if (typeof transcript === 'object' && transcript !== null && 'entries' in transcript) {
    if (Array.isArray(transcript.entries)) return
  }
  throw mistake(
    attempted,
    `${showValue(transcript)} is no transcript`,
    'Give the transcript of a mock or a report, or one that readTranscript() read',
  )
}
