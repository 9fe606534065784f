// What Vitest reports of tests that fail, or that are used wrongly.
import { beforeAll, describe, expect, it } from 'vitest'
import { lineOf, type ProjectRun, runProject, type TestReport } from '../test/run-project.ts'

let run: ProjectRun
beforeAll(async () => {
  run = await runProject('failing')
}, 120_000)

const report = (file: string, name: string): TestReport => run.test(`${file}.test.ts`, name)
const failureOf = (file: string, name: string): string => {
  const { status, failure } = report(file, name)
  expect(status).toBe('failed')
  return failure
}
const line = (file: string, comment: string): Promise<string> => lineOf('failing', `${file}.test.ts`, comment)
const countOf = (text: string): number => run.output.split(text).length - 1

it('ends the run without errors that belong to no test', () => {
  expect(run.output).not.toContain('Unhandled Errors')
})

describe('a handler', () => {
  it.for([
    ['throw', 'thrown in a handler', 'throws'],
    ['reject', 'rejected in a handler', 'rejects'],
    ['assert', 'to deeply equal', 'asserts'],
    ['value', 'thrown by a value', 'computes'],
  ] as const)('that fails fails its test, with its own stack: %s', async ([name, message, comment]) => {
    const failure = failureOf('handler', `a handler: ${name}`)
    expect(failure).toContain(message)
    // The first place of the stack is the handler's.
    expect(/^\s+at .*$/m.exec(failure)?.[0]).toContain(await line('handler', comment))
    expect(report('handler', `all is well after: ${name}`).status).toBe('passed')
  })

  it('that fails in a concurrent test leaves its neighbour alone', () => {
    expect(failureOf('handler', 'a concurrent test whose handler throws')).toContain('thrown in a handler')
    expect(report('handler', 'its neighbour').status).toBe('passed')
  })

  it('of a fixture fails its test as well, and so does an unhandled URL', () => {
    expect(failureOf('fixture', 'a handler of a fixture throws')).toContain('thrown for a fixture')
    expect(failureOf('fixture', 'a fixture and an unhandled URL')).toContain('no mock answers this URL')
  })

  it('does not hide what else failed', () => {
    const failure = failureOf('handler', 'several things fail')
    expect(failure).toContain('thrown in a handler')
    expect(failure).toContain('rejected in a handler')
    expect(failure).toContain('expected 1 to be 2')
  })

  it("that fails under scope: 'file' fails the test that caused it, and no other", () => {
    expect(failureOf('file-scope', 'an error fails the test that caused it')).toContain('thrown in a file')
    expect(report('file-scope', 'an error and not the next').status).toBe('passed')
  })
})

describe("a contract's words", () => {
  it('say what came closest, of the message that is meant', async () => {
    const failure = failureOf('contract-words', 'another message')
    expect(failure).toContain("toHaveSent('say', { text: 'ho' })")
    expect(failure).toContain("Closest: #5\n  text: expected 'ho', got 'hi'")
    expect(failure).toContain(await line('contract-words', 'another message'))
  })

  it('are refused where the contract does not have them', () => {
    expect(failureOf('contract-words', 'no such message')).toContain(
      "toHaveSent(): chat has no message 'sey' that clients send. Use one of subscribe, say.",
    )
    expect(failureOf('contract-words', 'no such group')).toContain(
      "toHaveJoined(): chat has no groups of the kind 'rooms'. Its kinds are: room.",
    )
  })

  it('stand in lists', () => {
    expect(failureOf('contract-words', 'an order')).toContain(
      "received 1 of 2 in this order; missing from there: 'said'",
    )
  })
})

describe('a scenario that is played', () => {
  it('fails with what was expected and what came, at the step', async () => {
    const failure = failureOf('contract-words', 'a scenario that fails')
    expect(failure).toContain("but alice sent this: { type: 'say', text: 'HI' }")
    expect(failure).toContain("text: expected 'hi', got 'HI'")
    expect(/^\s+at .*$/m.exec(failure)?.[0]).toContain(await line('contract-words', 'a step that fails'))
  })

  it('fails where a checkpoint does', () => {
    expect(failureOf('contract-words', 'a checkpoint that fails')).toContain(
      "failed at step 3: checkpoint('said')\n  AssertionError: expected [] to deeply equal [ 'hi' ]",
    )
  })
})

describe('what breaks a contract', () => {
  it('fails the test that caused it, of several that run at the same time', () => {
    expect(failureOf('contract', 'concurrent a client breaks the contract')).toContain(
      'client-1 sent {"type":"ask","n":"one"}: ask breaks the contract numbers: n: Instance type "string" is invalid.',
    )
    expect(report('contract', 'concurrent nobody does').status).toBe('passed')
  })

  it('fails it though the schema finds out late, and not the next', () => {
    expect(failureOf('contract', 'concurrent the mock breaks it, and its schema finds out late')).toContain(
      'the mock sent client-1 {"type":"told","n":13}: told breaks the contract numbers: n: thirteen is unlucky.',
    )
    expect(report('contract', 'the next one is not blamed').status).toBe('passed')
  })
})

describe('an unmatched message', () => {
  it('fails the test where it is an error', () => {
    expect(failureOf('handler', 'a message is unmatched')).toContain(
      'client-1 sent nonsense: no rule of the mock matches it',
    )
  })
  it('is printed once where it is a warning', () => {
    expect(report('unmatched', 'policy warn lets the test pass').status).toBe('passed')
    expect(countOf('client-1 sent nonsense for warn: no rule of the mock matches it')).toBe(1)
  })
  it('is silent where it is ignored', () => {
    expect(report('unmatched', 'policy ignore lets the test pass').status).toBe('passed')
    expect(countOf('nonsense for ignore')).toBe(0)
  })
})

describe('a URL that no mock answers', () => {
  it('is refused and fails the test where it is an error, without the secrets of its query', () => {
    const failure = failureOf('unhandled', 'error refuses it and fails the test')
    expect(failure).toContain('new WebSocket("wss://typo.example.com/rooms"): no mock answers this URL')
    expect(failure).toContain('Mocked are: ws://error.test/')
    expect(failure).not.toContain('secret')
    expect(report('unhandled', 'error leaves the next one alone').status).toBe('passed')
  })
  it('is refused and named also where no test runs that could fail', () => {
    expect(report('unhandled', 'error, outside of tests refuses it all the same').status).toBe('passed')
    expect(countOf('new WebSocket("ws://outside.test/typo"): no mock answers this URL')).toBe(1)
  })
  it('is refused and named once where it is mocked and no test runs that would have the mock', () => {
    expect(report('unhandled', 'a mocked URL, outside of tests is refused').status).toBe('passed')
    const sentence =
      'new WebSocket("ws://each.test/"): it was made while no test ran, and the mock ws://each.test/ is one'
    expect(countOf(sentence)).toBe(1)
    expect(countOf('/each-bypassed')).toBe(0)
  })
  it('is let through and named once where it is a warning', () => {
    expect(report('unhandled', 'warn says so once').status).toBe('passed')
    expect(countOf('/warned"): no mock answers this URL')).toBe(1)
  })
  it('is let through in silence where it is bypassed', () => {
    expect(report('unhandled', 'bypass says nothing').status).toBe('passed')
    expect(countOf('/bypassed')).toBe(0)
  })
})

describe('what a test leaves open', () => {
  const hint = 'client-1 of ws://left.test/ was still open at the end of the test; closed with 1001'
  it('is closed with 1001', () => {
    expect(report('left-open', 'its socket was closed with 1001').status).toBe('passed')
  })
  it('is named for reporters', () => {
    expect(report('left-open', 'a test that passes and leaves one open').meta.parley).toEqual([hint])
    expect(report('left-open', 'a test that leaves nothing').meta.parley).toBeUndefined()
  })
  it('is printed where the test failed, and only there', () => {
    expect(report('left-open', 'a test that fails and leaves one open').meta.parley).toEqual([hint])
    expect(countOf(hint)).toBe(1)
  })
  it('may be a handler that has not settled, which holds up no matcher', () => {
    const { status, meta } = report('left-open', 'a test that leaves a handler unsettled')
    expect(status).toBe('passed')
    expect(meta.parley).toContain("the handler of on('wait') for client-1 has not settled")
  })
})

describe('a test that times out', () => {
  it('is torn down, and the next is clean', () => {
    expect(failureOf('timeout', 'a test that times out with an open handler')).toContain(
      'Test timed out in 20ms',
    )
    expect(report('timeout', 'is torn down').status).toBe('passed')
    expect(report('timeout', 'and the next is clean').status).toBe('passed')
  })
  it('in the middle of a matcher fails for that alone', () => {
    expect(failureOf('timeout', 'a matcher outlives a test that times out')).not.toContain('toHaveSent')
  })
})

describe('a socket without context', () => {
  it('belongs to the only test that runs', () => {
    expect(report('context', 'alone it is the only test that runs').status).toBe('passed')
  })
  it('is refused where several run, which are named', () => {
    expect(failureOf('context', 'one of two')).toContain(
      'made outside the tests that mock this URL and are running: "one of two", "two of two"',
    )
  })
})

describe('setupWsMock', () => {
  it.for([
    'setupWsMock inside a test',
    'wsMockFixture inside a test',
    'setupWsMock inside a hook is refused',
  ])('is refused inside a test: %s', (name) =>
    expect(failureOf('inside-test', name)).toContain('it was called inside a test. Call it at the top'),
  )
  it('is refused for a URL that has a mock in the same scope', () => {
    expect(run.files.get('doubly.test.ts')?.failure).toContain(
      'this URL has a mock in the same scope already',
    )
  })
  it("is refused with scope: 'file' for concurrent tests", () => {
    expect(failureOf('file-scope', "scope: 'file' second of two")).toContain(
      'the test "first of two" is using its connections at the same time',
    )
    expect(report('file-scope', "scope: 'file' first of two").status).toBe('passed')
  })
  it('gives a handle that is refused outside of tests', () => {
    expect(run.files.get('outside-tests.test.ts')?.failure).toContain('no test is running')
    expect(failureOf('outside', 'is not outside')).toContain(
      'outside the describe block the mock was set up in',
    )
  })
  it.for([
    ['unmatched', 'unmatched is "throw". Use one of error, warn, ignore'],
    ['unhandled', 'unhandled is "throw". Use one of error, warn, bypass'],
    ['scope', `the scope is "suite". Use 'test' or 'file'`],
    ['seed', 'the seed is x. Give a number'],
    ['unknown', 'there is no option "timeout". Use '],
  ] as const)('refuses a wrong option: %s', ([name, sentence]) => {
    const failure = failureOf('options', name)
    expect(failure).toContain(`setupWsMock(ws://${name}.test/): ${sentence}`)
  })
})

describe('a failing matcher', () => {
  it.for([
    [
      'toHaveSent',
      'sent nothing that matches',
      ["Closest: #4\n  id: expected integer(), got 'x1'", 'No rule matched: #4'],
    ],
    [
      'toHaveSent of a client',
      'client client-1 sent nothing that matches',
      ["type: expected 'shout', got 'say'"],
    ],
    ['toHaveSent once', 'sent it 2 times', ['▶ 6', '▶ 8']],
    ['not.toHaveSent', 'sent it once (bounded evidence', ['▶ 4']],
    ['toHaveReceived', 'received nothing that matches', ["Closest: #2\n  to: expected 'me', got 'all'"]],
    ['toHaveReceived after', 'received nothing that matches', []],
    ['toHaveReceivedInOrder', "received 1 of 2 in this order; missing from there: 'b'", []],
    ['toHaveBroadcast', 'broadcast nothing that matches', []],
    ['toHaveJoined', 'joined only lobby', []],
    ['toHaveClosed', 'did not close', []],
    ['toHaveClosed otherwise', 'closed with 4000 "left"', []],
    ['toBeSilent', 'sent a message (bounded evidence', ['▶ 4']],
    ['not.toBeSilent', 'sent nothing (bounded evidence', []],
    [
      'toUphold',
      'does not keep it: atLeastOnce of lobby is violated (every member that stays receives every broadcast): ' +
        'client-1 was a member from #3 on, and it never received the broadcast of #6',
      ['expect(the transcript).toUphold(exactlyOnce())', '▶ 3', '▶ 6'],
    ],
    [
      'toUphold the unknown',
      'cannot be judged ({ allowUnknown: true } would let that pass)',
      ['nobody left'],
    ],
    ['not.toUphold', 'keeps it', []],
    ['in a helper', 'sent nothing that matches', []],
  ] as const)('%s shows how it stands, the timeline, and the line', async ([name, standing, details]) => {
    const failure = failureOf('matchers', name)
    expect(failure).toContain('AssertionError: expect(')
    for (const text of [standing, 'Timeline:', '○ open ws://matchers.test/lobby', ...details]) {
      expect(failure).toContain(text)
    }
    expect(failure).toContain(await line('matchers', name))
    expect(failure).not.toContain('/vitest-plugin/src/matchers.ts')
  })

  it('client() points at the line as well', async () => {
    const failure = failureOf('matchers', 'client()')
    expect(failure).toContain('no further client connected within 1 ms')
    expect(failure).toContain(await line('matchers', 'client()'))
  })

  it.for(['not awaited', 'not awaited and failing'])('that is %s fails its test', (name) => {
    expect(failureOf('matchers', name)).toContain('expect(…).toHaveSent(): it was not awaited')
  })

  it('can be soft, and can carry a message', () => {
    const failure = failureOf('matchers', 'expect.soft')
    expect(failure).toContain("toHaveSent('first')")
    expect(failure).toContain("toHaveSent('second')")
    expect(failureOf('matchers', 'with a message')).toContain('the app greets: expect(mock')
  })

  it('says that fake timers are on, and what waits for them', () => {
    const failure = failureOf('fake-timers', 'a delay that the test does not advance')
    expect(failure).toContain(
      "The mock still waits for:\n  the delay of on('later') for client-1, due in 50 ms",
    )
    expect(failure).toContain('Fake timers are on')
    expect(failure).toMatch(/\(waited (?:[6-9]\d|\d{3,}) ms\)/)
    expect(failureOf('fake-timers', 'nobody connects')).toContain('Fake timers are on')
  })
})

describe('a mistake', () => {
  it.for([
    ['expect(promise)', 'it was given a promise. Await it first'],
    ['expect(socket)', 'it was given a WebSocket'],
    ['expect(string)', 'it was given neither a mock nor a client'],
    ['client() without await', 'client.send is not a function'],
    ['times: -1', 'times is -1. Give a whole number, 0 or more, or { min, max }'],
    ['times: { min: 2, max: 1 }', 'times is {"min":2,"max":1}'],
    ["timeoutMs: '5'", 'timeoutMs is "5". Give a number of ms, 0 or more'],
    ['timeout: 5', 'there is no option "timeout". Use times, after, timeoutMs'],
    ['after: undefined entry', 'after is neither an entry nor a seq'],
    ['forMs: -1', 'forMs is -1. Give a number of ms, 0 or more'],
    ['toHaveReceivedInOrder of one', 'there is no list of messages'],
    ['toHaveJoined(1)', 'the group is not a string'],
    ["toHaveClosed('bye')", 'toHaveClosed()'],
    ['not.toMatchTranscript', 'a snapshot cannot be negated'],
    ['use() without an action', "rules[0], on('x'), has no action"],
    ['send() to nobody', 'nobody is connected. Wait for the client first'],
    ['close(999)', '999 is not a close code that may be sent'],
    ['a snapshot with the global expect', 'the global expect does not know which test it is in'],
  ] as const)('gets a sentence at its line: %s', ([name, sentence]) => {
    const failure = failureOf('mistakes', name)
    expect(failure).toContain(sentence)
    expect(failure).toMatch(/mistakes\.test\.ts:\d+/)
  })
})

describe('explore', () => {
  it('fails the test with the shortest conversation, at the line that called it', async () => {
    const failure = failureOf('exploring', 'a promise is broken')
    expect(failure).toContain('own "1" was broadcast at #5, and alice never received it')
    expect(failure).toContain("alice.send('say', { room: 'a', id: '1' }),")
    const [, first = ''] = /^ {4}at (.*)$/m.exec(failure) ?? []
    expect(first).toContain(await line('exploring', 'explored'))
  })
})
