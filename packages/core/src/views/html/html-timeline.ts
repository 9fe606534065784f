// `htmlTimeline`: a transcript as one HTML file that needs nothing else. Owns the document and its escaping; what is drawn
// is picture.ts's, the script in it is page/'s.
import { checkOptionNames, mistake } from '../../errors.ts'
import type { Transcript } from '../../transcript/entry.ts'
import { timeline } from '../timeline.ts'
import { PAGE_SCRIPT } from './page-script.ts'
import { type Finding, pictureOf } from './picture.ts'
import { STYLE } from './style.ts'

export interface HtmlTimelineOptions {
  /** The title of the page. Default `Conversation`. */
  readonly title?: string | undefined
  /**
   * What was found about it, each with its witnesses: `check(…).verdicts`, or the `broken` of a failed scenario or of a
   * counterexample. Those that are violated are marked.
   */
  readonly verdicts?: readonly Finding[] | undefined
  /** The `seq` of further entries to point at. */
  readonly mark?: readonly number[] | undefined
  /** How many characters, or bytes, of one payload are put into the page; of the rest it says how much there is. Default 20,000. */
  readonly mostOfPayload?: number | undefined
}

const NAMES: readonly string[] = [
  'title',
  'verdicts',
  'mark',
  'mostOfPayload',
] satisfies (keyof HtmlTimelineOptions)[]

const DEFAULT_MOST = 20_000
/** Lines of text for who reads without a script. */
const PLAIN_LINES = 1_000

/**
 * Draws a transcript: a page of its own with a lane for each client and one for the server, groups as bands, a fan-out as
 * one event, search, filters, zoom. It is one file: no network, no further files; everything of the transcript is
 * escaped.
 *
 * @throws MistakeError for an option that is none
 */
export function htmlTimeline(transcript: Transcript, options: HtmlTimelineOptions = {}): string {
  checkOptionNames('htmlTimeline()', options, NAMES)
  const { title = 'Conversation', verdicts = [], mark = [], mostOfPayload = DEFAULT_MOST } = options
  if (!(mostOfPayload >= 0)) {
    throw mistake('htmlTimeline()', `mostOfPayload is ${String(mostOfPayload)}`, 'Give a number, 0 or more')
  }
  const picture = pictureOf(transcript, title, verdicts, mark, mostOfPayload)
  const witnesses = verdicts.flatMap((finding) => finding.witnesses)
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    // Nothing is loaded and nothing is sent, whatever a payload holds.
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    `<noscript><h1>${escaped(title)}</h1><pre>${escaped(
      timeline(transcript, { last: PLAIN_LINES, mark: [...mark, ...witnesses], time: true }),
    )}</pre></noscript>`,
    `<script type="application/json" id="picture">${jsonInHtml(picture)}</script>`,
    `<script>${PAGE_SCRIPT}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}

/** JSON that no text in it can end, or begin a comment in: `</script>`, `<!--`. */
function jsonInHtml(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', String.raw`\u003c`)
}
