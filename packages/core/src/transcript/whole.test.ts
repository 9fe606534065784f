import { describe, expect, it } from 'vitest'
import { check } from '../guarantees/check.ts'
import { atLeastOnce, exactlyOnce } from '../index.ts'
import { chatOf, talk } from '../../test/guarantees/talk.ts'
import { mermaid } from '../views/mermaid.ts'
import { timeline } from '../views/timeline.ts'
import type { Entry, Transcript } from './entry.ts'
import { readTranscript, writeTranscript } from './jsonl.ts'
import { normalise } from './normalise.ts'
import { entriesSince, partOf } from './whole.ts'

const say = (seq: number): Entry => ({
  kind: 'message',
  seq,
  at: seq,
  client: 'alice',
  direction: 'clientToServer',
  opcode: 'text',
  payload: `number ${seq}`,
})
const rest: Transcript = { entries: [say(5), say(6), say(7)], forgotten: 4 }
/** The same, further on in a transcript. */
const moved = (entry: Entry, by: number): Entry =>
  ({
    ...entry,
    seq: entry.seq + by,
    ...(entry.cause === undefined ? {} : { cause: entry.cause + by }),
  }) as Entry
const seqs = ({ entries }: Pick<Transcript, 'entries'>): readonly number[] => entries.map(({ seq }) => seq)

describe('a transcript whose oldest entries were forgotten', () => {
  it.each([
    [0, [5, 6, 7]],
    [4, [5, 6, 7]],
    [6, [7]],
    [7, []],
  ])('gives what came after the first %i', (seen, expected) => {
    expect(seqs({ entries: entriesSince(rest, seen) })).toEqual(expected)
  })

  it('gives a part, which says how much of it is missing', () => {
    expect(partOf(rest, 2, 6)).toEqual({ entries: [say(5), say(6)], forgotten: 2 })
    expect(partOf(rest, 5)).toEqual({ entries: [say(6), say(7)] })
    expect(partOf(rest, 0, 3)).toEqual({ entries: [], forgotten: 4 })
  })

  it('is judged by nobody: what is missing could be what proves it', () => {
    expect(() => check(rest, exactlyOnce())).toThrow(
      'check(): the first 4 entries of the transcript were not kept. ' +
        'Leave maxTranscriptBytes out, or raise it, where a conversation is to be judged.',
    )
    expect(() => normalise(rest)).toThrow('the first 4 entries of the transcript were not kept')
  })

  it('has entries that refer to each other by number, wherever it begins', () => {
    const said = (client: string): object => ({
      kind: 'message',
      client,
      direction: 'serverToClient',
      opcode: 'text',
      payload: '{"type":"said","room":"g1","id":"m1","text":"m1"}',
    })
    const whole = talk().open('c1', 'c2').members('g1', 'c1', 'c2').say('c1', 'g1', 'm1')
    const asked = whole.entries.length
    whole
      .entry({
        kind: 'broadcast',
        cause: asked,
        opcode: 'text',
        payload: '{"type":"said","room":"g1","id":"m1","text":"m1"}',
        groups: ['room/g1'],
        recipients: ['c1', 'c2'],
      })
      .entry(said('c1'))
      .entry(said('c2'))
    const later = { entries: whole.entries.map((entry) => moved(entry, 50)) }
    for (const transcript of [whole, later]) {
      const { verdicts } = check(transcript, atLeastOnce(), { contract: chatOf({ acknowledges: 'none' }) })
      expect(verdicts.map(({ verdict, explanation }) => [verdict, explanation])).toEqual([['holds', '']])
    }
  })

  it('is drawn with what is missing', () => {
    expect(timeline(rest).split('\n')[0]).toBe('… 4 earlier entries')
    expect(timeline(rest, { last: 1 }).split('\n')[0]).toBe('… 6 earlier entries')
    expect(mermaid(rest, { last: 2 })).toContain('… 5 earlier entries')
  })

  it('is written and read with what is missing', () => {
    expect(readTranscript(writeTranscript(rest))).toEqual(rest)
    expect(() => readTranscript('{"parley":"transcript","version":1,"forgotten":"many"}\n')).toThrow(
      'line 1: expected forgotten to be a whole number, found "many"',
    )
  })
})
