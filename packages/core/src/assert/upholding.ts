// The claim that a conversation keeps promises: what is judged is guarantees/'s, how it stands is said here.
import { isCompiledContract } from '../contract/compiled.ts'
import { type AnyContract, compiledOf } from '../contract/contract.ts'
import { checkOptionNames } from '../errors.ts'
import { type Asked, lawsAsked, promisesIn } from '../guarantees/check.ts'
import { ContractHistoryReader } from '../guarantees/contract-history.ts'
import { judge } from '../guarantees/judge.ts'
import { type LawInForce, lawsOf } from '../guarantees/laws.ts'
import { mockHistoryOf } from '../guarantees/mock-history.ts'
import { isProfile } from '../guarantees/profiles.ts'
import { verdictText } from '../guarantees/report-text.ts'
import type { GuaranteeReport } from '../guarantees/verdict.ts'
import type { Transcript } from '../transcript/entry.ts'
import type { Observed } from '../transcript/observed.ts'
import type { Claim } from './judgement.ts'

export interface UpholdOptions {
  /** Whether it is enough that no promise is seen broken, where it cannot be told that it was kept. Default false. */
  readonly allowUnknown?: boolean | undefined
  /** The contract by which messages are read. Default: the mock's own; a mock without one says itself what happened. */
  readonly contract?: AnyContract | undefined
}

/**
 * The conversation keeps these promises.
 *
 * @param laws promises or a profile; undefined: what the contract promises
 * @param isNegated the claim is made with `.not`: then the promise has to be seen broken
 * @param observed whose contract counts where the options name none
 */
export function upholding(
  laws: Asked | undefined,
  options: UpholdOptions = {},
  isNegated = false,
  observed?: Pick<Observed, 'contract'>,
): Claim {
  const text = `toUphold(${laws === undefined ? '' : asText(laws)})`
  checkOptionNames(text, options, ['allowUnknown', 'contract'])
  const { allowUnknown = false, contract } = options
  const own = isCompiledContract(observed?.contract) ? observed.contract : undefined
  const compiled = contract === undefined ? own : compiledOf(text, contract)
  const asked: readonly LawInForce[] =
    laws === undefined && compiled !== undefined ? lawsOf(compiled) : lawsAsked(text, laws, undefined)
  const reader = compiled === undefined ? undefined : new ContractHistoryReader(compiled)
  return {
    text,
    judge(entries, client) {
      const history = { quiescent: true, client }
      const transcript = { entries }
      const report = judge(reader?.read(transcript, history) ?? mockHistoryOf(transcript, history), asked)
      // What is unknown is neither kept nor broken: it fails both ways, unless that is allowed.
      const pass = report.verdict === 'unknown' ? allowUnknown !== isNegated : report.verdict === 'holds'
      return {
        pass,
        final: true,
        witnesses: report.verdicts.flatMap(({ witnesses }) => witnesses),
        standing: standingOf(report),
      }
    },
  }
}

function standingOf({ verdict, verdicts }: GuaranteeReport): string {
  if (verdict === 'holds') return 'keeps it'
  if (verdict === 'violated') {
    const broken = verdicts.filter((one) => one.verdict === 'violated').map(verdictText)
    return `does not keep it: ${broken.join('; ')}`
  }
  const kept = new Set(verdicts.filter((one) => one.verdict === 'holds').map(({ law }) => law))
  const open = verdicts.filter((one) => one.verdict === 'unknown' && (!one.isVacuous || !kept.has(one.law)))
  return `cannot be judged ({ allowUnknown: true } would let that pass): ${open.map(verdictText).join('; ')}`
}

/** As the author wrote it: `exactlyOnce()`, `[exactlyOnce(), noGaps('seq')]`, a profile's name. */
function asText(laws: Asked): string {
  if (isProfile(laws)) return laws.profile
  const texts = promisesIn(laws).map(({ promise, ...asked }) => {
    const given = Object.values(asked).filter((value) => value !== undefined)
    return `${promise}(${given.map((value) => JSON.stringify(value)).join(', ')})`
  })
  return Array.isArray(laws) ? `[${texts.join(', ')}]` : texts.join('')
}

/** A transcript that is over, as something to assert on. */
export function observedTranscript(transcript: Transcript): Observed {
  return {
    label: 'the transcript',
    transcript,
    client: undefined,
    subscribe: () => () => {},
    drain: () => Promise.resolve(),
    delivered: () => Promise.resolve(),
    pending: () => [],
  }
}

/** The transcript in something that has one: itself, a report. */
export function transcriptIn(value: unknown): Transcript | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if ('entries' in value && Array.isArray(value.entries)) {
    const forgotten = 'forgotten' in value && typeof value.forgotten === 'number' ? value.forgotten : 0
    return { entries: value.entries, forgotten }
  }
  return 'transcript' in value ? transcriptIn(value.transcript) : undefined
}
