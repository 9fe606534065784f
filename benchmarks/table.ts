// How results look: one table of figures, one of targets. Markdown, which is also fit to be read in a terminal.
import type { ContenderName, Figure, Figures } from './harness.ts'

/** One line of figures. */
export interface Row {
  readonly what: string
  readonly unit: 'ms' | 'µs' | 'ns' | 'bytes'
  readonly figures: Figures
}

/** One ratio beside what architecture asks for. Information, never an assertion. */
export interface Target {
  readonly what: string
  readonly measured: number
  readonly atMost?: number
  readonly atLeast?: number
  /** Default: `×`. */
  readonly unit?: string
}

export interface Result {
  readonly rows: readonly Row[]
  readonly targets: readonly Target[]
}

const columns: readonly ContenderName[] = ['parley', 'bare', 'mock-socket', 'msw', 'ws']

export function figuresTable(rows: readonly Row[]): string {
  return table(
    ['', 'Parley', 'bare', 'mock-socket', 'msw', 'ws'],
    rows.map(({ what, unit, figures }) => [
      what,
      ...columns.map((name) => (figures.has(name) ? cell(figures.get(name), unit) : '–')),
    ]),
  )
}

export function targetsTable(targets: readonly Target[]): string {
  return table(
    ['', 'measured', 'target', ''],
    targets.map(({ what, measured, atMost, atLeast, unit = '×' }) => [
      what,
      `${rounded(measured)} ${unit}`,
      atMost === undefined ? `≥ ${atLeast} ${unit}` : `≤ ${atMost} ${unit}`,
      measured <= (atMost ?? Infinity) && measured >= (atLeast ?? -Infinity) ? '✓' : '✗',
    ]),
  )
}

function cell(figure: Figure | undefined, unit: Row['unit']): string {
  if (figure === undefined) return '–'
  return `${rounded(figure.median)} ${unit} ±${Math.round(figure.spread * 100)} %`
}

function rounded(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en-GB')
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const all = [head, ...lines]
  const widths = head.map((_, column) => Math.max(1, ...all.map((line) => line[column]?.length ?? 0)))
  const row = (line: readonly string[]): string =>
    `| ${line.map((text, column) => (column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0))).join(' | ')} |`
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  return [row(head), rule, ...lines.map(row)].join('\n')
}
