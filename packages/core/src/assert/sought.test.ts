// How a matcher's words are read: names of the contract, patterns, groups.
import { describe, expect, it } from 'vitest'
import { contract, compiledOf } from '../contract/contract.ts'
import { typed } from '../contract/typed.ts'
import { describeSought, groupIn, NamedPattern, soughtIn, soughtList } from './sought.ts'

const inWords = {
  contract: compiledOf(
    'a test',
    contract('chat', {
      url: '/rooms',
      clientToServer: { subscribe: typed<{ room: string }>(), say: typed<{ text: string }>() },
      serverToClient: { said: typed<{ text: string }>() },
      groups: { room: { join: { by: 'subscribe', key: 'room' } } },
    }),
  ),
}
const plain = { contract: undefined }
const read = (observed: typeof inWords | typeof plain, ...args: readonly unknown[]) =>
  soughtIn('toHaveSent()', observed, 'clientToServer', args)

describe('soughtIn', () => {
  it('takes a name of the contract for its message, with a pattern and options behind', () => {
    const [sought, options] = read(inWords, 'say', { text: 'hi' }, { times: 1 })
    expect(sought).toBeInstanceOf(NamedPattern)
    expect(describeSought(sought)).toBe("'say', { text: 'hi' }")
    expect(options).toEqual({ times: 1 })
    expect(describeSought(read(inWords, 'say')[0])).toBe("'say'")
  })

  it('takes everything else for a pattern', () => {
    expect(read(plain, 'say', { times: 1 })).toEqual(['say', { times: 1 }])
    expect(read(inWords, { text: 'hi' }, { times: 1 })).toEqual([{ text: 'hi' }, { times: 1 }])
    expect(read(inWords, 'ping', { after: 3 })).toEqual(['ping', { after: 3 }])
    expect(read(inWords)).toEqual([undefined, undefined])
  })

  it('refuses a name that the contract does not have where a pattern stands beside it', () => {
    expect(() => read(inWords, 'sey', { text: 'hi' })).toThrow(
      "toHaveSent(): chat has no message 'sey' that clients send. Use one of subscribe, say.",
    )
    expect(() => read(inWords, 'said', { text: 'hi' })).toThrow("no message 'said' that clients send")
  })

  it('tells the named message from others, and where it differs', () => {
    const [sought] = read(inWords, 'say', { text: 'hi' })
    const misfit = (payload: string) => (sought instanceof NamedPattern ? sought.misfit(payload) : undefined)
    expect(misfit('{"type":"say","text":"hi"}')).toBeUndefined()
    expect(misfit('{"type":"say","text":"ho"}')).toEqual({
      isOther: false,
      mismatches: [{ path: ['text'], expected: "'hi'", actual: 'ho' }],
    })
    expect(misfit('{"type":"subscribe","text":"hi"}')).toEqual({
      isOther: true,
      mismatches: [{ path: [], expected: "the message 'say'", actual: 'subscribe' }],
    })
  })
})

describe('soughtList', () => {
  it('reads names, pairs of a name and a pattern, and patterns', () => {
    const list = soughtList('a test', inWords, 'serverToClient', [
      'said',
      ['said', { text: 'hi' }],
      { text: 'ho' },
    ])
    expect(list.map(describeSought)).toEqual(["'said'", "'said', { text: 'hi' }", "{ text: 'ho' }"])
    expect(soughtList('a test', plain, 'serverToClient', [['said', 1]])).toEqual([['said', 1]])
  })
})

describe('groupIn', () => {
  it('is the name of a group of a kind, and refuses kinds that there are not', () => {
    expect(groupIn('a test', inWords, ['room', 'lobby'])).toBe('room/lobby')
    expect(groupIn('a test', plain, 'lobby')).toBe('lobby')
    expect(() => groupIn('a test', inWords, ['rooms', 'lobby'])).toThrow("no groups of the kind 'rooms'")
  })
})
