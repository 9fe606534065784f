import { type IncomingHttpHeaders, request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { connectWs } from '@parley-ws/core/node'
import { folderWith, type Running, start } from '../../test/parley.ts'

const yaml = `parley: 1
endpoints:
  - path: /rooms/:room
    user: { header: X-User }
    rules:
      - onConnect: true
        do: [{ join: '{{params.room}}' }]
      - on: ping
        do: [{ reply: pong }]
  - path: /news
    rules: [{ on: x, do: [{ reply: y }] }]
`

interface Answered {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
}

type Ask = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answered>

/** Node's own client: fetch sends no Origin and no Host of one's own. */
function asker(port: string, token: string): Ask {
  return (method, path, body, headers = {}) =>
    new Promise((resolve, reject) => {
      const authorization = { authorization: `Bearer ${token}` }
      request(
        { host: '127.0.0.1', port, method, path, headers: { ...authorization, ...headers } },
        (response) => {
          let text = ''
          response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
          response.on('end', () => {
            const isJson = response.headers['content-type']?.includes('json') === true
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: isJson ? (JSON.parse(text) as unknown) : text,
            })
          })
        },
      )
        .on('error', reject)
        .end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body))
    })
}

interface Administered extends AsyncDisposable {
  readonly serving: Running
  readonly base: string
  readonly ask: Ask
}

async function administered(...more: readonly string[]): Promise<Administered> {
  const folder = await folderWith({ 'chat.mock.yaml': yaml })
  const serving = start(['serve', folder.file('chat.mock.yaml'), '--admin', ...more])
  const [, port = '', token = ''] = await serving.printed(
    /admin API at http:\/\/127\.0\.0\.1:(\d+).*?(?:, token (\S+))?$/m,
  )
  return {
    serving,
    base: `ws://127.0.0.1:${port}`,
    ask: asker(port, token),
    async [Symbol.asyncDispose]() {
      await serving[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}

const as = (user: string) => ({ headers: { 'X-User': user, 'User-Agent': `${user}'s` } })

describe('the admin API', () => {
  it('is not there unless asked for', async () => {
    await using folder = await folderWith({ 'chat.mock.yaml': yaml })
    await using serving = start(['serve', folder.file('chat.mock.yaml')])
    const { port } = new URL(await serving.url())
    expect((await asker(port, 'x')('GET', '/_parley/connections')).status).toBe(404)
  })

  it('lists connections, and sends to one, a user, a group, a path, or all', async () => {
    await using api = await administered()
    await using ada = await connectWs(`${api.base}/rooms/tea`, as('ada'))
    await using bob = await connectWs(`${api.base}/rooms/tea`, as('bob'))
    await using eve = await connectWs(`${api.base}/news`)
    const { body } = await api.ask('GET', '/_parley/connections')
    const ofRoom = { mock: '/rooms/:room', path: '/rooms/tea', groups: ['tea'] }
    expect(body).toMatchObject({
      connections: [
        { client: 'client-1', user: 'ada', userAgent: "ada's", ...ofRoom },
        { client: 'client-2', user: 'bob', ...ofRoom },
        { client: 'client-1', mock: '/news', path: '/news', groups: [] },
      ],
    })
    const send = async (to: unknown, message: unknown, mock?: string) =>
      (await api.ask('POST', '/_parley/send', { to, message, mock })).body
    expect(await send({ user: 'ada' }, 'to a user')).toEqual({ sent: 1 })
    expect(await send({ client: 'client-2' }, { to: 'a client' }, '/rooms/:room')).toEqual({ sent: 1 })
    expect(await send({ group: 'tea', except: 'client-1' }, 'to a group')).toEqual({ sent: 1 })
    expect(await send({ path: '/news' }, { $bytes: 'AP8=' })).toEqual({ sent: 1 })
    expect(await send({ all: true }, 'to all')).toEqual({ sent: 3 })
    expect(await send({ users: [] }, 'to nobody')).toEqual({ sent: 0 })
    const heard = async (client: typeof ada, count: number) => {
      const all: unknown[] = []
      // oxlint-disable-next-line eslint/no-await-in-loop -- in the order of their coming
      for (let index = 0; index < count; index++) all.push((await client.next()) as unknown)
      return all
    }
    expect(await heard(ada, 2)).toMatchObject([
      { frame: { payload: 'to a user' } },
      { frame: { payload: 'to all' } },
    ])
    expect(await heard(bob, 3)).toMatchObject([
      { frame: { payload: '{"to":"a client"}' } },
      { frame: { payload: 'to a group' } },
      { frame: { payload: 'to all' } },
    ])
    expect(await heard(eve, 2)).toMatchObject([
      { frame: { opcode: 'binary', payload: Uint8Array.of(0, 255) } },
      { frame: { payload: 'to all' } },
    ])
  })

  it('closes those who are meant, and nobody where nobody is named', async () => {
    await using api = await administered()
    await using ada = await connectWs(`${api.base}/rooms/tea`, as('ada'))
    await using bob = await connectWs(`${api.base}/rooms/tea`, as('bob'))
    for (const to of [undefined, {}, { all: false }, { usr: 'ada' }, { user: 1 }]) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one server
      expect((await api.ask('POST', '/_parley/close', { to })).status).toBe(400)
    }
    const close = { to: { user: 'ada' }, code: 4001, reason: 'elsewhere' }
    expect((await api.ask('POST', '/_parley/close', close)).body).toEqual({ closed: 1 })
    expect(await ada.next()).toEqual({ on: 'closed', code: 4001, reason: 'elsewhere' })
    expect((await api.ask('POST', '/_parley/close', { to: { user: 'bob' }, code: 999 })).status).toBe(400)
    bob.send('ping')
    expect(await bob.next()).toMatchObject({ frame: { payload: 'pong' } })
  })

  it('puts rules before all others, takes them away, and hands out the transcript', async () => {
    await using api = await administered()
    await using ada = await connectWs(`${api.base}/rooms/tea`)
    const rules = [{ on: 'ping', do: [{ reply: 'ouch' }] }]
    const used = await api.ask('POST', '/_parley/rules', { rules, mock: '/rooms/:room' })
    expect(used.body).toEqual({ used: 1, mocks: ['/rooms/:room'] })
    ada.send('ping')
    expect(await ada.next()).toMatchObject({ frame: { payload: 'ouch' } })
    const wrong = await api.ask('POST', '/_parley/rules', { rules: [{ on: 'ping', do: [{ repy: 'x' }] }] })
    expect(wrong.status).toBe(400)
    expect(JSON.stringify(wrong.body)).toContain('Did you mean')
    await api.ask('DELETE', '/_parley/rules')
    ada.send('ping')
    expect(await ada.next()).toMatchObject({ frame: { payload: 'pong' } })
    const { body } = await api.ask('GET', '/_parley/transcript?mock=/rooms/:room&after=2')
    const { entries } = body as { entries: { payload?: string }[] }
    expect(entries.map(({ payload }) => payload)).toEqual(['ping', 'ouch', 'ping', 'pong'])
  })

  it('takes events as those of Moleculer: data for everybody on a path', async () => {
    await using api = await administered()
    await using ada = await connectWs(`${api.base}/news`)
    const event = { path: '/news', data: { price: 1 } }
    expect((await api.ask('POST', '/_parley/events', event)).body).toEqual({ sent: 1 })
    expect(await ada.next()).toMatchObject({ frame: { payload: '{"price":1}' } })
  })

  it('refuses a wrong token, a foreign origin, a foreign name, and bodies that are none', async () => {
    await using api = await administered()
    const list = async (headers: Readonly<Record<string, string>>) =>
      (await api.ask('GET', '/_parley/connections', undefined, headers)).status
    const host = api.base.slice('ws://'.length)
    expect(await list({})).toBe(200)
    expect(await list({ authorization: 'Bearer wrong' })).toBe(401)
    expect(await list({ authorization: '' })).toBe(401)
    expect(await list({ origin: 'https://evil.example' })).toBe(403)
    expect(await list({ origin: 'null' })).toBe(403)
    expect(await list({ origin: `http://${host}` })).toBe(200)
    expect(await list({ host: 'evil.example' })).toBe(403)
    expect((await api.ask('POST', '/_parley/send', '{')).status).toBe(400)
    expect((await api.ask('POST', '/_parley/send', '[]')).status).toBe(400)
    expect((await api.ask('POST', '/_parley/send', ' '.repeat(1024 * 1024 + 1))).status).toBe(413)
    expect((await api.ask('PUT', '/_parley/send', {})).status).toBe(405)
    expect((await api.ask('GET', '/_parley/nothing')).status).toBe(404)
    await using ada = await connectWs(`${api.base}/rooms/tea`)
    ada.send('ping')
    expect(await ada.next()).toMatchObject({ frame: { payload: 'pong' } })
  })

  it('refuses what is misspelt, which would mean more than was asked for, and values that are none', async () => {
    await using api = await administered()
    const { ask } = api
    const refused = async (...asked: Parameters<Ask>): Promise<unknown> => {
      const { status, body } = await ask(...asked)
      expect(status).toBe(400)
      return body
    }
    const rules = [{ on: 'x', do: [{ reply: 'y' }] }]
    expect(await refused('POST', '/_parley/rules', { rules, mok: '/news' })).toEqual({
      error: 'There is no "mok" in POST /_parley/rules. Use rules, mock.',
    })
    expect(await refused('DELETE', '/_parley/rules?mok=/news')).toMatchObject({
      error: expect.stringContaining('"mok"') as unknown,
    })
    const to = { all: true }
    expect(await refused('POST', '/_parley/send', { to, message: { $bytes: '!!' } })).toMatchObject({
      error: expect.stringContaining('base64') as unknown,
    })
    expect(await refused('GET', '/_parley/transcript?mock=/news&after=first')).toMatchObject({
      error: expect.stringContaining('"after" has to be the number of an entry') as unknown,
    })
  })

  it('is described by its OpenAPI document, every route of it', async () => {
    await using api = await administered()
    const { body } = await api.ask('GET', '/_parley/openapi.json')
    const { paths } = body as { paths: Record<string, Record<string, unknown>> }
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const { body: refusal } = await api.ask('GET', '/_parley/nothing')
    const there = [
      ...JSON.stringify(refusal).matchAll(/(?:GET|POST|DELETE) \/_parley\/[a-z]+(?:\.json)?/g),
    ].map(String)
    const routes = there.filter((route) => !/openapi|nothing/.test(route))
    expect(described.toSorted()).toEqual(routes.toSorted())
  })

  it('has a status page that holds no data and needs no token, and is for no other origin', async () => {
    await using api = await administered()
    await using ada = await connectWs(`${api.base}/rooms/tea`, as('ada'))
    const open = (headers: Readonly<Record<string, string>> = {}) =>
      api.ask('GET', '/_parley/status', undefined, { authorization: '', ...headers })
    const { status, headers, body } = await open()
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    expect(headers['set-cookie']).toBeUndefined()
    const policy = headers['content-security-policy']
    expect(policy).toMatch(/default-src 'none'; script-src 'sha256-\S+' 'sha256-\S+';/)
    expect(policy).toContain(
      "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
    expect(body).not.toMatch(/ada|tea|https?:\/\//)
    const [, token = ''] = await api.serving.printed(/status page at \S+\/_parley\/status#token=(\S+)/)
    expect(body).not.toContain(token)
    expect((await api.ask('GET', '/_parley/connections')).status).toBe(200)
    expect((await open({ origin: 'https://evil.example' })).status).toBe(403)
    expect((await open({ host: 'evil.example' })).status).toBe(403)
    expect((await api.ask('POST', '/_parley/status', {}, { authorization: '' })).status).toBe(401)
    ada.send('ping')
    expect(await ada.next()).toMatchObject({ frame: { payload: 'pong' } })
  })

  it('does not print a link with a token of your own', async () => {
    await using api = await administered('--admin-token', 'secret')
    await api.serving.printed(/status page at \S+\/_parley\/status$/m)
    expect(api.serving.stdout).not.toContain('secret')
  })

  it('draws the timeline: of the first mock or the one that is named, and not again what is known', async () => {
    await using api = await administered()
    await using ada = await connectWs(`${api.base}/rooms/tea`)
    ada.send('ping')
    await ada.next()
    const draw = async (query = '') =>
      (await api.ask('GET', `/_parley/timeline${query}`)).body as Readonly<Record<string, unknown>>
    const whole = await draw()
    const mocks = ['/rooms/:room', '/news']
    expect(whole).toMatchObject({ mock: '/rooms/:room', mocks, entries: 4, shown: 4, upTo: 4 })
    expect(whole['page']).toContain('pong')
    expect(await draw('?after=4')).not.toHaveProperty('page')
    expect(await draw('?after=9')).toHaveProperty('page')
    expect(await draw('?mock=/news')).toMatchObject({ mock: '/news', entries: 0, upTo: 0 })
    const wrong = { authorization: 'Bearer wrong' }
    expect((await api.ask('GET', '/_parley/timeline', undefined, wrong)).status).toBe(401)
    expect((await api.ask('GET', '/_parley/timeline?mock=/none')).status).toBe(404)
    for (let count = 0; count < 600; count++) ada.send('ping')
    // oxlint-disable-next-line eslint/no-await-in-loop -- the answers come in order
    for (let count = 0; count < 600; count++) await ada.next()
    const long = await draw()
    expect(long).toMatchObject({ entries: 1204, shown: 1000, upTo: 1204 })
    expect(long['page']).not.toContain('"seq":204,')
    expect(long['page']).toContain('"seq":205,')
  })

  it('speaks as Olares does on its routes: a close that names nobody closes nobody', async () => {
    await using api = await administered('--olares')
    await using ada = await connectWs(`${api.base}/rooms/tea`, as('ada'))
    const success = { code: 0, message: 'success' }
    const post = async (name: string, body: unknown) =>
      (await api.ask('POST', `/tapr/ws/conn/${name}`, body)).body
    expect(await post('close', {})).toEqual(success)
    expect(await post('close', { conns: [], users: [] })).toEqual(success)
    expect(await post('send', { payload: 'to nobody' })).toEqual(success)
    expect(await post('send', { payload: { event: 'x' }, users: ['ada'] })).toEqual(success)
    expect(await ada.next()).toMatchObject({ frame: { payload: '{"event":"x"}' } })
    expect((await api.ask('GET', '/tapr/ws/conn/list')).body).toEqual({
      ...success,
      data: [{ name: 'ada', conns: [{ id: 'client-1', userAgent: "ada's" }] }],
    })
    expect(await post('close', { conns: ['client-1'] })).toEqual(success)
    expect(await ada.next()).toMatchObject({ on: 'closed', code: 1000 })
  })
})
