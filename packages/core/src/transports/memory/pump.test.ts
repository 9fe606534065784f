import { describe, expect, it } from 'vitest'
import { manyPromises } from '../../../test/web-socket/many-promises.ts'
import { notingUncaughtInNode } from '../../../test/web-socket/uncaught.ts'
import { nextTurn } from '../../clock.ts'
import { Pump } from './pump.ts'

/** An arrival that is an event, and one that is none. */
const event =
  (pump: Pump, fire: () => void): (() => boolean) =>
  () => {
    if (!pump.takeEvent()) return false
    fire()
    return true
  }
const note =
  (log: string[], line: string): (() => boolean) =>
  () => {
    log.push(line)
    return true
  }

async function goOn(awaited: Promise<void>, then: () => void): Promise<void> {
  await awaited
  await manyPromises()
  then()
}

describe('Pump', () => {
  it('carries out nothing before the caller and all who wait for promises are done', async () => {
    const pump = new Pump()
    const log: string[] = []
    pump.carry(note(log, 'arrived'))
    log.push('sent')
    await manyPromises()
    log.push('promises')
    await pump.idle()
    expect(log).toEqual(['sent', 'promises', 'arrived'])
  })

  it('keeps the order in which things were sent, whoever sent them', async () => {
    const pump = new Pump()
    const log: string[] = []
    pump.carry(event(pump, () => log.push('1')))
    pump.carry(note(log, '2'))
    pump.carry(event(pump, () => log.push('3')))
    pump.carry(note(log, '4'))
    await pump.idle()
    expect(log).toEqual(['1', '2', '3', '4'])
  })

  it('lets those who wait for an event go on before the next event', async () => {
    const pump = new Pump()
    const log: string[] = []
    for (const name of ['a', 'b']) {
      const { promise, resolve } = Promise.withResolvers<void>()
      pump.carry(event(pump, resolve))
      void goOn(promise, () => log.push(`${name} went on`))
      pump.carry(note(log, `behind ${name}`))
    }
    await pump.idle()
    expect(log).toEqual(['behind a', 'a went on', 'behind b'])
  })

  it('carries out in the same turn what needs no event', async () => {
    const pump = new Pump()
    const log: string[] = []
    pump.carry(() => {
      log.push('1')
      pump.carry(note(log, '2'))
      void Promise.resolve().then(() => log.push('a promise'))
      return true
    })
    await pump.idle()
    expect(log).toEqual(['1', '2', 'a promise'])
  })

  it('is idle when nothing is in flight and nothing is held', async () => {
    const pump = new Pump()
    await pump.idle()
    const release = pump.hold()
    pump.carry(() => true)
    expect(pump.inFlight).toBe(2)
    let isIdle = false
    const idle = pump.idle().then(() => (isIdle = true))
    await new Promise<void>((resolve) => {
      pump.carry(() => {
        resolve()
        return true
      })
    })
    expect([isIdle, pump.inFlight]).toEqual([false, 1])
    release()
    await idle
    expect(pump.inFlight).toBe(0)
  })

  it('goes on after something that throws, and reports it', async () => {
    const pump = new Pump()
    const log: string[] = []
    await notingUncaughtInNode(
      (line) => log.push(line),
      async () => {
        pump.carry(() => {
          throw new Error('a mock')
        })
        pump.carry(note(log, 'behind it'))
        await pump.idle()
        await new Promise<void>(nextTurn)
      },
    )
    expect(log).toEqual(['behind it', 'uncaught a mock'])
  })

  it('lets timers fire although two peers never stop answering each other', async () => {
    const pump = new Pump()
    let isOver = false
    const answer = (): boolean => {
      if (!pump.takeEvent()) return false
      if (!isOver) pump.carry(answer)
      return true
    }
    pump.carry(answer)
    await new Promise((resolve) => setTimeout(resolve, 0))
    isOver = true
    await pump.idle()
    expect(pump.inFlight).toBe(0)
  })
})
