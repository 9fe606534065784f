import { describe, expect, it } from 'vitest'
import { failureOf, of } from '../../test/simulated.ts'
import { integer } from '../match/matchers/number.ts'
import { on, onConnect, type Rule } from '../mock/rule.ts'
import { times, wait } from '../scenario/combine.ts'
import { simulate } from './simulate.ts'

describe('simulate, time and silence', () => {
  const minutes: Rule = onConnect().stream((n) => ({ minute: n + 1 }), { everyMs: 60_000 })

  it('watches a stream of one message a minute for an hour, message by message', async () => {
    const steps = of(['alice'], ({ alice }) => [
      times(60, 60, alice.expect({ minute: integer() })),
      alice.close(),
    ])
    const { transcript } = await simulate(steps, { mock: [minutes] })
    expect(transcript.entries.at(-1)).toMatchObject({ kind: 'close', at: 3_600_000 })
  })

  it('lets time pass in a wait, and buffers what comes meanwhile', async () => {
    const steps = of(['alice'], ({ alice }) => [
      wait(120_000),
      alice.expect({ minute: 1 }),
      alice.expect({ minute: 2 }),
      alice.close(),
    ])
    await expect(simulate(steps, { mock: [minutes] })).resolves.toMatchObject({ outcome: 'pass' })
  })

  it('proves silence: nothing in flight, and no timer due up to forMs', async () => {
    const late = [on('go').delay(100).reply('late')]
    const quiet = of(['alice'], ({ alice }) => [
      alice.send('go'),
      alice.expectNothing({ forMs: 99 }),
      alice.expect('late'),
    ])
    await expect(simulate(quiet, { mock: late })).resolves.toMatchObject({ outcome: 'pass' })
    const loud = of(['alice'], ({ alice }) => [alice.send('go'), alice.expectNothing({ forMs: 100 })])
    const { report } = await failureOf(loud, { mock: late })
    expect(report.failure).toMatchObject({
      kind: 'notSilent',
      waitedMs: 100,
      buffered: [{ client: 'alice' }],
    })
  })

  it('awaits async handlers before it believes in silence', async () => {
    const rules = [
      on('go').run(async ({ reply }) => {
        for (let turn = 0; turn < 50; turn++) await Promise.resolve()
        reply('done')
      }),
    ]
    const { report } = await failureOf(
      of(['alice'], ({ alice }) => [alice.send('go'), alice.expectNothing()]),
      { mock: rules },
    )
    expect(report.failure?.kind).toBe('notSilent')
  })

  it('lets a handler that awaits its delay sleep in virtual time', async () => {
    const rules = [
      on('go').run(async ({ delay, reply }) => {
        await delay(3_600_000 - 1)
        reply('an hour later')
      }),
    ]
    const steps = of(['alice'], ({ alice }) => [
      alice.send('go'),
      wait(3_600_000),
      alice.expect('an hour later'),
    ])
    await expect(simulate(steps, { mock: rules })).resolves.toMatchObject({ outcome: 'pass' })
  })

  it('waits for handlers that are busy with real work', async () => {
    const rules = [
      on('go').run(async ({ reply }) => {
        await crypto.subtle.digest('SHA-256', new Uint8Array(1_000))
        reply('done')
      }),
    ]
    await expect(
      simulate(
        of(['alice'], ({ alice }) => [alice.send('go'), alice.expect('done')]),
        { mock: rules },
      ),
    ).resolves.toMatchObject({ outcome: 'pass' })
  })

  it('names a handler that never settles instead of hanging', async () => {
    const rules = [on('go').run(() => new Promise(() => {}))]
    const failure = await failureOf(
      of(['alice'], ({ alice }) => [alice.send('go')]),
      { mock: rules },
    )
    expect(failure.report.failure).toMatchObject({ kind: 'unsettled', unsettled: ["on('go') for alice"] })
    expect(failure.message).toContain("a handler has not settled: on('go') for alice")
  })

  it('gives up on what must come after patienceMs of virtual time', async () => {
    const steps = of(['alice'], ({ alice }) => [alice.expect('never')])
    const { report } = await failureOf(steps, { mock: [minutes], patienceMs: 30_000 })
    expect(report.failure).toMatchObject({ kind: 'missing', waitedMs: 30_000, path: [0] })
  })

  it('says so when a handshake is never answered', async () => {
    const { report } = await failureOf(
      of(['alice'], ({ alice }) => [alice.send('x')]),
      { mock: [onConnect().halfOpen()] },
    )
    expect(report.failure).toMatchObject({ kind: 'noHandshake', client: 'alice', path: [] })
  })

  it('refuses a handler that loops within one instant', async () => {
    const rules = [
      on('go').run(async ({ delay }) => {
        for (;;) await delay(0)
      }),
    ]
    await expect(
      simulate(
        of(['alice'], ({ alice }) => [alice.send('go')]),
        { mock: rules },
      ),
    ).rejects.toThrow('loops over delay(0)')
  })
})
