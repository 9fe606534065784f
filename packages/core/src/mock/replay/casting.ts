// Which recorded connection a new one plays: by path, then query and subprotocols, then the order they were recorded in.
import { createRedaction } from '../../transcript/redaction.ts'
import { StableNames } from '../../transcript/stable-names.ts'
import type { Handshake } from '../handshake.ts'
import type { Tape } from './tape.ts'

/** Those of the tapes that a client may play, the fittest first. Empty where the recording knows other paths only. */
export function castingFor(handshake: Handshake, tapes: readonly Tape[]): readonly Tape[] {
  const paths = new Set(tapes.map(({ url }) => pathOf(url)))
  // A recording of one path is played wherever a test has it; with several, the path tells them apart.
  const candidates =
    paths.size <= 1 ? tapes : tapes.filter(({ url }) => pathOf(url) === pathOf(handshake.url))
  // A recorded query is without its secrets, unless it was to keep them.
  const queries = [handshake.url, createRedaction().redactUrl(handshake.url)].map(queryOf)
  const fit = ({ url, protocol }: Tape): number =>
    (queries.includes(queryOf(url)) ? 2 : 0) +
    (protocol === '' || handshake.protocols.includes(protocol) ? 1 : 0)
  // Sorting keeps the order of equals.
  return candidates.toSorted((a, b) => fit(b) - fit(a))
}

// What is volatile in a URL is named, each on its own, so that it is the same in all. Names have a # in them, so a URL is
// cut before they are put in.
function pathOf(url: string): string {
  const origin = 'ws://host'
  const path = url.replace(/[?#].*$/, '').replace(/^[^:]*:\/\/[^/]*/, '')
  return new StableNames([]).text(origin + path).slice(origin.length)
}

function queryOf(url: string): string {
  const named = new StableNames([]).text(url.replace(/#.*$/, ''))
  return /\?.*/.exec(named)?.[0] ?? ''
}
