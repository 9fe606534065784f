import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { on, onConnect } from '@parley-ws/core'
import { connectWs, serveWsMock } from '@parley-ws/core/node'
import { folderWith, parley, Running, start } from '../../test/parley.ts'

const moco = JSON.stringify([
  { websocket: { uri: '/ws', sessions: [{ request: { text: 'foo' }, response: { text: 'bar' } }] } },
])
const transcript = [
  '{"parley":"transcript","version":1}',
  '{"kind":"open","seq":1,"at":0,"client":"alice","url":"ws://x/","protocol":""}',
  '{"kind":"message","seq":2,"at":1,"client":"alice","direction":"clientToServer","opcode":"text","payload":"hi"}',
  '{"kind":"message","seq":3,"at":2,"client":"bob","direction":"serverToClient","opcode":"binary","payload":"AP8="}',
  '',
].join('\n')

describe('parley show', () => {
  it('shows a transcript as text, as Mermaid, and as entries', async () => {
    await using folder = await folderWith({ 'a.jsonl': transcript })
    const file = folder.file('a.jsonl')
    expect((await parley(['show', file])).stdout).toMatch(/alice\s+→ hi\n/)
    expect((await parley(['show', file, '--format', 'mermaid'])).stdout).toMatch(/^sequenceDiagram\n/)
    expect((await parley(['show', file, '--format', 'html'])).stdout).toMatch(/^<!doctype html>/i)
    const har = folder.file('a.har')
    expect((await parley(['show', file, '--format', 'har', '--out', har])).code).toBe(0)
    expect((await parley(['show', har])).stdout).toMatch(/client-1\s+→ hi\n/)
    const { stdout } = await parley(['show', file, '--json', '--client', 'bob'])
    expect(JSON.parse(stdout)).toEqual({ entries: [expect.objectContaining({ seq: 3, payload: 'AP8=' })] })
  })

  it('reads what a crash left, if told so', async () => {
    await using folder = await folderWith({ 'a.jsonl': transcript.slice(0, -20) })
    const cut = await parley(['show', folder.file('a.jsonl')])
    expect(cut.code).toBe(2)
    expect(cut.stderr).toContain('line 4')
    expect((await parley(['show', folder.file('a.jsonl'), '--partial'])).stdout).toContain('→ hi')
  })
})

describe('parley show, used wrongly', () => {
  it('takes a long transcript from standard input, as fast as it comes', async () => {
    const [header = '', open = ''] = transcript.split('\n')
    const lines = Array.from({ length: 20_000 }, (_, index) => open.replace('"seq":1', `"seq":${index + 1}`))
    await using showing = new Running(['show', '-', '--last', '1'])
    showing.child.stdin?.end([header, ...lines, ''].join('\n'))
    expect(await showing.code()).toBe(0)
    expect(showing.stdout).toMatch(/… 19999 earlier entries\n20000 /)
  })

  it('names those there are where there is no such client', async () => {
    await using folder = await folderWith({ 'a.jsonl': transcript })
    const { code, stderr } = await parley(['show', folder.file('a.jsonl'), '--client', 'alcie'])
    expect(code).toBe(2)
    expect(stderr).toContain('There is no client alcie in it. There are: alice, bob.')
  })

  it('says in a sentence that a file cannot be written', async () => {
    await using folder = await folderWith({ 'a.jsonl': transcript, 'moco.json': moco })
    const out = folder.file('nowhere/a.txt')
    const said = `${out} cannot be written: there is no such file or folder.`
    const shown = await parley(['show', folder.file('a.jsonl'), '--out', out])
    expect(shown).toMatchObject({ code: 2, stderr: `parley: ${said}\n` })
    const imported = await parley(['import', folder.file('moco.json'), '--out', out])
    expect(imported).toMatchObject({ code: 2, stderr: `parley: ${said}\n` })
  })

  it('names its own option for what was cut off', async () => {
    await using folder = await folderWith({ 'a.jsonl': transcript.slice(0, -20) })
    const { stderr } = await parley(['show', folder.file('a.jsonl')])
    expect(stderr).toContain('read the rest with --partial')
  })
})

describe('parley validate', () => {
  it('names everything that is wrong, and ends with 1', async () => {
    await using folder = await folderWith({
      'good.mock.yaml':
        'parley: 1\nendpoints:\n  - path: /a\n    rules:\n      - on: x\n        do: [{ reply: y }]\n',
      'bad.mock.yaml':
        'parley: 1\nendpoints:\n  - path: /a\n    rules:\n      - on: x\n        do: [{ repy: y }]\n',
      'a.jsonl': transcript,
    })
    const good = await parley(['validate', 'good.mock.yaml', 'a.jsonl'], { cwd: folder.path })
    expect(good.stdout).toBe(
      '✓ good.mock.yaml: a mock with 1 endpoint\n✓ a.jsonl: a transcript of 3 entries\n',
    )
    expect(good.code).toBe(0)
    const bad = await parley(['validate', 'good.mock.yaml', 'bad.mock.yaml', '--json'], { cwd: folder.path })
    expect(bad.code).toBe(1)
    const { files } = JSON.parse(bad.stdout) as { files: { isValid: boolean; text: string }[] }
    expect(files.map(({ isValid }) => isValid)).toEqual([true, false])
    expect(files[1]?.text).toContain('Did you mean "reply"?')
  })
})

describe('parley import', () => {
  it('turns a configuration of Moco into a mock file, and writes over nothing', async () => {
    await using folder = await folderWith({ 'moco.json': moco })
    const first = await parley(['import', 'moco.json', '--out', 'chat.mock.yaml'], { cwd: folder.path })
    expect(first.stderr).toContain('wrote chat.mock.yaml: 1 endpoint')
    expect(await readFile(folder.file('chat.mock.yaml'), 'utf8')).toContain('path: /ws')
    expect((await parley(['validate', 'chat.mock.yaml'], { cwd: folder.path })).code).toBe(0)
    const again = await parley(['import', 'moco.json', '--out', 'chat.mock.yaml'], { cwd: folder.path })
    expect(again.code).toBe(2)
    expect(again.stderr).toContain('--force')
  })
})

describe('parley init', () => {
  it('adds the plugin and a test that passes, and leaves what is there', async () => {
    await using folder = await folderWith({ 'package.json': '{\n    "type": "module"\n}\n' })
    const first = await parley(['init', '--json'], { cwd: folder.path })
    expect(JSON.parse(first.stdout)).toMatchObject({
      wrote: ['package.json', 'vitest.config.ts', 'test/chat.test.ts'],
      added: ['@parley-ws/core', '@parley-ws/vitest-plugin', 'vitest'],
    })
    expect(await readFile(folder.file('package.json'), 'utf8')).toMatch(/^\{\n {4}"type"/)
    await writeFile(folder.file('test/chat.test.ts'), '// mine')
    const second = await parley(['init'], { cwd: folder.path })
    expect(second.stdout).toContain('Everything is there already.')
    expect(await readFile(folder.file('test/chat.test.ts'), 'utf8')).toBe('// mine')
  })
})

describe('parley record', () => {
  it('writes down what clients and a real server say', async () => {
    await using server = await serveWsMock([
      onConnect().send('welcome'),
      on('x').reply('y').close(4000, 'bye'),
    ])
    await using folder = await folderWith()
    const file = folder.file('a.jsonl')
    await using recording = start(['record', '--target', server.url, '--out', file])
    await using client = await connectWs(await recording.url())
    client.send('x')
    await recording.printed(/close 4000/)
    expect(await recording.stop()).toBe(0)
    const { stdout } = await parley(['show', file, '--json'])
    const { entries } = JSON.parse(stdout) as { entries: { kind: string; payload?: string }[] }
    expect(entries.map(({ kind, payload }) => payload ?? kind)).toEqual([
      'open',
      'welcome',
      'x',
      'y',
      'close',
    ])
  })

  it('leaves whole lines when it is killed', async () => {
    await using server = await serveWsMock([on('x').reply('y')])
    await using folder = await folderWith()
    const file = folder.file('a.jsonl')
    await using recording = start(['record', '--target', server.url, '--out', file])
    await using client = await connectWs(await recording.url())
    client.send('x')
    await recording.printed(/← y/)
    await recording.stop('SIGKILL')
    const { code, stdout } = await parley(['show', file])
    expect(code).toBe(0)
    expect(stdout).toMatch(/→ x\n.*← y\n/)
  })
})
