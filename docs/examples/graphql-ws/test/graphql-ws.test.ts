import { on, onConnect } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { protocolRules, subscribe, subscriptionRules } from './graphql-rules.ts'
import { openClient, RETRY_MS, subscribeTo, url } from './open-client.ts'

const graphqlMock = setupWsMock(url, [...protocolRules, ...subscriptionRules])

const attempts = (): number =>
  graphqlMock.transcript.entries.filter(({ kind }) => kind === 'open' || kind === 'reject').length

describe('a subscription', () => {
  it('brings its results and completes, over the subprotocol graphql-transport-ws', async () => {
    const greetings = subscribeTo(openClient({ connectionParams: { tenant: 'acme' } }), 'Greetings')
    const client = await graphqlMock.client()
    expect(client.protocol).toBe('graphql-transport-ws')

    await expect.poll(() => greetings.isComplete).toBe(true)
    expect(greetings.data).toEqual([{ greetings: 'Hi' }, { greetings: 'Zdravo' }])
    await expect(client).toHaveSent({ type: 'connection_init', payload: { tenant: 'acme' } })
    await expect(client).toHaveClosed(1000)
    await expect(graphqlMock).toMatchTranscript()
  })

  it('ends with the errors of the server', async () => {
    const broken = subscribeTo(openClient(), 'Broken')
    await expect
      .poll(() => broken.error)
      .toMatchObject([{ message: 'Cannot query field "nothing" on type "Subscription".' }])
    expect([broken.data, broken.isComplete]).toEqual([[], false])
  })

  it('can be iterated', async () => {
    const results = openClient().iterate({
      query: 'subscription Greetings { greetings }',
      operationName: 'Greetings',
    })
    const seen: unknown[] = []
    for await (const { data } of results) seen.push(data)
    expect(seen).toEqual([{ greetings: 'Hi' }, { greetings: 'Zdravo' }])
  })
})

describe('several subscriptions', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('share one connection, each with its own results', async () => {
    const app = openClient()
    const prices = subscribeTo(app, 'Prices')
    const news = subscribeTo(app, 'News')
    const client = await graphqlMock.client()
    await expect(client).toHaveSent(subscribe('Prices'))
    await expect(client).toHaveSent(subscribe('News'))

    await vi.advanceTimersByTimeAsync(3_000)

    await expect.poll(() => prices.data).toEqual([{ price: 100 }, { price: 101 }, { price: 102 }])
    await expect.poll(() => news.data).toEqual([{ headline: 'up' }, { headline: 'down' }])
    expect(graphqlMock.clients).toEqual([client])
  })

  it('end one by one: unsubscribing sends complete and leaves the others alone', async () => {
    const app = openClient()
    const prices = subscribeTo(app, 'Prices')
    const news = subscribeTo(app, 'News')
    const client = await graphqlMock.client()
    await expect(client).toHaveSent(subscribe('News'))

    prices.unsubscribe()
    await expect(client).toHaveSent({ type: 'complete', id: 'Prices' })
    await vi.advanceTimersByTimeAsync(1_500)
    await expect.poll(() => news.data).toEqual([{ headline: 'up' }])
    await expect(client).not.toHaveReceived({ type: 'next', id: 'Prices' })
    expect(prices.isComplete).toBe(true)
    expect(client.open).toBe(true)

    news.unsubscribe()
    await expect(client).toHaveClosed(1000)
  })
})

describe('a lazy client', () => {
  it('connects for the first subscription and hangs up after the last', async () => {
    const app = openClient()
    await graphqlMock.drain()
    expect(graphqlMock.transcript.entries).toEqual([])

    const greetings = subscribeTo(app, 'Greetings')
    const first = await graphqlMock.client()
    await expect(first).toHaveClosed(1000)
    expect(greetings.isComplete).toBe(true)

    subscribeTo(app, 'Greetings')
    const second = await graphqlMock.client()
    await expect(second).toHaveSent(subscribe('Greetings'))
  })
})

describe('a client that is not lazy', () => {
  it('connects at once and stays', async () => {
    const app = openClient({ lazy: false, onNonLazyError: () => {} })
    const client = await graphqlMock.client()
    await expect(client).toHaveReceived({ type: 'connection_ack' })

    const greetings = subscribeTo(app, 'Greetings')
    await expect.poll(() => greetings.isComplete).toBe(true)
    await expect(client).not.toHaveClosed()

    await app.dispose()
    await expect(client).toHaveClosed({ code: 1000, reason: 'Normal Closure' })
  })

  it('reports why it gave up', async () => {
    graphqlMock.use(on({ type: 'connection_init' }).close(4401, 'Unauthorized'))
    const onNonLazyError = vi.fn<(problem: unknown) => void>()
    openClient({ lazy: false, onNonLazyError })
    await expect
      .poll(() => onNonLazyError.mock.calls)
      .toMatchObject([[{ code: 4401, reason: 'Unauthorized' }]])
  })
})

describe('the heartbeat', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('of the server is answered with its payload', async () => {
    openClient({ lazy: false })
    const client = await graphqlMock.client()
    await expect(client).toHaveReceived({ type: 'connection_ack' })
    client.send({ type: 'ping', payload: { at: 7 } })
    await expect(client).toHaveSent({ type: 'pong', payload: { at: 7 } }, { times: 1 })
  })

  it('of the client follows each pong after its interval', async () => {
    const pongs = vi.fn<() => void>()
    openClient({ lazy: false, keepAlive: 10_000, on: { pong: pongs } })
    const client = await graphqlMock.client()
    await expect(client).toHaveReceived({ type: 'connection_ack' })

    await vi.advanceTimersByTimeAsync(9_999)
    await expect(client).not.toHaveSent({ type: 'ping' })
    await vi.advanceTimersByTimeAsync(1)
    await expect(client).toHaveReceived({ type: 'pong' }, { times: 1 })
    await vi.advanceTimersByTimeAsync(10_000)
    await expect(client).toHaveReceived({ type: 'pong' }, { times: 2 })
    expect(pongs).toHaveBeenCalledTimes(2)
  })
})

describe('a connection that the server ends', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it.each([
    [4400, 'Invalid message'],
    [4401, 'Unauthorized'],
    [4429, 'Too many initialisation requests'],
  ])('with %i is not tried again: the subscription fails with it', async (code, reason) => {
    graphqlMock.use(on({ type: 'connection_init' }).close(code, reason))
    const greetings = subscribeTo(openClient(), 'Greetings')
    await expect.poll(() => greetings.error).toMatchObject({ code, reason, wasClean: true })

    await vi.advanceTimersByTimeAsync(60_000)
    await graphqlMock.drain()
    expect(attempts()).toBe(1)
  })

  it.each([
    [4403, 'Forbidden'],
    [1012, 'restarting'],
  ])('with %i is made again, and so is the subscription', async (code, reason) => {
    const prices = subscribeTo(openClient(), 'Prices')
    const first = await graphqlMock.client()
    await expect(first).toHaveSent(subscribe('Prices'))

    first.close(code, reason)
    await graphqlMock.drain()
    await vi.advanceTimersByTimeAsync(RETRY_MS)

    const second = await graphqlMock.client()
    await expect(second).toHaveSent(subscribe('Prices'))
    second.send({ type: 'next', id: 'Prices', payload: { data: { price: 7 } } })
    await expect.poll(() => prices.data).toEqual([{ price: 7 }])
    expect(prices.error).toBeUndefined()
  })

  it('without a close frame is made again where errors may be retried', async () => {
    const prices = subscribeTo(openClient({ shouldRetry: () => true }), 'Prices')
    const first = await graphqlMock.client()
    await expect(first).toHaveSent(subscribe('Prices'))

    first.cut()
    await graphqlMock.drain()
    await vi.advanceTimersByTimeAsync(RETRY_MS)

    const second = await graphqlMock.client()
    await expect(second).toHaveSent(subscribe('Prices'))
    expect([prices.error, attempts()]).toEqual([undefined, 2])
  })

  it('before it began fails the subscription after the attempts it has', async () => {
    graphqlMock.use(onConnect().reject(503))
    const greetings = subscribeTo(openClient({ retryAttempts: 2, shouldRetry: () => true }), 'Greetings')
    for (const expected of [1, 2, 3]) {
      await graphqlMock.drain()
      expect(attempts()).toBe(expected)
      await vi.advanceTimersByTimeAsync(RETRY_MS)
    }
    await expect.poll(() => greetings.error).toMatchObject({ type: 'error' })
    expect(attempts()).toBe(3)
  })

  it('by silence after the handshake is left with 4504', async () => {
    graphqlMock.use(on({ type: 'connection_init' }).drop())
    subscribeTo(openClient({ connectionAckWaitTimeout: 5_000 }), 'Greetings')
    const client = await graphqlMock.client()
    await expect(client).toHaveSent({ type: 'connection_init' })
    await vi.advanceTimersByTimeAsync(5_000)
    await expect(client).toHaveClosed({ code: 4504, reason: 'Connection acknowledgement timeout' })
  })
})
