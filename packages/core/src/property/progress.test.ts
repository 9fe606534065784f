import { describe, expect, it } from 'vitest'
import { progressLine } from './progress.ts'

function terminal(isTTY: boolean): {
  readonly isTTY: boolean
  readonly written: string[]
  write(text: string): void
} {
  const written: string[] = []
  return { isTTY, written, write: (text) => void written.push(text) }
}

const progress = { runs: 120, of: 2_000, elapsedMs: 1_600, isShrinking: false }

describe('progressLine', () => {
  it('writes one line on a terminal, over and over, and takes it away', () => {
    const screen = terminal(true)
    const line = progressLine('explore(chat)', undefined, screen)
    line.tell(progress)
    line.tell({ ...progress, elapsedMs: 3_000, isShrinking: true })
    line.end()
    const clear = '\r\u001B[2K'
    expect(screen.written).toEqual([
      `${clear}explore(chat): 120 of 2000 conversations, 2 s`,
      `${clear}explore(chat): found a counterexample, making it shorter, 3 s`,
      clear,
    ])
  })

  it('writes nothing in the first second, nor where nobody looks', () => {
    const screen = terminal(true)
    const brief = progressLine('explore(chat)', undefined, screen)
    brief.tell({ ...progress, elapsedMs: 999 })
    brief.end()
    const file = terminal(false)
    const unseen = progressLine('explore(chat)', undefined, file)
    unseen.tell(progress)
    unseen.end()
    expect([screen.written, file.written]).toEqual([[], []])
  })

  it('tells the author alone where the author wants to be told', () => {
    const screen = terminal(true)
    const told: unknown[] = []
    const line = progressLine('explore(chat)', (one) => told.push(one), screen)
    line.tell(progress)
    line.end()
    expect(told).toEqual([progress])
    expect(screen.written).toEqual([])
  })
})
