// A failed scenario as text: the step, what was expected, what came and where it differs, what else waits, the timeline
// up to there. The one place where failures become sentences.
import { describeMismatches } from '../match/describe-mismatch.ts'
import { showValue } from '../match/show.ts'
import type { Entry } from '../transcript/entry.ts'
import { timeline } from '../views/timeline.ts'
import { closeCodeName } from '../wire/close-code.ts'
import type { Arrival } from './arrival.ts'
import { describeStep } from './describe-step.ts'
import type { BrokenPromise, Failure, Unexpected } from './failure.ts'
import { pathText } from './path.ts'
import type { ScenarioReport } from './report.ts'
import type { Step } from './step.ts'

const LAST_ENTRIES = 20
const MOST_BUFFERED = 5

/** The whole text. @param notes lines that the runner adds, such as how to repeat the run */
export function failureText(report: ScenarioReport, notes: readonly string[] = []): string {
  const { failure, transcript, title } = report
  if (failure === undefined) return `Scenario '${title}': ${report.outcome}`
  const parts = [
    `Scenario '${title}' failed ${placeText(failure)}`,
    ...explanation(failure).map(indent),
    ...failure.buffered.map((waiting) => indent(bufferText(waiting))),
    ...failure.unsettled.map((rule) => indent(`a handler has not settled: ${rule}`)),
    ...unmatchedText(transcript.entries).map(indent),
    ...notes.map(indent),
    '',
    'What happened:',
    timeline(transcript, { last: LAST_ENTRIES, mark: marks(failure, transcript.entries) }),
  ]
  return parts.join('\n')
}

function placeText({ step, path }: Failure): string {
  if (step === undefined) return 'after its last step'
  return `${path.length === 0 ? 'before its first step' : `at ${pathText(path)}`}: ${describeStep(step)}`
}

function explanation(failure: Failure): readonly string[] {
  const { kind, client = 'the server', cause } = failure
  // Real clocks count in fractions, which say nothing here.
  const waitedMs = Math.round(failure.waitedMs ?? 0)
  switch (kind) {
    case 'mismatch':
      return [...expected(failure), `but ${cameText(failure.came)}`, ...differences(failure)]
    case 'otherSent':
      return [...expected(failure), sentInstead(failure), ...differences(failure)]
    case 'notSent':
      return [...expected(failure), `but ${client} did nothing of the kind within ${waitedMs} ms`]
    case 'missing':
      return [...expected(failure), `but nothing came within ${waitedMs} ms`]
    case 'ended':
      return [...expected(failure), `but ${client}'s connection had ended`]
    case 'notSilent':
      return [`expected nothing for ${client}, but this came:`]
    case 'unexpected':
      return ['nobody expected what is left (a scenario with { open: true } allows it):']
    case 'notOpen':
      return [`${client} has no open connection for it`]
    case 'noHandshake':
      return [`${client}'s handshake was neither accepted nor refused within ${waitedMs} ms`]
    case 'unsettled':
      return ['something that the mock waits for never came, and nothing else was left to happen']
    case 'promise':
      return (failure.broken ?? []).map(brokenText)
    case 'error':
      return [cause instanceof Error ? `${cause.name}: ${cause.message}` : `thrown: ${showValue(cause)}`]
  }
}

function brokenText({ law, group, explanation: why }: BrokenPromise): string {
  return `the contract promises ${law}${group === undefined ? '' : ` to ${group}`}: ${why}`
}

function expected({ wanted, step }: Failure): readonly string[] {
  const alternatives: readonly Step[] = wanted.length > 0 ? wanted : step === undefined ? [] : [step]
  return alternatives.map((one, index) => `${index === 0 ? 'expected' : '      or'} ${describeStep(one)}`)
}

function cameText(came: Arrival | undefined): string {
  if (came === undefined) return 'something else came'
  return `${came.kind === 'close' ? 'the connection ended with' : 'this came:'} ${arrivalText(came)}`
}

function sentInstead({ client = 'the app', came }: Failure): string {
  if (came?.kind === 'close') return `but ${client} ended its connection: ${arrivalText(came)}`
  return `but ${client} sent ${came === undefined ? 'something else' : `this: ${arrivalText(came)}`}`
}

function differences({ refusals }: Failure): readonly string[] {
  return refusals.flatMap(({ step, mismatches }) => {
    const lines = describeMismatches(mismatches).map((line) => `- ${line}`)
    return refusals.length > 1 && lines.length > 0 ? [`${describeStep(step)}:`, ...lines] : lines
  })
}

function bufferText({ client, isSent, arrivals }: Unexpected): string {
  const shown = arrivals.slice(0, MOST_BUFFERED).map(arrivalText)
  const more = arrivals.length - shown.length
  const what = isSent ? `done by ${client}, and in no step so far` : `not expected yet, for ${client}`
  return `${what}: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function arrivalText(arrival: Arrival): string {
  if (arrival.kind === 'message') return showValue(arrival.message)
  const name = closeCodeName(arrival.code)
  const reason = arrival.reason === '' ? '' : `, ${showValue(arrival.reason)}`
  return `close ${arrival.code}${name === undefined ? '' : ` (${name})`}${reason}`
}

function unmatchedText(entries: readonly Entry[]): readonly string[] {
  return entries
    .filter((entry) => entry.kind === 'unmatched')
    .slice(-MOST_BUFFERED)
    .map((entry) => `no rule matched what ${entry.client} sent (entry ${entry.cause})`)
}

/** The entries that the reader looks for: what came, or what shows that a promise was not kept. */
function marks({ kind, broken, came, client }: Failure, entries: readonly Entry[]): readonly number[] {
  if (broken !== undefined) return broken.flatMap(({ witnesses }) => witnesses)
  const direction = kind === 'otherSent' ? 'clientToServer' : 'serverToClient'
  const entry = entries.findLast((one) => {
    if (came === undefined || !('client' in one) || one.client !== client) return false
    if (came.kind === 'close') return one.kind === 'close' || one.kind === 'reject'
    return one.kind === 'message' && one.direction === direction && one.payload === came.payload
  })
  return entry === undefined ? [] : [entry.seq]
}

function indent(line: string): string {
  return `  ${line}`
}
