import { describe, expect, it } from 'vitest'
import { Recorder } from '../transcript/recorder.ts'
import type { Failure } from './failure.ts'
import { failureText } from './failure-text.ts'
import type { ScenarioReport } from './report.ts'

const nothing: Failure = {
  kind: 'mismatch',
  step: undefined,
  path: [],
  client: undefined,
  came: undefined,
  wanted: [],
  refusals: [],
  buffered: [],
  waitedMs: undefined,
  unsettled: [],
  cause: undefined,
}

function textOf(failure: Partial<Failure>, notes?: readonly string[]): string {
  const transcript = new Recorder(() => 0)
  transcript.record({ kind: 'open', seq: 0, at: 0, client: 'bob', url: 'ws://localhost/', protocol: '' })
  transcript.record({
    kind: 'message',
    seq: 0,
    at: 0,
    client: 'bob',
    direction: 'serverToClient',
    opcode: 'text',
    payload: '{"type":"said","text":"ho"}',
  })
  const report: ScenarioReport = {
    title: 'a talk',
    outcome: 'fail',
    failure: { ...nothing, ...failure },
    transcript,
    warnings: [],
  }
  return failureText(report, notes)
}

const said = { do: 'expect', client: 'bob', pattern: { type: 'said', text: 'hi' } } as const
const ho = {
  kind: 'message',
  payload: '{"type":"said","text":"ho"}',
  message: { type: 'said', text: 'ho' },
} as const

describe('failureText', () => {
  it('shows the step, what was expected, what came with a diff, the rest of the buffer, and the timeline up to there', () => {
    const text = textOf(
      {
        step: said,
        path: [3, 1, 0],
        client: 'bob',
        came: ho,
        wanted: [said],
        refusals: [{ step: said, mismatches: [{ path: ['text'], expected: "'hi'", actual: 'ho' }] }],
        buffered: [
          { client: 'bob', arrivals: [{ kind: 'message', payload: '!', message: '!' }] },
          { client: 'eve', arrivals: [{ kind: 'close', code: 1001, reason: 'bye', isOwn: false }] },
        ],
      },
      ['repeat it'],
    )
    expect(text)
      .toBe(`Scenario 'a talk' failed at step 4, branch 2, step 1: bob.expect({ type: 'said', text: 'hi' })
  expected bob.expect({ type: 'said', text: 'hi' })
  but this came: { type: 'said', text: 'ho' }
  - text: expected 'hi', got 'ho'
  not expected yet, for bob: '!'
  not expected yet, for eve: close 1001 (going away), 'bye'
  repeat it

What happened:
  1  bob  ○ open ws://localhost/
▶ 2  bob  ← {"type":"said","text":"ho"}`)
  })

  it('lists alternatives, each with its own differences', () => {
    const close = { do: 'expectClose', client: 'bob', pattern: { code: 1000 } } as const
    const text = textOf({
      step: { do: 'oneOf', client: 'bob', steps: [said, close] },
      path: [0],
      client: 'bob',
      came: { kind: 'close', code: 1006, reason: '', isOwn: false },
      wanted: [said, close],
      refusals: [
        { step: said, mismatches: [] },
        { step: close, mismatches: [{ path: ['code'], expected: '1000', actual: 1006 }] },
      ],
    })
    expect(text).toContain(`  expected bob.expect({ type: 'said', text: 'hi' })
        or bob.expectClose(1000)
  but the connection ended with close 1006 (abnormal closure)
  bob.expectClose(1000):
  - code: expected 1000, got 1006
`)
  })

  it.each<[Partial<Failure>, string]>([
    [
      { kind: 'missing', step: said, path: [0], wanted: [said], waitedMs: 60_000 },
      'but nothing came within 60000 ms',
    ],
    [{ kind: 'ended', step: said, path: [0], client: 'bob' }, "but bob's connection had ended"],
    [{ kind: 'notSilent', client: 'bob' }, 'expected nothing for bob, but this came:'],
    [{ kind: 'unexpected' }, 'failed after its last step\n  nobody expected what is left'],
    [{ kind: 'notOpen', client: 'bob' }, 'bob has no open connection for it'],
    [
      { kind: 'noHandshake', client: 'bob', step: { do: 'connect', client: 'bob' } },
      'failed before its first step: bob.connect()',
    ],
    [{ kind: 'unsettled', unsettled: ['on(1) for bob'] }, 'a handler has not settled: on(1) for bob'],
    [{ kind: 'error', cause: new RangeError('too far') }, '  RangeError: too far'],
    [{ kind: 'error', cause: 'thrown text' }, "  thrown: 'thrown text'"],
  ])('says what went wrong: %o', (failure, sentence) => {
    expect(textOf(failure)).toContain(sentence)
  })

  it('shortens a long buffer', () => {
    const arrivals = Array.from(
      { length: 8 },
      (_, n) => ({ kind: 'message', payload: `${n}`, message: n }) as const,
    )
    expect(textOf({ kind: 'unexpected', buffered: [{ client: 'bob', arrivals }] })).toContain(
      'for bob: 0, 1, 2, 3, 4 and 3 more',
    )
  })
})
