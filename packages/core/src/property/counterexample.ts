// A conversation that breaks a promise, and its text: what was broken, the source of the scenario, the witnesses, the
// timeline, the picture, the token.
import type { BrokenPromise } from '../scenario/failure.ts'
import { printScenario } from '../scenario/print.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { Step } from '../scenario/step.ts'
import type { Transcript } from '../transcript/entry.ts'
import { mermaid } from '../views/mermaid.ts'
import { timeline } from '../views/timeline.ts'

/** The shortest conversation found that breaks a promise. */
export interface Counterexample {
  readonly scenario: Scenario<unknown>
  /** How many steps it has; clients that connect before the first are none. */
  readonly steps: number
  /** What was not kept, with the entries of the transcript that show it. */
  readonly broken: readonly BrokenPromise[]
  /** What went wrong besides: what a handler threw, a message that broke the contract. */
  readonly error: unknown
  readonly transcript: Transcript
  /** The scenario as TypeScript, to be pasted into a file of its own. */
  readonly source: string
  /** Repeats it: `explore(…, { replay })`. */
  readonly replay: string
  /** The conversation drawn, as an HTML file of its own, with what was not kept marked. */
  html(): string
}

/** Where the printed scenario finds its contract. */
export interface SourceNames {
  /** What the contract is exported as. Default: its name and `Contract`, e.g. `chatContract`. */
  readonly contract?: string | undefined
  /** The module it is exported by. Default `./contract.ts`. */
  readonly from?: string | undefined
}

/** How many steps a conversation has, those inside others counted by themselves. */
export function stepCount(steps: readonly Step[]): number {
  return steps.reduce(
    (sum, step) =>
      sum +
      (step.do === 'together' && step.as === undefined
        ? step.branches.reduce((all, one) => all + stepCount(one), 0)
        : 1),
    0,
  )
}

export function sourceOf(
  scenario: Scenario<unknown>,
  contractName: string,
  { contract, from = './contract.ts' }: SourceNames,
): string {
  const name = contract ?? `${identifier(contractName)}Contract`
  return printScenario(scenario, { name: 'counterexample', contract: name, imports: { [name]: from } })
}

/**
 * The whole text.
 *
 * @param facts how it was found, e.g. `after 812 conversations`
 * @param which it is, of those that were tried
 */
export function counterexampleText(
  attempted: string,
  { broken, error, steps, source, transcript, replay }: Counterexample,
  facts: readonly string[],
  which = 'The shortest conversation found',
): string {
  const witnesses = broken.flatMap((one) => one.witnesses)
  const what =
    broken.length > 0
      ? `${attempted}: ${broken.length === 1 ? 'a promise' : `${broken.length} promises`} of the contract ${broken.length === 1 ? 'was' : 'were'} not kept`
      : `${attempted}: something went wrong`
  return [
    what,
    '',
    ...broken.map(
      ({ law, group, explanation }) => `  ${law}${group === undefined ? '' : ` in ${group}`}: ${explanation}`,
    ),
    ...(error === undefined
      ? []
      : [`  ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`]),
    '',
    `${which}, of ${steps === 1 ? 'one step' : `${steps} steps`} (${facts.join(', ')}):`,
    '',
    source.trimEnd(),
    '',
    'What happened:',
    timeline(transcript, { mark: witnesses }),
    '',
    'The same as a Mermaid diagram:',
    mermaid(transcript).trimEnd(),
    '',
    `Repeat it with { replay: '${replay}' }.`,
  ].join('\n')
}

function identifier(name: string): string {
  const plain = name.replaceAll(
    /[^\p{ID_Continue}]+(.)?/gu,
    (_, next: string | undefined) => next?.toUpperCase() ?? '',
  )
  return /^\p{ID_Start}/u.test(plain) ? `${plain.slice(0, 1).toLowerCase()}${plain.slice(1)}` : 'the'
}
