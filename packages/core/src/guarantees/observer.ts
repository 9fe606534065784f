// Who wrote a transcript, and where everything in flight had arrived.
import type { Entry } from '../transcript/entry.ts'
import type { Fence, HistoryOptions } from './history.ts'

/** All fences of a history, in order; the end is one where nothing was in flight any more. */
export function fencesOf(length: number, { fences = [], quiescent }: HistoryOptions): readonly Fence[] {
  return quiescent ? [...fences, { at: length }] : fences
}

/** A mock says what follows from what; clients cannot know it. */
export function observerOf(entries: readonly Entry[]): 'clients' | 'server' {
  return entries.some(({ kind, cause }) => cause !== undefined || MOCKS.has(kind)) ? 'server' : 'clients'
}

const MOCKS: ReadonlySet<string> = new Set(['join', 'leave', 'broadcast', 'unmatched', 'fault'])
