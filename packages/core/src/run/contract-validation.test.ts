// Each frame of either side is checked once; what breaks the contract fails whoever caused it, also where a schema answers
// late, and never holds up or reorders what is sent.
import * as fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { nextTurn } from '../clock.ts'
import { contract } from '../contract/contract.ts'
import { jsonSchema } from '../contract/json-schema.ts'
import type { SchemaResult, StandardSchema } from '../match/standard-schema.ts'
import { mock } from '../mock/definition.ts'
import { onConnect } from '../mock/rule.ts'
import { scenario } from '../scenario/scenario.ts'
import type { ScenarioFailure } from '../scenario/report.ts'
import { drive } from './drive.ts'
import { wsMockServer } from './driven/mock-server.ts'
import { inMemoryClients } from './driven/web-socket-clients.ts'
import { mockWs } from './mock-ws.ts'
import { simulate } from './simulate.ts'

const URL = 'wss://chat.example.com/'

interface Numbered {
  readonly n: number
}

/** A schema that counts how often it is asked, and answers as it is told to. */
function schemaOf(
  answer: (value: Numbered) => SchemaResult<Numbered> | Promise<SchemaResult<Numbered>> = (value) => ({
    value,
  }),
): StandardSchema<Numbered, Numbered> & { readonly asked: () => number } {
  let asked = 0
  return {
    asked: () => asked,
    '~standard': {
      version: 1,
      vendor: 'test',
      validate(value) {
        // The contract looks once, when it is made, what an empty object lacks.
        if (Object.keys(value as object).length === 0) return { value: value as Numbered }
        asked++
        return answer(value as Numbered)
      },
    },
  }
}

const refused = (n: number): SchemaResult<Numbered> => ({ issues: [{ message: `${n} is odd`, path: ['n'] }] })
const evenOnly = ({ n }: Numbered): SchemaResult<Numbered> => (n % 2 === 0 ? { value: { n } } : refused(n))

const opened = (socket: WebSocket): Promise<unknown> =>
  new Promise((resolve) => socket.addEventListener('open', resolve))

function made(ask: StandardSchema<Numbered, Numbered>, told: StandardSchema<Numbered, Numbered>) {
  return contract('numbers', {
    url: '/',
    clientToServer: { ask },
    serverToClient: { told },
    replies: { ask: { with: 'told' } },
  })
}

describe('each frame is checked once', () => {
  it('in a simulation, on either side', async () => {
    const ask = schemaOf()
    const told = schemaOf()
    const numbers = made(ask, told)
    await simulate(
      scenario('one question', {
        contract: numbers,
        clients: ['alice'],
        steps: ({ alice }) => [alice.send('ask', { n: 1 }), alice.expect('told', { n: 1 })],
      }),
    )
    expect([ask.asked(), told.asked()]).toEqual([1, 1])
  })

  it('though a hundred members receive it', async () => {
    const told = schemaOf()
    const numbers = made(schemaOf(), told)
    await using served = await mockWs(URL, numbers)
    const sockets = Array.from({ length: 100 }, () => new WebSocket(URL))
    let heard = 0
    for (const socket of sockets) socket.addEventListener('message', () => heard++)
    await Promise.all(sockets.map(opened))
    served.broadcast('told', { n: 1 })
    await served.drain()
    expect([heard, told.asked()]).toEqual([100, 1])
  })

  it('in memory, on either side', async () => {
    const ask = schemaOf()
    const told = schemaOf()
    const numbers = made(ask, told)
    await using served = await mockWs(URL, numbers)
    await drive(
      scenario('one question', {
        contract: numbers,
        clients: ['alice'],
        steps: ({ alice }) => [alice.send('ask', { n: 1 }), alice.expect('told', { n: 1 })],
      }),
      { clients: inMemoryClients(WebSocket, URL), server: wsMockServer(served) },
    )
    expect([ask.asked(), told.asked()]).toEqual([1, 1])
  })
})

describe('what breaks the contract', () => {
  it('fails the mock that it was said to, and no other', async () => {
    const numbers = made(schemaOf(evenOnly), schemaOf(evenOnly))
    const one = await mockWs('wss://one.example.com/', numbers)
    const two = await mockWs('wss://two.example.com/', numbers)
    const sockets = [new WebSocket('wss://one.example.com/'), new WebSocket('wss://two.example.com/')]
    await Promise.all(sockets.map(opened))
    sockets[0]?.send('{"type":"ask","n":2}')
    sockets[1]?.send('{"type":"ask","n":3}')
    await Promise.all([one.drain(), two.drain()])
    await one[Symbol.asyncDispose]()
    await expect(two[Symbol.asyncDispose]()).rejects.toThrow(
      'client-1 sent {"type":"ask","n":3}: ask breaks the contract numbers: n: 3 is odd.',
    )
  })

  it('is reported before the end, though the schema answers late, and drain() waits for it', async () => {
    const late = async (value: Numbered): Promise<SchemaResult<Numbered>> => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      return evenOnly(value)
    }
    const numbers = made(schemaOf(), schemaOf(late))
    for (const isDrained of [true, false]) {
      // oxlint-disable eslint/no-await-in-loop -- one mock after the other
      const served = await mockWs(URL, numbers)
      const socket = new WebSocket(URL)
      await opened(socket)
      served.send('told', { n: 1 })
      if (isDrained) {
        await served.drain()
        expect(served.transcript.entries.some(({ kind }) => kind === 'violation')).toBe(true)
      }
      await expect(served[Symbol.asyncDispose]()).rejects.toThrow(
        'told breaks the contract numbers: n: 1 is odd',
      )
      // oxlint-enable eslint/no-await-in-loop
    }
  })

  it('is nothing that a schema throws: that is the author’s, and the connection ends with 1011', async () => {
    const throwing = schemaOf(() => {
      throw new TypeError('the schema is broken')
    })
    const rejecting = schemaOf(async () => {
      await Promise.resolve()
      throw new TypeError('the schema is broken')
    })
    for (const broken of [throwing, rejecting]) {
      // oxlint-disable eslint/no-await-in-loop -- one mock after the other
      const served = await mockWs(URL, made(broken, schemaOf()))
      const socket = new WebSocket(URL)
      await opened(socket)
      const closed = new Promise<CloseEvent>((resolve) => socket.addEventListener('close', resolve))
      socket.send('{"type":"ask","n":1}')
      socket.send('{"type":"ask","n":2}')
      expect((await closed).code).toBe(1011)
      await expect(served[Symbol.asyncDispose]()).rejects.toThrow('the schema is broken')
      // oxlint-enable eslint/no-await-in-loop
    }
  })

  it('is reported where it is the mock’s schema that throws, and what was sent has arrived', async () => {
    const throwing = schemaOf(() => {
      throw new TypeError('the schema is broken')
    })
    const served = await mockWs(URL, made(schemaOf(), throwing))
    const socket = new WebSocket(URL)
    const heard: unknown[] = []
    socket.addEventListener('message', ({ data }) => heard.push(data))
    await opened(socket)
    served.send('told', { n: 1 })
    await served.drain()
    expect(heard).toEqual(['{"type":"told","n":1}'])
    await expect(served[Symbol.asyncDispose]()).rejects.toThrow('the schema is broken')
  })

  it('refuses a handshake whose schema throws, and leaves nobody waiting', async () => {
    const query = schemaOf(() => Promise.reject(new TypeError('the schema is broken')))
    const guarded = contract('guarded', {
      url: '/',
      handshake: { query },
      clientToServer: {},
      serverToClient: {},
    })
    await expect(
      simulate(
        scenario('refused', {
          contract: guarded,
          clients: ['alice'],
          steps: ({ alice }) => [alice.connect({ query: { token: 'a' } }), alice.expectClose(1006)],
        }),
      ),
    ).rejects.toThrow('the schema is broken')
  })

  it('is found in a stream that says something else to each, too', async () => {
    const numbers = made(schemaOf(), schemaOf(evenOnly))
    const streaming = mock(numbers, () => [
      onConnect().broadcastStream(() => () => ({ type: 'told', n: 1 }), { everyMs: 10, times: 1 }),
    ])
    await expect(
      simulate(
        scenario('odd', {
          contract: numbers,
          clients: ['alice'],
          steps: ({ alice }) => [alice.expect('told')],
        }),
        { mock: streaming },
      ),
    ).rejects.toThrow(
      'the mock sent alice {"type":"told","n":1}: told breaks the contract numbers: n: 1 is odd.',
    )
  })
})

/** Answers in its own time, in turns of the event loop: one number of turns for each message. */
function slowly(delays: readonly number[]): StandardSchema<Numbered, Numbered> {
  return schemaOf(async (value) => {
    for (let turns = delays[value.n] ?? 0; turns > 0; turns--) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- that many turns
      await new Promise<void>((resolve) => nextTurn(resolve))
    }
    return value.n === delays.length - 1 ? refused(value.n) : { value }
  })
}

describe('schemas that answer late', () => {
  const delays = fc.array(fc.nat(4), { minLength: 2, maxLength: 8 })

  it('never reorder what clients say', async () => {
    await fc.assert(
      fc.asyncProperty(delays, async (turns) => {
        // One more, which is not refused.
        const numbers = made(slowly([...turns, 0]), schemaOf())
        const all = turns.map((_, n) => n)
        await simulate(
          scenario('in order', {
            contract: numbers,
            clients: ['alice'],
            steps: ({ alice }) => [
              ...all.map((n) => alice.send('ask', { n })),
              ...all.map((n) => alice.expect('told', { n })),
            ],
          }),
        )
      }),
      { numRuns: 50 },
    )
  })

  it('never reorder or hold up what the mock says, and a late breach is not lost', async () => {
    await fc.assert(
      fc.asyncProperty(delays, async (turns) => {
        const numbers = made(schemaOf(), slowly(turns))
        const all = turns.map((_, n) => n)
        const ended = await simulate(
          scenario('in order', {
            contract: numbers,
            clients: ['alice'],
            open: true,
            steps: ({ alice, server }) => [
              ...all.map((n) => server.send('told', { n }, { to: alice })),
              ...all.map((n) => alice.expect('told', { n })),
            ],
          }),
        ).catch((error: unknown) => error)
        const { transcript } = (ended as ScenarioFailure).report
        const said = transcript.entries.flatMap((entry) => (entry.kind === 'message' ? entry.payload : []))
        expect(said).toEqual(said.map((_, n) => `{"type":"told","n":${n}}`))
        expect(transcript.entries.filter(({ kind }) => kind === 'violation')).toHaveLength(1)
      }),
      { numRuns: 50 },
    )
  })

  it('are sockets’ in memory no less: everything arrives in order, and one breach is found', async () => {
    await fc.assert(
      fc.asyncProperty(delays, delays, async (asking, telling) => {
        const served = await mockWs(URL, made(slowly([...asking, 0]), slowly(telling)))
        const socket = new WebSocket(URL)
        const heard: string[] = []
        socket.addEventListener('message', ({ data }) => heard.push(String(data)))
        await opened(socket)
        const asked: number[] = []
        served.use(({ on }) => [
          on('ask').run(({ message }) => {
            asked.push(message.n)
          }),
        ])
        telling.forEach((_, n) => served.send('told', { n }))
        asking.forEach((_, n) => socket.send(`{"type":"ask","n":${n}}`))
        await expect(served[Symbol.asyncDispose]()).rejects.toThrow(`n: ${telling.length - 1} is odd`)
        expect(heard).toEqual(telling.map((_, n) => `{"type":"told","n":${n}}`))
        expect(asked).toEqual(asking.map((_, n) => n))
      }),
      { numRuns: 30 },
    )
  })
})

describe('JSON Schemas, whose validator is loaded late', () => {
  const numbered = {
    type: 'object',
    properties: { n: { type: 'integer' } },
    required: ['n'],
    additionalProperties: false,
  }
  const fresh = () => made(jsonSchema<Numbered>(numbered), jsonSchema<Numbered>(numbered))

  afterEach(() => {
    vi.useRealTimers()
  })

  it('answer from the first frame on: nothing is waited for', async () => {
    const served = await mockWs(URL, fresh())
    const socket = new WebSocket(URL)
    await opened(socket)
    // @ts-expect-error the number is a text
    served.send('told', { n: 'one' })
    expect(served.transcript.entries.at(-1)?.kind).toBe('violation')
    await expect(served[Symbol.asyncDispose]()).rejects.toThrow(
      /told breaks the contract numbers: n: Instance type "string" is invalid\. Expected "integer"\.$/,
    )
  })

  it('work under fake timers', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'] })
    await using served = await mockWs(URL, fresh())
    const socket = new WebSocket(URL)
    const heard: unknown[] = []
    socket.addEventListener('message', ({ data }) => heard.push(data))
    await opened(socket)
    socket.send('{"type":"ask","n":1}')
    await served.drain()
    expect(heard).toEqual(['{"type":"told","n":1}'])
  })

  it('cost a simulation no turn of the event loop', async () => {
    const numbers = fresh()
    const { transcript } = await simulate(
      scenario('one question', {
        contract: numbers,
        clients: ['alice'],
        steps: ({ alice }) => [alice.send('ask', { n: 1 }), alice.expect('told', { n: 1 })],
      }),
    )
    expect(transcript.entries).toHaveLength(3)
  })
})

describe('unknown messages', () => {
  const lenient = contract('lenient', {
    url: '/',
    clientToServer: { say: z.object({}) },
    serverToClient: { said: z.object({}) },
    unknownMessages: 'ignore',
  })

  it('may be ignored, both ways; those of the other direction may not', async () => {
    const served = await mockWs(URL, lenient, ({ on }) => [on('say').drop()])
    const socket = new WebSocket(URL)
    await opened(socket)
    socket.send('{"type":"new"}')
    // @ts-expect-error a message that the contract does not have is what this is about
    served.clients[0]?.send({ type: 'newer' })
    await served.drain()
    expect(served.transcript.entries.some(({ kind }) => kind === 'violation')).toBe(false)
    socket.send('{"type":"said"}')
    await served.drain()
    await expect(served[Symbol.asyncDispose]()).rejects.toThrow('that message goes the other way')
  })
})

describe('close codes', () => {
  const coded = contract('coded', {
    url: '/',
    clientToServer: { leave: z.object({ code: z.int() }) },
    serverToClient: {},
    closeCodes: { 4001: 'signed out', 4002: 'replaced' },
  })
  const leaving = (code: number) =>
    simulate(
      scenario('leaving', {
        contract: coded,
        clients: ['alice'],
        steps: ({ alice }) => [alice.send('leave', { code }), alice.expectClose(code)],
      }),
      {
        mock: mock(coded, ({ on }) => [
          on('leave').run(({ message, close }) => {
            close(message.code)
          }),
        ]),
      },
    )

  it('are those of the contract, and the ones that every server has', async () => {
    await leaving(4001)
    await leaving(1001)
    await expect(leaving(4003)).rejects.toThrow(
      'the mock closes alice: it breaks the contract coded: it has no close code 4003; its codes are 4001, 4002',
    )
  })
})
