import { mkdir, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { folderWith, parley } from '../../test/parley.ts'

describe('a module that cannot be imported', () => {
  it.each([
    [
      'throws',
      'a.mjs',
      "throw new Error('no database')\n",
      /a\.mjs cannot be imported: Error: no database\n {4}at .*a\.mjs:1:7/,
    ],
    ['throws what is no error', 'a.mjs', "throw 'enough'\n", /a\.mjs cannot be imported: it threw enough/],
    [
      'is no JavaScript',
      'a.mjs',
      'const a = 1\nexport default [on(]\n',
      /a\.mjs cannot be imported: .*a\.mjs:2\nexport default \[on\(\]/,
    ],
    ['is no TypeScript', 'a.mts', 'export const a: = 1\n', /a\.mts:1\nexport const a: = 1/],
    [
      'imports a name that is not there',
      'a.mjs',
      "import { onn } from '@parley-ws/core'\n",
      /a\.mjs:1\n[^]*'@parley-ws\/core' does not provide an export named 'onn'/,
    ],
    [
      'imports a file without its ending',
      'a.mjs',
      "import './b'\n",
      /Cannot find module .*There is b\.ts: import it by that name/s,
    ],
    [
      'imports a file by the name that it has when it is built',
      'a.mjs',
      "import './b.js'\n",
      /There is b\.ts: import it by that name/,
    ],
    [
      'is a mistake of Parley’s words',
      'a.mjs',
      "import { on } from '@parley-ws/core'\nexport default [on('a').reply()]\n",
      /a\.mjs cannot be imported: on\(.*\n {4}at .*a\.mjs:2:/,
    ],
  ])('is told in a sentence, with where: %s', async (_what, name, text, said) => {
    await using folder = await folderWith({ [name]: text, 'b.ts': 'export const b = 1\n' })
    const commands = [
      ['serve'],
      ['validate'],
      ['explore'],
      ['simulate'],
      ['verify', '--url', 'ws://127.0.0.1:1'],
    ]
    const ended = await Promise.all(
      commands.map(async ([command = '', ...more]) => await parley([command, ...more, folder.file(name)])),
    )
    expect(ended.map(({ code }) => code)).toEqual([2, 1, 2, 2, 2])
    for (const { stdout, stderr } of ended) {
      expect(`${stdout}${stderr}`.replaceAll(/^ {2}(?=\S| {4}at)/gm, '')).toMatch(said)
      expect(stdout + stderr).not.toMatch(/at .*(?:node:internal|bin\.js)/)
    }
  })

  it('is told what to do where the project is one of CommonJS', async () => {
    await using folder = await folderWith({
      'package.json': '{ "type": "commonjs" }',
      'a.ts': "import { on } from '@parley-ws/core'\nexport default [on('a').reply('b')]\n",
    })
    const { code, stderr } = await parley(['serve', folder.file('a.ts')])
    expect(code).toBe(2)
    expect(stderr).toContain(
      'Write "type": "module" there, or give the file a name that ends with .mts or .mjs.',
    )
  })

  it('names a folder as one', async () => {
    await using folder = await folderWith()
    await mkdir(folder.file('mocks.ts'))
    const { code, stderr } = await parley(['serve', folder.file('mocks.ts')])
    expect(code).toBe(2)
    expect(stderr).toMatch(/mocks\.ts is a folder: name a file in it\.\n$/)
  })

  it('is none because of the folder that it is in', async () => {
    await using folder = await folderWith()
    await mkdir(folder.file('zwei Räume'))
    const file = folder.file('zwei Räume/a.mjs')
    await writeFile(
      file,
      "import { scenario } from '@parley-ws/core'\nexport const a = scenario('a', { clients: ['x'], steps: ({ x }) => [x.connect()] })\n",
    )
    const { stdout } = await parley(['simulate', folder.file('zwei Räume'), '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ scenarios: [{ title: 'a', file }] })
  })
})
