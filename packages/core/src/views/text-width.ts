// How many columns text takes in a terminal, by a rule of thumb: two for emoji and East Asian wide characters, none for
// what only combines, one for the rest. Terminals differ; a column more or less does no harm.

// Made when a text needs it: making one takes milliseconds, which every import of Parley would pay.
let segmenter: Intl.Segmenter | undefined

function graphemesOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return segmenter.segment(text)
}

const ASCII = /^[\x20-\x7e]*$/
const WIDE =
  /\p{Emoji_Presentation}|\uFE0F|[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]/u
const COMBINING = /^[\p{M}\p{Cf}]+$/u

/** The columns that a line of text takes. */
export function columnsOf(text: string): number {
  if (ASCII.test(text)) return text.length
  let columns = 0
  for (const { segment } of graphemesOf(text)) columns += graphemeColumns(segment)
  return columns
}

function graphemeColumns(grapheme: string): number {
  if (WIDE.test(grapheme)) return 2
  return COMBINING.test(grapheme) ? 0 : 1
}

/** Fills up with spaces behind the text. */
export function padColumns(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)))
}

/** Cuts between characters where the text is too long, and says so with `…`. */
export function cutColumns(text: string, columns: number): string {
  if (text.length <= columns && ASCII.test(text)) return text
  let used = 0
  let fitting = 0
  // Only as much is looked at as can be shown: payloads may be megabytes.
  for (const { segment, index } of graphemesOf(text)) {
    used += graphemeColumns(segment)
    if (used > columns) return `${text.slice(0, fitting)}…`
    if (used < columns) fitting = index + segment.length
  }
  return text
}
