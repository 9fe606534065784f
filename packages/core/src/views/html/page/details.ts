// What is told of one event: its fields, its payload unfolded, what it follows from and what it proves.
import type { Row } from '../picture.ts'
import { oneLine } from '../../payload-text.ts'
import { html } from './dom.ts'
import type { Model } from './model.ts'
import { jsonTree } from './json-tree.ts'

/** @param goTo called when the reader follows a reference to another entry */
export function detailsOf(model: Model, row: Row, goTo: (seq: number) => void): readonly Node[] {
  const fields = html('dl')
  const field = (name: string, ...value: readonly (Node | string)[]): void => {
    if (value.length > 0) fields.append(html('dt', {}, name), html('dd', {}, ...value))
  }
  field('entry', `#${row.seq}, ${row.kind}`)
  field('at', `${row.at} ms`)
  if (row.client !== undefined) field('client', model.nameOf(row.client))
  if (row.way !== undefined) field('way', row.way === 'up' ? 'client → server' : 'server → client')
  if (row.group !== undefined) field('group', model.groupName(row.group))
  if (row.words !== '') field('what', row.words)
  if (row.cause !== undefined) field('follows from', reference(row.cause, goTo))
  field(...followers(model, row, goTo))
  if (row.recipients !== undefined) field('recipients', recipientsText(model, row))
  if (row.bytes !== undefined) field('size', `${row.bytes} ${row.bytes === 1 ? 'byte' : 'bytes'}`)
  return [fields, ...proofs(model, row, goTo), ...payload(row)]
}

function reference(seq: number, goTo: (seq: number) => void): HTMLButtonElement {
  const button = html('button', { type: 'button', class: 'to' }, `#${seq}`)
  button.addEventListener('click', () => goTo(seq))
  return button
}

const MOST_FOLLOWERS = 12

function followers(
  model: Model,
  row: Row,
  goTo: (seq: number) => void,
): [name: string, ...value: (Node | string)[]] {
  const following = model.picture.rows.filter(({ cause }) => cause === row.seq)
  const shown = following.slice(0, MOST_FOLLOWERS).map(({ seq }) => reference(seq, goTo))
  const rest = following.length - shown.length
  return ['followed by', ...shown, ...(rest > 0 ? [` and ${rest} more`] : [])]
}

function recipientsText(model: Model, row: Row): string {
  const got = new Map((row.deliveries ?? []).map(([seq, client]) => [client, seq]))
  const names = (row.recipients ?? []).map((client) => {
    const seq = got.get(client)
    return `${model.nameOf(client)} (${seq === undefined ? 'not at once' : `#${seq}`})`
  })
  return names.length === 0 ? 'nobody' : names.join(', ')
}

function proofs(model: Model, row: Row, goTo: (seq: number) => void): readonly Node[] {
  return model.proofsOf(row).map((number) => {
    const finding = model.broken[number - 1]
    if (finding === undefined) return html('p')
    const where = finding.group === undefined ? '' : ` in ${oneLine(finding.group)}`
    return html(
      'p',
      { class: 'trouble' },
      html('span', { class: 'badge' }, String(number)),
      `${finding.law}${where}: ${oneLine(finding.explanation)} `,
      ...finding.witnesses.map((seq) => reference(seq, goTo)),
    )
  })
}

function payload(row: Row): readonly Node[] {
  if (row.payload === undefined) return []
  const rest = row.cut === undefined ? [] : [html('p', { class: 'facts' }, cutText(row))]
  if (row.isBinary === true)
    return [heading('Bytes'), html('pre', { class: 'bytes' }, hexDump(row.payload)), ...rest]
  const value = row.cut === undefined ? parsed(row.payload) : undefined
  const raw = html('pre', {}, row.payload)
  if (value === undefined) return [heading('Text'), raw, ...rest]
  return [
    heading('JSON'),
    html('div', { class: 'tree mono' }, jsonTree(value)),
    html('details', {}, html('summary', {}, 'As it was sent'), raw),
  ]
}

function heading(text: string): HTMLElement {
  return html('h2', {}, text)
}

function cutText({ cut = 0, isBinary }: Row): string {
  return `… ${cut} more ${isBinary === true ? 'bytes' : 'characters'}, which were left out of this page.`
}

/** The value, if the text is an object or a list; else there is nothing to unfold. */
function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

const BYTES_PER_LINE = 16

function hexDump(base64: string): string {
  const bytes = Array.from(atob(base64), (character) => character.charCodeAt(0))
  const lines: string[] = []
  for (let start = 0; start < bytes.length; start += BYTES_PER_LINE) {
    const part = bytes.slice(start, start + BYTES_PER_LINE)
    const digits = part.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
    const letters = part
      .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'))
      .join('')
    lines.push(`${start.toString(16).padStart(4, '0')}  ${digits.padEnd(BYTES_PER_LINE * 3)} ${letters}`)
  }
  return lines.join('\n')
}
