import { describe, expect, it } from 'vitest'
import { chatOf, type Talk, talk } from '../../test/guarantees/talk.ts'
import { type Promised, quietWindow, replyDeadline, steadyHeartbeat } from '../contract/promise.ts'
import { check } from './check.ts'

const judge = (transcript: Talk, law: Promised) => {
  const [verdict] = check(transcript, law, { contract: chatOf() }).verdicts
  return [verdict?.verdict, verdict?.explanation]
}
/** Entries at their times, in ms. */
const timed = (...steps: readonly (readonly [atMs: number, step: (talk: Talk) => Talk])[]): Talk => {
  const transcript = talk()
  for (const [atMs, step] of steps) {
    transcript.at = atMs
    step(transcript)
  }
  return transcript
}
const ping = (one: Talk) => one.sends('c1', { type: 'ping' })
const open = (one: Talk) => one.open('c1')
const other = (one: Talk) => one.hears('c1', { type: 'here', who: 'c2' })

describe('steadyHeartbeat', () => {
  it('holds where heartbeats come in time, with half a period of grace', () => {
    expect(judge(timed([0, open], [100, ping], [240, ping]), steadyHeartbeat())).toEqual(['holds', ''])
    expect(judge(timed([0, open], [100, ping], [240, ping]), steadyHeartbeat(20))).toEqual([
      'violated',
      'c1 sent a heartbeat at #3, 140 ms after #2: one is due every 100 ms',
    ])
  })

  it('is broken by a server that keeps a silent client', () => {
    expect(judge(timed([0, open], [100, ping], [600, other]), steadyHeartbeat())).toEqual([
      'violated',
      'c1 sent no heartbeat for 500 ms after #2 and was still connected at #3: the timeout is 300 ms',
    ])
    expect(judge(timed([0, open], [100, ping], [400, (one) => one.close('c1')]), steadyHeartbeat())[0]).toBe(
      'holds',
    )
  })

  it('says nothing about clients that promise none', () => {
    expect(judge(timed([0, open], [200, other]), steadyHeartbeat())[0]).toBe('unknown')
  })
})

describe('replyDeadline', () => {
  const ask = (q: string) => (one: Talk) => one.sends('c1', { type: 'ask', q })
  const answer = (q: string) => (one: Talk) => one.hears('c1', { type: 'answer', q })

  it('pairs replies with their questions', () => {
    const crossed = timed([0, open], [1, ask('a')], [2, ask('b')], [40, answer('b')], [50, answer('a')])
    expect(judge(crossed, replyDeadline())).toEqual(['holds', ''])
  })

  it('is broken by a reply that comes late, or not within the time that was watched', () => {
    expect(judge(timed([0, open], [1, ask('a')], [60, answer('a')]), replyDeadline())).toEqual([
      'violated',
      'c1 sent "ask" at #2 and was answered 59 ms later, at #3: 50 ms are promised',
    ])
    expect(judge(timed([0, open], [1, ask('a')], [90, other]), replyDeadline())[0]).toBe('violated')
    expect(judge(timed([0, open], [1, ask('a')], [60, answer('a')]), replyDeadline(10))[0]).toBe('holds')
  })

  it('cannot be told while the time runs', () => {
    expect(judge(timed([0, open], [1, ask('a')], [30, other]), replyDeadline())[0]).toBe('unknown')
  })
})

describe('quietWindow', () => {
  it('is broken by broadcasts that come closer', () => {
    const said = (id: string) => (one: Talk) => one.say('c1', 'g1', id).said('g1', id, 'c1')
    const feed = timed([0, open], [1, (one) => one.members('g1', 'c1')], [10, said('m1')], [60, said('m2')])
    expect(judge(feed, quietWindow(50))[0]).toBe('holds')
    expect(judge(feed, quietWindow(51))).toEqual([
      'violated',
      'c1 received a broadcast at #5 and another 50 ms later, at #7: 51 ms of quiet are promised',
    ])
  })
})
