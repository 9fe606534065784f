// From a client's requests to join and leave to the times in which it surely was a member and those in which it may have
// been. Requests that overlap may have taken effect in either order; nothing is assumed about a server's queue.

import { firstAfter } from './search.ts'

/** Open on both sides: what happens at one of the positions is outside. */
export interface Span {
  readonly from: number
  readonly until: number
}

export interface Spans {
  readonly sure: readonly Span[]
  readonly possible: readonly Span[]
}

/** A request to join or leave, in its bounds. */
interface Bounded {
  readonly joins: boolean
  readonly at: number
  readonly doneAt: number
}

const NEVER = Number.POSITIVE_INFINITY

/** @param moves in the order in which they were asked for */
export function spansOf(moves: readonly Bounded[]): Spans {
  const first = moves[0]
  // By far the most common: it joined and stayed.
  if (moves.length === 1 && first !== undefined) {
    if (!first.joins) return { sure: [], possible: [] }
    return {
      sure: first.doneAt === NEVER ? [] : [{ from: first.doneAt, until: NEVER }],
      possible: [{ from: first.at, until: NEVER }],
    }
  }
  const leaves = moves.filter((move) => !move.joins)
  return { sure: sureSpans(moves, leaves), possible: possibleSpans(moves, leaves) }
}

function sureSpans(moves: readonly Bounded[], leaves: readonly Bounded[]): readonly Span[] {
  const spans: Span[] = []
  let next = 0
  for (const join of moves) {
    if (!join.joins) continue
    // A leave that was over when the join was asked for cannot end it.
    while ((leaves[next]?.doneAt ?? NEVER) < join.at) next++
    const until = leaves[next]?.at ?? NEVER
    if (join.doneAt < until) spans.push({ from: join.doneAt, until })
  }
  return united(spans)
}

function possibleSpans(moves: readonly Bounded[], leaves: readonly Bounded[]): readonly Span[] {
  // When everything is over that was asked for from this leave on: the earliest counts.
  const endsFrom: number[] = Array.from({ length: leaves.length })
  let earliest = NEVER
  for (let index = leaves.length - 1; index >= 0; index--) {
    earliest = Math.min(earliest, leaves[index]?.doneAt ?? NEVER)
    endsFrom[index] = earliest
  }
  const spans: Span[] = []
  for (const join of moves) {
    if (!join.joins) continue
    const until = endsFrom[firstAfter(leaves, join.doneAt)] ?? NEVER
    spans.push({ from: join.at, until })
  }
  return united(spans)
}

/** With a request at that position of which nobody can tell what it was: it may have been one to leave. */
export function surelyUntil({ sure, possible }: Spans, position: number = NEVER): Spans {
  if (position === NEVER) return { sure, possible }
  const before = sure.filter(({ from }) => from < position)
  return {
    sure: before.map(({ from, until }) => ({ from, until: Math.min(until, position) })),
    possible,
  }
}

/** The same times as spans that are in order and apart. */
export function united(spans: readonly Span[]): readonly Span[] {
  if (spans.length < 2) return spans
  const apart: Span[] = []
  for (const span of spans.toSorted((one, other) => one.from - other.from)) {
    const last = apart.at(-1)
    if (last === undefined || span.from >= last.until) apart.push(span)
    else if (span.until > last.until) apart[apart.length - 1] = { from: last.from, until: span.until }
  }
  return apart
}

/** Whether one of the spans holds all the time between two positions. */
export function surelyWithin(spans: readonly Span[], from: number, until: number): boolean {
  const span = spans[firstEndingAfter(spans, from)]
  return span !== undefined && span.from < from && span.until > until
}

/** Whether one of the spans has a part of the time between two positions. */
export function joined(spans: readonly Span[], from: number, until: number): boolean {
  const span = spans[firstEndingAfter(spans, from)]
  return span !== undefined && span.from < until
}

function firstEndingAfter(spans: readonly Span[], position: number): number {
  if (spans.length === 1) return (spans[0]?.until ?? NEVER) > position ? 0 : 1
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spans[middle]?.until ?? NEVER) > position) high = middle
    else low = middle + 1
  }
  return low
}
