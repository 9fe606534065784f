import { describe, expect, it } from 'vitest'
import { Stage } from '../../test/stage.ts'
import { onConnect } from './rule.ts'
import type { UserSource } from './user.ts'

function userOfOne(user: UserSource, headers: Record<string, string> = {}): string | undefined {
  const stage = new Stage([], { user })
  stage.connect({ url: 'ws://app.test/rooms/lobby?name=ada&name=bob', headers }, { room: 'lobby' })
  return stage.host.clients[0]?.user
}

describe('user', () => {
  it('is read from a header, a cookie, the query or the path', () => {
    expect(userOfOne({ header: 'X-BFL-USER' }, { 'x-bfl-user': 'ada' })).toBe('ada')
    expect(userOfOne({ cookie: 'session' }, { cookie: 'theme=dark; session=ada' })).toBe('ada')
    expect(userOfOne({ query: 'name' })).toBe('ada')
    expect(userOfOne({ param: 'room' })).toBe('lobby')
  })

  it('is nobody where the handshake does not say', () => {
    expect(userOfOne({ header: 'X-User' })).toBeUndefined()
    expect(userOfOne({ header: 'X-User' }, { 'x-user': '' })).toBeUndefined()
    expect(userOfOne(() => undefined)).toBeUndefined()
  })

  it('is known to the rules of the handshake', () => {
    const stage = new Stage([onConnect().reply(({ client }) => `hello ${client.user}`)], {
      user: { query: 'name' },
    })
    expect(stage.connect({ url: 'ws://app.test/?name=ada' }).got).toEqual(['hello ada'])
  })

  it('fails the test and refuses the handshake where its function throws', () => {
    const boom = new Error('boom')
    const stage = new Stage([], {
      user: () => {
        throw boom
      },
    })
    expect(stage.connect().got).toEqual(['reject 500 internal error'])
    expect(stage.reports).toEqual([{ do: 'report', severity: 'error', error: boom }])
  })
})
