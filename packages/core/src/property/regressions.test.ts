// Failures that are kept in a folder: what is written, and what becomes of it the next time.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chat, chatContract } from '../../test/faults/chat.ts'
import { faults } from '../../test/faults/index.ts'
import { MistakeError } from '../errors.ts'
import { ExplorationFailure, explore } from './explore.ts'
import type { ExploreOptions } from './options.ts'

const joinsTwice = faults[4]?.serve(chatContract)
if (joinsTwice === undefined) throw new Error('the catalogue has no fifth fault')

let folder = ''
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'parley-regressions-')), 'kept')
})
afterEach(() => rm(join(folder, '..'), { recursive: true }))

async function failing(options: ExploreOptions): Promise<ExplorationFailure> {
  const ended = await explore(joinsTwice ?? chatContract, options).catch((error: unknown) => error)
  if (ended instanceof ExplorationFailure) return ended
  throw new Error('nothing was found', { cause: ended })
}

/** The one file that is kept, with something in it changed. */
async function change(made: (kept: Record<string, unknown>) => unknown): Promise<string> {
  const [file = ''] = await readdir(folder)
  const path = join(folder, file)
  const kept = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
  await writeFile(path, JSON.stringify(made(kept)))
  return path
}

describe('regressions', () => {
  it('are written with the scenario, once each, and tried before anything else', async () => {
    const first = await failing({ seed: 1, regressions: folder })
    const [file = '', ...others] = await readdir(folder)
    expect(file).toMatch(/^chat-[0-9a-f]{8}\.json$/)
    expect(others).toEqual([])
    expect(first.message).toContain(`It is kept in ${join(folder, file)}, and tried first from now on.`)
    const { scenario, contract, broken } = JSON.parse(await readFile(join(folder, file), 'utf8'))
    expect(`${(scenario as string[]).join('\n')}\n`).toBe(first.counterexample.source)
    expect({ contract, broken }).toEqual({
      contract: 'chat',
      broken: ['atMostOnce in room/a: alice received "1" at #7 and again at #8'],
    })

    const again = await failing({ seed: 77, runs: 1, regressions: pathToFileURL(folder) })
    expect(again.runs).toBe(0)
    expect(again.counterexample.source).toBe(first.counterexample.source)
    expect(again.counterexample.replay).toBe(first.counterexample.replay)
    expect(again.message).toContain(`which is kept in ${join(folder, file)}`)
    expect(await readdir(folder)).toEqual([file])
  })

  it('stay when they pass, and are counted', async () => {
    await failing({ seed: 1, regressions: folder })
    const report = await explore(chatContract, { seed: 1, runs: 20, regressions: folder })
    expect(report).toMatchObject({ runs: 20, regressions: 1, warnings: [] })
    expect(await readdir(folder)).toHaveLength(1)
  })

  it('are none where there is no folder yet, and none is made while nothing fails', async () => {
    const report = await explore(chatContract, { seed: 1, runs: 5, regressions: folder })
    expect(report.regressions).toBe(0)
    await expect(readdir(folder)).rejects.toThrow('ENOENT')
  })

  it('of another version, and of another contract, are not tried, and the report says so', async () => {
    await failing({ seed: 1, regressions: folder })
    const path = await change((kept) => ({ ...kept, contract: 'chess' }))
    const report = await explore(chatContract, { seed: 1, runs: 5, regressions: folder })
    expect(report.warnings).toContain(`${path} was not tried: it is about the contract 'chess'`)
    await change((kept) => ({ ...kept, contract: 'chat', version: 0 }))
    const { warnings } = await explore(chatContract, { seed: 1, runs: 5, regressions: folder })
    expect(warnings).toContainEqual(expect.stringContaining(`${path} was not tried: it is of version 0`))
  })

  it.each([
    ['no object', () => 'nothing'],
    [
      'a move that is none',
      (kept: object) => ({
        ...kept,
        plan: { members: [[0]], isWarm: false, names: 0, luck: 0, moves: [{ do: 'fly' }] },
      }),
    ],
    [
      'a move that lacks something',
      (kept: object) => ({
        ...kept,
        plan: { members: [[0]], isWarm: false, names: 0, luck: 0, moves: [{ do: 'wait' }] },
      }),
    ],
    [
      'more clients than there can be',
      (kept: object) => ({
        ...kept,
        plan: { members: Array.from({ length: 9 }, () => []), isWarm: false, names: 0, luck: 0, moves: [] },
      }),
    ],
    ['a token that is none', (kept: object) => ({ ...kept, replay: 'x' })],
  ])('that are damaged are a mistake: %s', async (_what, made) => {
    await failing({ seed: 1, regressions: folder })
    const path = await change(made)
    const error = await explore(chatContract, { runs: 5, regressions: folder }).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(MistakeError)
    expect((error as Error).message).toContain(`reading ${path}`)
  })

  it('of a contract are its own: others in the folder are left alone', async () => {
    await failing({ seed: 1, regressions: folder })
    await writeFile(join(folder, 'README.md'), 'Failures of the chat.')
    await writeFile(join(folder, 'chat-room-01234567.json'), '{}')
    const report = await explore(chat(), { seed: 1, runs: 5, regressions: folder })
    expect(report).toMatchObject({ regressions: 1, warnings: [] })
  })

  it('that cannot be written do not hide the failure', async () => {
    await writeFile(folder, 'a file, not a folder')
    await expect(explore(joinsTwice, { seed: 1, regressions: folder })).rejects.toThrow('ENOTDIR')
  })
})
