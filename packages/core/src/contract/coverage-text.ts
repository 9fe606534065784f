// Coverage as text for people: the table, and what falls short of a threshold, as sentences.
import { checkOptionNames, mistake } from '../errors.ts'
import { showValue } from '../match/show.ts'
import { columnsOf, padColumns } from '../views/text-width.ts'
import { type ContractCoverage, COVERAGE_PARTS, type CoverageCounts, type CoveragePart } from './coverage.ts'

/** Per cent of what there is to touch, for each part; of each contract. */
export type CoverageThresholds = Readonly<Partial<Record<CoveragePart, number>>>

export interface CoverageColours {
  /** What was touched as a whole. */
  readonly good?: ((text: string) => string) | undefined
  /** What was not, and what broke the contract. */
  readonly trouble?: ((text: string) => string) | undefined
}

interface Row {
  readonly label: string
  readonly touched: number
  readonly all: number
  /** What was never touched. */
  readonly missing: readonly string[]
}

const WIDTH = 100

/** A table of at most 100 columns: for each contract how much of each part was touched, and the names of what was not. */
export function coverageTable(
  coverages: readonly ContractCoverage[],
  { good = plain, trouble = plain }: CoverageColours = {},
): string {
  const contracts = coverages.map((coverage) => ({ coverage, rows: rowsOf(coverage) }))
  const labels = contracts.flatMap(({ coverage, rows }) => [
    coverage.contract,
    ...rows.map(({ label }) => `  ${label}`),
  ])
  const label = Math.max(...labels.map(columnsOf), 0) + 2
  const figures = (row: Row): string => `${row.touched} of ${row.all}`.padStart(11) + percent(row).padStart(7)
  const before = label + 18 + 2
  const lines: string[] = [`${padColumns('contract', label)}${'touched'.padStart(18)}  never touched`]
  for (const { coverage, rows } of contracts) {
    lines.push(coverage.contract)
    for (const row of rows) {
      const colour = row.missing.length === 0 ? good : trouble
      const [first = '', ...others] = wrapped(row.missing, WIDTH - before)
      const head = padColumns(`  ${row.label}`, label) + colour(figures(row))
      lines.push(first === '' ? head : `${head}  ${first}`)
      for (const more of others) lines.push(' '.repeat(before) + more)
    }
    for (const note of notesOf(coverage, trouble)) lines.push(`  ${note}`)
  }
  return lines.join('\n')
}

/**
 * What falls short, each as a sentence; none where all thresholds are met.
 *
 * @throws MistakeError for a part that is none, or a threshold that is no percentage
 */
export function coverageShortfalls(
  coverages: readonly ContractCoverage[],
  thresholds: CoverageThresholds,
): readonly string[] {
  checkThresholds(thresholds)
  return coverages.flatMap(({ contract, touched }) =>
    COVERAGE_PARTS.flatMap((part) => {
      const threshold = thresholds[part]
      const row = rowOf(LABELS[part], touched[part], (name) => shown(part, name))
      if (threshold === undefined || row.all === 0 || (100 * row.touched) / row.all >= threshold) return []
      return [
        `${row.touched} of ${row.all} ${LABELS[part]} of the contract ${contract} were touched (${percent(row).trim()}), ` +
          `the threshold is ${threshold} %. Never touched: ${row.missing.join(', ')}.`,
      ]
    }),
  )
}

// A misspelt threshold would never be missed.
function checkThresholds(thresholds: CoverageThresholds): void {
  checkOptionNames('the thresholds of coverage', thresholds, COVERAGE_PARTS)
  for (const [part, threshold] of Object.entries(thresholds) as [string, unknown][]) {
    if (threshold === undefined) continue
    if (typeof threshold === 'number' && threshold >= 0 && threshold <= 100) continue
    throw mistake(
      `the threshold of ${part}`,
      `${showValue(threshold)} is no percentage`,
      'Give a number from 0 to 100',
    )
  }
}

const LABELS: Readonly<Record<CoveragePart, string>> = {
  messages: 'messages',
  closeCodes: 'close codes',
  refusals: 'refusals',
  groups: 'group actions',
  promises: 'promises',
}

const UP = 'clientToServer '
const DOWN = 'serverToClient '

function rowsOf({ touched }: ContractCoverage): readonly Row[] {
  const direction = (prefix: string, label: string): Row => {
    const messages = Object.entries(touched.messages).filter(([name]) => name.startsWith(prefix))
    return rowOf(label, Object.fromEntries(messages), (name) => name.slice(prefix.length))
  }
  const rows = COVERAGE_PARTS.flatMap((part) =>
    part === 'messages'
      ? [direction(UP, 'messages to the server'), direction(DOWN, 'messages to clients')]
      : [rowOf(LABELS[part], touched[part], (name) => name)],
  )
  return rows.filter(({ all }) => all > 0)
}

function rowOf(label: string, counts: CoverageCounts, show: (name: string) => string): Row {
  const names = Object.keys(counts)
  const missing = names.filter((name) => counts[name] === 0)
  return { label, touched: names.length - missing.length, all: names.length, missing: missing.map(show) }
}

/** Rounded down: what is shown as 100 % is all of it. */
function percent({ touched, all }: Row): string {
  return `${Math.floor((100 * touched) / all)} %`
}

function notesOf(
  { violated, definitions }: ContractCoverage,
  trouble: (text: string) => string,
): readonly string[] {
  const broken = Object.entries(violated).map(([name, count]) => `${shown('messages', name)} (${count})`)
  return [
    ...(broken.length === 0
      ? []
      : wrapped(broken, WIDTH - 24).map((line, index) =>
          trouble(index === 0 ? `broke the contract: ${line}` : `  ${line}`),
        )),
    ...(definitions.length === 1
      ? []
      : [`${definitions.length} different contracts have this name; what any of them says is counted`]),
  ]
}

function shown(part: CoveragePart, name: string): string {
  if (part !== 'messages') return name
  if (name.startsWith(UP)) return `${name.slice(UP.length)} to the server`
  return `${name.slice(DOWN.length)} to clients`
}

/** Names with commas, in lines of so many columns. A name that is longer has a line of its own. */
function wrapped(names: readonly string[], columns: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const [index, name] of names.entries()) {
    const text = index === names.length - 1 ? name : `${name},`
    if (line !== '' && columnsOf(line) + 1 + columnsOf(text) > columns) {
      lines.push(line)
      line = text
    } else line = line === '' ? text : `${line} ${text}`
  }
  return line === '' ? lines : [...lines, line]
}

function plain(text: string): string {
  return text
}
