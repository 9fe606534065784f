import { describe, expect, it } from 'vitest'
import { text } from '../match/matchers/text.ts'
import { on } from '../mock/rule.ts'
import type { UserSource } from '../mock/user.ts'
import { timeline } from '../views/timeline.ts'
import { mockWs, type MockWsOptions, type ScopedWsMock } from './mock-ws.ts'

/** What a socket was told, oldest first, and `closed <code>` at its end. */
function dial(path: string): readonly string[] {
  const socket = new WebSocket(`ws://app.test${path}`)
  const heard: string[] = []
  socket.addEventListener('message', ({ data }) => heard.push(String(data)))
  socket.addEventListener('close', ({ code }) => heard.push(`closed ${code}`))
  return heard
}

const byQuery: UserSource = { query: 'user' }

const rules = [
  on({ join: text() }).join(({ message }) => message.join),
  on({ tell: text(), say: text() }).broadcast(({ message }) => message.say, {
    user: ({ message }) => message.tell,
  }),
]

async function connected(paths: readonly string[], options: MockWsOptions = { user: byQuery }) {
  const mock = await mockWs('ws://app.test/*', rules, options)
  const heard = paths.map(dial)
  for (const _ of paths) await mock.client()
  return { mock, heard }
}

/** Two connections of ada, one of bob, one of nobody; ada's second is on another path. */
const four = ['/ws/chat?user=ada', '/ws/news?user=ada', '/ws/chat?user=bob', '/ws/chat']

const names = (mock: ScopedWsMock, ...filter: Parameters<ScopedWsMock['where']>) =>
  mock.where(...filter).clients.map(({ name }) => name)

describe('broadcast', () => {
  it('refuses an audience that would reach others than are meant', async () => {
    const { mock, heard } = await connected(four)
    await using _mock = mock
    const say = (audience: unknown) => () => mock.broadcast('psst', audience as { readonly group: string })
    expect(say({ grup: 'lobby' })).toThrow(
      'broadcast(): there is no option "grup". Use client, clients, group, groups, user, users, path, except.',
    )
    expect(say('lobby')).toThrow('broadcast(): the audience is "lobby". Give an object: { group: "lobby" }.')
    expect(say({ group: 'lobby', groups: ['kitchen'] })).toThrow('Put all of them in groups')
    expect(say({ except: 'sender' })).toThrow('nobody sends outside of a rule. Name a client')
    await mock.drain()
    expect(heard.flat()).toEqual([])
  })
})

describe('where', () => {
  it('finds connections by name, user, group and path', async () => {
    const { mock } = await connected(four)
    await using _mock = mock
    mock.clients[3]!.join('lobby')
    mock.clients[0]!.join('lobby')
    expect(names(mock, { client: 'client-2' })).toEqual(['client-2'])
    expect(names(mock, { clients: ['client-4', mock.clients[1]!] })).toEqual(['client-2', 'client-4'])
    expect(names(mock, { user: 'ada' })).toEqual(['client-1', 'client-2'])
    expect(names(mock, { users: ['bob', 'ada'] })).toEqual(['client-1', 'client-2', 'client-3'])
    expect(names(mock, { group: 'lobby' })).toEqual(['client-4', 'client-1'])
    expect(names(mock, { path: '/ws/chat' })).toEqual(['client-1', 'client-3', 'client-4'])
    expect(names(mock, { path: '/ws/:channel' })).toHaveLength(4)
    expect(names(mock, { path: '/ws/chat/' })).toEqual([])
    expect(names(mock, { path: '/ws/chat', except: 'client-3' })).toEqual(['client-1', 'client-4'])
  })

  it('takes those for whom every field holds, and nobody for an empty list', async () => {
    const { mock } = await connected(four)
    await using _mock = mock
    expect(names(mock, { user: 'ada', path: '/ws/chat' })).toEqual(['client-1'])
    expect(names(mock, { user: 'ada', client: 'client-3' })).toEqual([])
    expect(names(mock, { user: 'ada', users: ['bob'] })).toEqual([])
    expect(names(mock, { users: [] })).toEqual([])
    expect(names(mock, { clients: [] })).toEqual([])
    expect(names(mock, { groups: [] })).toEqual([])
  })

  it('sends to those and closes those, and nobody else', async () => {
    const { mock, heard } = await connected(four)
    await using _mock = mock
    const ada = mock.where({ user: 'ada' })
    ada.send('hi ada')
    mock.where({ path: '/ws/chat' }).close(4000, 'moved')
    mock.where({ users: [] }).close()
    await mock.drain()
    expect(heard).toEqual([['hi ada', 'closed 4000'], ['hi ada'], ['closed 4000'], ['closed 4000']])
    expect(ada.clients.map(({ name }) => name)).toEqual(['client-2'])
  })

  it('records what it sends as one broadcast that says to whom', async () => {
    const { mock } = await connected(four)
    await using _mock = mock
    mock.where({ user: 'ada' }).send('a')
    mock.broadcast('b', { path: '/ws/chat', users: ['ada', 'bob'] })
    mock.where({ clients: ['client-4'] }).send('c')
    await mock.drain()
    const broadcasts = mock.transcript.entries.filter(({ kind }) => kind === 'broadcast')
    expect(broadcasts).toMatchObject([
      { users: ['ada'], recipients: ['client-1', 'client-2'] },
      { users: ['ada', 'bob'], path: '/ws/chat', recipients: ['client-1', 'client-3'] },
      { clients: ['client-4'], recipients: ['client-4'] },
    ])
    const drawn = timeline(mock.transcript)
    expect(drawn).toContain('broadcast to user ada (client-1, client-2)')
    expect(drawn).toContain('broadcast to users ada and bob on /ws/chat (client-1, client-3)')
    expect(drawn).toContain('broadcast to client-4 (client-4)')
  })

  it('refuses a filter that says nothing, and fields and names that are none', async () => {
    await using mock = await mockWs('ws://app.test/')
    expect(() => mock.where({})).toThrow('it says nothing about whom it means')
    expect(() => mock.where({ user: undefined })).toThrow('it says nothing')
    expect(() => mock.where({ usr: 'ada' } as object)).toThrow('there is no option "usr". Use client')
    expect(() => mock.where({ path: 'chat' })).toThrow("Begin it with '/'")
    expect(() => mock.where({ users: 'ada' as never })).toThrow(
      'users is not a list. Give an array, or use user',
    )
    expect(() => mock.where({ user: 'ada' }).close(999)).toThrow('where().close(999)')
  })
})

describe('users', () => {
  it('lists the connections of each, in the order they came', async () => {
    const { mock, heard } = await connected(four)
    await using _mock = mock
    const list = () => mock.users.map(({ name, clients }) => [name, clients.map((each) => each.name)])
    expect(list()).toEqual([
      ['ada', ['client-1', 'client-2']],
      ['bob', ['client-3']],
    ])
    mock.where({ user: 'bob' }).close()
    await mock.drain()
    expect(list()).toEqual([['ada', ['client-1', 'client-2']]])
    expect(heard[2]).toEqual(['closed 1000'])
  })

  it('are addressed by rules too', async () => {
    const { mock, heard } = await connected(four)
    await using _mock = mock
    const socket = new WebSocket('ws://app.test/ws/chat')
    socket.addEventListener('open', () => socket.send(JSON.stringify({ tell: 'ada', say: 'psst' })))
    await mock.client()
    await mock.drain()
    expect(heard).toEqual([['psst'], ['psst'], [], []])
  })

  it('are found by a function, and by a rule that learns it later', async () => {
    const { mock } = await connected(['/ws/ada', '/ws/bob'], {
      user: ({ url }) => new URL(url).pathname.slice(4),
    })
    await using _mock = mock
    expect(mock.users.map(({ name }) => name)).toEqual(['ada', 'bob'])
    mock.clients[0]!.user = 'carol'
    expect(names(mock, { user: 'carol' })).toEqual(['client-1'])
  })

  it('refuses a source that is none, and reports a function that throws or returns no name', async () => {
    const refused = (user: unknown) => mockWs('ws://app.test/', [], { user: user as UserSource })
    await expect(refused('X-User')).rejects.toThrow(
      'user is "X-User". Say where the handshake names the user',
    )
    await expect(refused({ headers: 'X-User' })).rejects.toThrow('Say where')
    const end = async (user: UserSource) => {
      await using _mock = await mockWs('ws://app.test/', [], { user })
      await new Promise((resolve) => {
        new WebSocket('ws://app.test/').addEventListener('close', resolve)
      })
    }
    await expect(
      end(() => {
        throw new Error('boom')
      }),
    ).rejects.toThrow('boom')
    await expect(end(() => 7 as never)).rejects.toThrow('the function returned 7')
  })
})
