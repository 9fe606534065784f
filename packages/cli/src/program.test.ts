import { describe, expect, it } from 'vitest'
import { folderWith, parley } from '../test/parley.ts'

describe('parley', () => {
  it('has help with examples for each command', async () => {
    const whole = await parley(['--help'])
    expect(whole.code).toBe(0)
    const names = ['serve', 'simulate', 'verify', 'explore', 'record', 'show', 'validate', 'import', 'init']
    for (const name of names) expect(whole.stdout).toContain(`\n  ${name}`)
    const helps = await Promise.all(names.map(async (name) => await parley([name, '--help'])))
    for (const [index, { code, stdout }] of helps.entries()) {
      expect(code).toBe(0)
      expect(stdout).toContain(`Examples:\n  parley ${names[index]}`)
    }
  })

  it('suggests the nearest command and option, and ends with 2', async () => {
    const command = await parley(['srve'])
    expect(command).toMatchObject({ code: 2, stdout: '' })
    expect(command.stderr).toContain('Did you mean serve?')
    const option = await parley(['serve', 'x.yaml', '--prt', '1'])
    expect(option).toMatchObject({ code: 2, stdout: '' })
    expect(option.stderr).toContain('Did you mean --port?')
  })

  it('ends with 2 for a value that is none, and for a file that is not there', async () => {
    const port = await parley(['serve', 'x.yaml', '--port', 'many'])
    expect(port.code).toBe(2)
    expect(port.stderr).toContain('Give a whole number from 0 to 65535.')
    const file = await parley(['serve', 'nowhere.mock.yaml'])
    expect(file.code).toBe(2)
    expect(file.stderr).toContain('there is no such file')
    expect(file.stderr).not.toMatch(/^\s+at /m)
  })

  it('says what is wrong as JSON where JSON was asked for', async () => {
    const { code, stdout } = await parley(['serve', 'nowhere.ts', '--json'])
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toEqual({ error: expect.stringContaining('There is no file') as unknown })
  })

  it('says what is wrong with the arguments as JSON, too', async () => {
    const option = await parley(['serve', 'x.yaml', '--prt', '1', '--json'])
    expect(option).toMatchObject({ code: 2, stderr: '' })
    expect(JSON.parse(option.stdout)).toEqual({
      error: "unknown option '--prt'\n(Did you mean --port?)",
    })
  })

  it('names --help where a command was called wrongly', async () => {
    const { code, stderr } = await parley(['record'])
    expect(code).toBe(2)
    expect(stderr).toContain('Run it with --help to see what there is.')
  })

  it('completes commands and options', async () => {
    expect((await parley(['complete', '--', 'ser'])).stdout).toMatch(/^serve\t/)
    expect((await parley(['complete', '--', 'serve', '--sta'])).stdout).toMatch(/^--static\t/)
    expect((await parley(['complete', 'bash'])).stdout).toContain('parley')
  })

  it('colours nothing that is piped, unless told to', async () => {
    await using folder = await folderWith({ 'a.mock.json': '{ "parley": 1, "endpoints": [] }' })
    const validate = (env: Record<string, string>) =>
      parley(['validate', folder.file('a.mock.json')], { env })
    expect((await validate({})).stdout).not.toContain('\u001B[')
    expect((await validate({ FORCE_COLOR: '1' })).stdout).toContain('\u001B[')
    expect((await validate({ FORCE_COLOR: '1', NO_COLOR: '1' })).stdout).not.toContain('\u001B[')
  })
})
