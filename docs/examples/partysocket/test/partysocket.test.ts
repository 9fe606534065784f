import { on, onConnect } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { PartySocket, type PartySocketOptions } from 'partysocket'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const partyMock = setupWsMock('wss://party.example.com/parties/:party/:room', [
  on('ping').reply('pong'),
  on(/^note /).drop(),
])

// What partysocket waits for: the defaults it documents.
const FIRST_RETRY_MS = 3_000
const CONNECTION_TIMEOUT_MS = 4_000
const MIN_UPTIME_MS = 5_000

const open: PartySocket[] = []

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  for (const party of open.splice(0)) party.close()
  vi.useRealTimers()
})

/** A socket that has begun to connect. */
async function openParty(options: Partial<PartySocketOptions> = {}) {
  const party = new PartySocket({ host: 'party.example.com', room: 'lobby', ...options })
  open.push(party)
  const received: unknown[] = []
  party.addEventListener('message', ({ data }: MessageEvent<unknown>) => received.push(data))
  await pass(0)
  return { party, received }
}

/** Lets time go by, and what is on its way arrive. */
async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
  await partyMock.drain()
}

const attempts = (): number =>
  partyMock.transcript.entries.filter(({ kind }) => kind === 'open' || kind === 'reject').length

describe('a party', () => {
  it('is joined by its URL, with the id of the client', async () => {
    const { party } = await openParty({ id: 'alice' })
    const client = await partyMock.client()
    expect(client.params).toEqual({ party: 'main', room: 'lobby' })
    expect(client.query).toEqual({ _pk: 'alice' })
    expect(party.readyState).toBe(PartySocket.OPEN)
  })

  it('answers', async () => {
    const { party, received } = await openParty()
    expect(party.send('ping')).toBe(true)
    await partyMock.drain()
    expect(received).toEqual(['pong'])
  })

  it('is left for good with close()', async () => {
    const { party } = await openParty()
    const client = await partyMock.client()
    party.close(1000, 'bye')
    await expect(client).toHaveClosed({ code: 1000, reason: 'bye' })
    await pass(60_000)
    expect(attempts()).toBe(1)
  })
})

describe('a connection that is lost', () => {
  it('is made again after three seconds', async () => {
    await openParty()
    const lost = await partyMock.client()
    lost.cut()
    await pass(FIRST_RETRY_MS - 1)
    expect(attempts()).toBe(1)
    await pass(1)
    expect(attempts()).toBe(2)
    const back = await partyMock.client()
    expect(back.query).toEqual(lost.query)
  })

  it('brings what was sent meanwhile, in order, before anything else', async () => {
    const { party } = await openParty({ id: 'alice' })
    const lost = await partyMock.client()
    lost.close(1012, 'restarting')
    await partyMock.drain()
    party.addEventListener('open', () => party.send('note 3'))
    expect([party.send('note 1'), party.send('note 2')]).toEqual([false, false])

    await pass(FIRST_RETRY_MS)
    const back = await partyMock.client()
    for (const note of ['note 1', 'note 2', 'note 3']) await expect(back).toHaveSent(note, { times: 1 })
    await expect(lost).not.toHaveSent(/^note /)
    await expect(back).toMatchTranscript()
  })

  it('loses and repeats nothing over several drops', async () => {
    const { party } = await openParty()
    const drops = [
      () => partyMock.clients[0]?.cut(),
      () => partyMock.close(1012, 'restarting'),
      () => partyMock.close(1001, 'going away'),
      () => partyMock.clients[0]?.cut(),
    ]
    for (const [index, drop] of drops.entries()) {
      party.send(`note ${index}: before the drop`)
      await partyMock.drain()
      drop()
      await partyMock.drain()
      party.send(`note ${index}: after the drop`)
      // Longer than the connection has to stand for the back-off to begin afresh.
      await pass(FIRST_RETRY_MS)
      await pass(MIN_UPTIME_MS)
    }
    const notes = partyMock.transcript.entries.flatMap((entry) =>
      entry.kind === 'message' ? [entry.payload] : [],
    )
    expect(notes).toEqual(
      drops.flatMap((_, index) => [`note ${index}: before the drop`, `note ${index}: after the drop`]),
    )
    expect(attempts()).toBe(5)
  })

  it('is given up where the app says so for its code', async () => {
    await openParty({ shouldReconnectOnClose: ({ code }) => code !== 4401 })
    partyMock.close(4401, 'expired')
    await pass(60_000)
    expect(attempts()).toBe(1)
  })
})

describe('a server that refuses', () => {
  it('is tried less and less often, up to the longest delay', async () => {
    partyMock.use(onConnect().reject(503))
    await openParty({
      minReconnectionDelay: 1_000,
      reconnectionDelayGrowFactor: 2,
      maxReconnectionDelay: 8_000,
    })
    let expected = 1
    for (const delayMs of [1_000, 2_000, 4_000, 8_000, 8_000]) {
      await pass(delayMs - 1)
      expect(attempts()).toBe(expected)
      await pass(1)
      expect(attempts()).toBe(++expected)
    }
  })

  it('gets what was sent in the meantime as soon as it accepts', async () => {
    partyMock.use(onConnect().reject(503))
    const { party, received } = await openParty()
    party.send('ping')
    await pass(FIRST_RETRY_MS)
    expect([attempts(), received]).toEqual([2, []])

    partyMock.use(onConnect().accept())
    await pass(FIRST_RETRY_MS * 1.3)
    expect([attempts(), received]).toEqual([3, ['pong']])
  })

  it('is left alone after the retries it was given', async () => {
    partyMock.use(onConnect().reject(503))
    await openParty({ maxRetries: 2 })
    await pass(60_000)
    expect(attempts()).toBe(3)
  })
})

describe('a server that never answers', () => {
  it('is given up after the connection timeout, and tried again', async () => {
    partyMock.use(onConnect().halfOpen())
    const { party } = await openParty()
    const problems: unknown[] = []
    party.addEventListener('error', ({ message }) => problems.push(message))
    expect(party.readyState).toBe(PartySocket.CONNECTING)

    await pass(CONNECTION_TIMEOUT_MS)
    expect(problems).toEqual(['TIMEOUT'])

    partyMock.use(onConnect().accept())
    await pass(FIRST_RETRY_MS)
    expect(party.readyState).toBe(PartySocket.OPEN)
  })
})
