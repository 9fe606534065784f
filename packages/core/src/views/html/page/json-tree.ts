// A JSON value that unfolds: objects and lists as disclosures, what is deep or long folded until it is opened.
import { html } from './dom.ts'

const OPEN_DEPTH = 2
const MOST_OPEN = 30

export function jsonTree(value: unknown, key?: string, depth = 0): HTMLElement {
  const name = key === undefined ? [] : [html('span', { class: 'key' }, key), ': ']
  if (typeof value !== 'object' || value === null) return html('div', {}, ...name, scalar(value))
  const fields = Object.entries(value)
  const isList = Array.isArray(value)
  if (fields.length === 0) return html('div', {}, ...name, isList ? '[]' : '{}')
  const isOpen = depth < OPEN_DEPTH && fields.length <= MOST_OPEN
  const size = html('span', { class: 'quiet' }, sizeText(fields.length, isList))
  const folder = html('details', { open: isOpen }, html('summary', {}, ...name, size))
  const fill = (): void => {
    if (folder.childElementCount > 1) return
    folder.append(...fields.map(([field, each]) => jsonTree(each, field, depth + 1)))
  }
  if (isOpen) fill()
  else folder.addEventListener('toggle', fill)
  return folder
}

function sizeText(count: number, isList: boolean): string {
  return isList
    ? `[${count} ${count === 1 ? 'item' : 'items'}]`
    : `{${count} ${count === 1 ? 'field' : 'fields'}}`
}

function scalar(value: unknown): HTMLElement {
  const kind = typeof value === 'string' ? 'string' : typeof value === 'number' ? 'number' : 'quiet'
  return html('span', { class: kind }, JSON.stringify(value))
}
