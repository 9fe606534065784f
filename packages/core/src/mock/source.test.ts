import { describe, expect, it } from 'vitest'
import { mock } from './definition.ts'
import { on } from './rule.ts'
import { definitionOf, type MockCollection } from './source.ts'

const loosely = (value: unknown): never => value as never
const endpoint = (path: string) => ({ path, mock: mock([on('where').reply(path)], { unmatched: 'error' }) })
const collection = (...paths: readonly string[]): MockCollection => ({
  text: 'chat.mock.yaml',
  endpoints: paths.map(endpoint),
})
const chosen = (...args: Parameters<typeof definitionOf> extends [string, ...infer Rest] ? Rest : never) => {
  const { rules } = definitionOf('mockWs()', ...args)
  const [rule] = typeof rules === 'function' ? rules() : rules
  const [action] = rule?.actions ?? []
  return action?.do === 'send' ? action.message : undefined
}

describe('definitionOf', () => {
  it('takes rules and definitions as they are, and puts the options given here before theirs', () => {
    const definition = mock([], { unmatched: 'error', seed: 3 })
    expect(definitionOf('mockWs()', definition, undefined, { seed: 4 }).options).toEqual({
      unmatched: 'error',
      seed: 4,
    })
    expect(definitionOf('mockWs()', [], undefined, { seed: 4 }).options).toEqual({ seed: 4 })
  })

  it('takes the only mock of a collection, whatever the URL', () => {
    expect(chosen(collection('/chat'), 'wss://elsewhere.example.com/')).toBe('/chat')
    expect(chosen(collection('/chat'), /chat/)).toBe('/chat')
  })

  it('takes the one for the path of the URL: as it is written first, then as it matches', () => {
    const several = collection('/rooms/:room', '/rooms/lobby', '/')
    expect(chosen(several, 'wss://chat.example.com/rooms/:room')).toBe('/rooms/:room')
    expect(chosen(several, 'wss://chat.example.com/rooms/lobby')).toBe('/rooms/lobby')
    expect(chosen(several, '/rooms/kitchen')).toBe('/rooms/:room')
    expect(chosen(several, 'wss://chat.example.com')).toBe('/')
  })

  it('refuses to guess', () => {
    const several = collection('/chat', '/news')
    expect(() => definitionOf('mockWs(/x)', several, '/x')).toThrow(
      'mockWs(/x): chat.mock.yaml has several endpoints, and none for /x. Use a URL with one of the paths /chat, /news.',
    )
    expect(() => definitionOf('simulate()', several)).toThrow('and none is named')
    expect(() => definitionOf('mockWs()', collection())).toThrow('chat.mock.yaml has no endpoint')
    expect(() => definitionOf('mockWs()', loosely('rules'))).toThrow(
      'the mock is neither rules nor mock(rules)',
    )
  })
})
