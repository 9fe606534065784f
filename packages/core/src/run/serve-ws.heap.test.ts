// A served mock may run for weeks: with a bound on its transcript, nothing of it grows with who came and what was said.
import { memoryUsage } from 'node:process'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { regex } from '../match/matchers/text.ts'
import { mock } from '../mock/definition.ts'
import { on } from '../mock/rule.ts'
import { connectWs } from './connect-ws.ts'
import { serveWsMock } from './serve-ws.ts'

const MEGABYTE = 2 ** 20
const echo = on(regex(/^x/, 'x')).reply(({ message }) => message)

/** Comes, is answered, says what is a mistake, and goes. */
async function visit(url: string): Promise<void> {
  await using client = await connectWs(url)
  client.send('x'.repeat(20_000))
  await client.next()
  for (let count = 0; count < 4; count++) client.send('what no rule matches')
  client.send('x')
  await client.next()
}

async function visits(url: string, count: number): Promise<void> {
  // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
  for (let done = 0; done < count; done++) await visit(url)
}

it('a served mock keeps a bounded memory, however many come and whatever they say', async () => {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  const used = (): number => {
    collectGarbage()
    return memoryUsage().heapUsed
  }
  const served = await serveWsMock(mock([echo], { unmatched: 'error' }), { maxTranscriptBytes: MEGABYTE })

  await visits(served.url, 500)
  const after500 = used()
  await visits(served.url, 1_000)
  const after1500 = used()

  expect(after1500 - after500).toBeLessThan(MEGABYTE)
  expect(served.transcript.forgotten).toBeGreaterThan(15_000)
  const failure: unknown = await served[Symbol.asyncDispose]().catch((error: unknown) => error)
  expect((failure as AggregateError).errors).toHaveLength(1_001)
  expect(String((failure as AggregateError).errors.at(-1))).toBe(
    'Error: 5000 more errors were met, and not kept.',
  )
})
