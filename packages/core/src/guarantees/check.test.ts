import { describe, expect, it } from 'vitest'
import { chatOf, talk } from '../../test/guarantees/talk.ts'
import { atMostOnce, exactlyOnce, leaveFence, noGaps, senderOrder, totalOrder } from '../contract/promise.ts'
import { MistakeError } from '../errors.ts'
import { check } from './check.ts'
import {
  centrifugo,
  exactlyOnceTotal,
  fifoOnly,
  moco,
  mockoon,
  phoenix,
  redis,
  socketio,
} from './profiles.ts'
import { explainReport, explainVerdict } from './report-text.ts'

const contract = chatOf()
const lost = () =>
  talk()
    .open('c1', 'c2')
    .members('g1', 'c1', 'c2')
    .say('c1', 'g1', 'm1')
    .said('g1', 'm1', 'c1')
    .ok('c1', 'm1')

describe('check', () => {
  it('judges one promise, several, or a profile', () => {
    const words = (laws: Parameters<typeof check>[1]) =>
      check(lost(), laws, { contract }).verdicts.map(({ law, verdict }) => `${law} ${verdict}`)
    expect(words(atMostOnce())).toEqual(['atMostOnce holds'])
    expect(words([exactlyOnce()])).toEqual(['atMostOnce holds', 'atLeastOnce violated'])
    expect(words(fifoOnly)).toContain('atLeastOnce violated')
    for (const profile of [centrifugo, exactlyOnceTotal, moco, mockoon, phoenix, redis, socketio]) {
      expect(words(profile)).toContain('noCreation holds')
    }
  })

  it('judges what the contract promises, its echo, heartbeat and replies included, when nothing is asked', () => {
    const promising = chatOf({ guarantees: [exactlyOnce(), noGaps('seq')] })
    const { verdicts } = check(lost(), undefined, { contract: promising })
    expect(new Set(verdicts.map(({ law }) => law))).toEqual(
      new Set(['atMostOnce', 'atLeastOnce', 'noGaps', 'senderPolicy', 'heartbeat', 'replyDeadline']),
    )
  })

  it('asks a thing once', () => {
    const { verdicts } = check(lost(), [exactlyOnce(), atMostOnce(), noGaps('a'), noGaps('b')], { contract })
    expect(verdicts.map(({ law }) => law)).toEqual(['atMostOnce', 'atLeastOnce', 'noGaps', 'noGaps'])
  })

  it('is violated if one law is, unknown if one could not be judged, and holds otherwise', () => {
    expect(check(lost(), [exactlyOnce(), leaveFence()], { contract }).verdict).toBe('violated')
    expect(check(lost(), [atMostOnce(), leaveFence()], { contract }).verdict).toBe('unknown')
    const others = lost().members('g2', 'c1')
    expect(check(others, atMostOnce(), { contract }).verdict).toBe('holds')
  })

  it('says unknown where nothing happened', () => {
    const { verdict, verdicts } = check(talk(), totalOrder(), { contract })
    expect(verdict).toBe('unknown')
    expect(verdicts).toEqual([
      {
        law: 'totalOrder',
        group: undefined,
        verdict: 'unknown',
        witnesses: [],
        explanation: 'nothing to judge: nobody joined or addressed a group',
        isVacuous: true,
      },
    ])
  })

  it('shows entries by their own numbers', () => {
    const later = { entries: lost().entries.map((entry) => ({ ...entry, seq: entry.seq + 100 })) }
    const { verdicts } = check(later, exactlyOnce(), { contract })
    expect(verdicts[1]).toMatchObject({
      witnesses: [106, 107],
      explanation: 'c2 was a member from #106 on, c1\'s "m1" was broadcast at #107, and c2 never received it',
    })
  })

  it.each([
    ['no transcript', () => check([] as never, exactlyOnce())],
    ['no law and no contract', () => check(lost())],
    ['an empty list', () => check(lost(), [])],
    ['what is no promise', () => check(lost(), ['exactlyOnce'] as never)],
    ['an option that does not exist', () => check(lost(), exactlyOnce(), { quiet: true } as never)],
    ['a contract that is none', () => check(lost(), exactlyOnce(), { contract: {} as never })],
    ['an observer that is none', () => check(lost(), exactlyOnce(), { observer: 'client' as never })],
    ['what is neither true nor false', () => check(lost(), exactlyOnce(), { quiescent: 'no' as never })],
  ])('refuses %s', (_, attempt) => {
    expect(attempt).toThrow(MistakeError)
  })

  it.each([
    [{ at: 3 }, 'fences is { at: 3 }. Give a list'],
    [[3], 'fences[0]: the options are 3'],
    [[{ at: 9.5 }], 'fences[0]: at is 9.5. Say how many entries lie before it: this transcript has 9'],
    [[{ at: 10 }], 'fences[0]: at is 10. Say how many'],
    [[{ at: 7 }, { at: 3 }], 'fences[1]: at is 3, and the fence before it is at 7. Give them in order'],
    [[{ at: 7, reader: ['c1'] }], 'there is no option "reader"'],
    [[{ at: 7, readers: 'c1' }], "readers is 'c1'. Name the clients in a list"],
  ])('refuses fences that are none: %j', (fences, message) => {
    expect(() => check(lost(), exactlyOnce(), { contract, fences: fences as never })).toThrow(message)
  })

  it('tells how a profile is put beside other promises', () => {
    expect(() => check(lost(), [redis, noGaps('seq')] as never)).toThrow('[...redis.promises, noGaps(…)]')
  })
})

describe('explainVerdict', () => {
  it('shows the timeline around what it says', () => {
    const transcript = lost()
    const broken = check(transcript, exactlyOnce(), { contract }).verdicts.find(
      ({ verdict }) => verdict === 'violated',
    )
    expect(broken && explainVerdict(broken, transcript, { around: 1 })).toBe(
      [
        'atLeastOnce of room/g1 is violated (every member that stays receives every broadcast): ' +
          'c2 was a member from #6 on, c1\'s "m1" was broadcast at #7, and c2 never received it',
        '',
        '  5  c2  → {"type":"join","room":"g1"}',
        '▶ 6  c2  ← {"type":"joined","room":"g1"}',
        '▶ 7  c1  → {"type":"say","room":"g1","id":"m1","text":"m1"}',
        '  8  c1  ← {"type":"said","room":"g1","id":"m1","text":"m1"}',
      ].join('\n'),
    )
  })
})

describe('explainReport', () => {
  it('begins with what is violated and ends with what holds', () => {
    const transcript = lost()
    const report = check(transcript, [exactlyOnce(), leaveFence(), senderOrder()], { contract })
    const text = explainReport(report, transcript)
    expect(text).toMatch(/^atLeastOnce of room\/g1 is violated/)
    expect(text).toContain('leaveFence of room/g1 is unknown: nothing to judge')
    expect(text).toMatch(/holds: atMostOnce$/)
  })
})
