// The code of docs/exploring.md is the code that runs here: each block is a region of a file beside this one.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const here = fileURLToPath(new URL('.', import.meta.url))
const page = readFileSync(new URL('../../../exploring.md', import.meta.url), 'utf8')

/** A region's lines, without what all of them are indented by. */
function regions(): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const file of readdirSync(here)) {
    const text = readFileSync(`${here}${file}`, 'utf8')
    for (const [, name = '', body = ''] of text.matchAll(
      /^ *\/\/ #region (\w+)\n([^]*?)\n *\/\/ #endregion$/gm,
    )) {
      const lines = body.split('\n')
      const indents = lines.filter((line) => line !== '').map((line) => line.search(/\S/))
      found.set(name, lines.map((line) => line.slice(Math.min(...indents))).join('\n'))
    }
  }
  return found
}

const blocks = Array.from(
  page.matchAll(/^<!-- (\w+) -->\n```ts\n([^]*?)\n```$/gm),
  ([, name = '', text = '']) => [name, text] as const,
)

test.each(blocks)('the block %s is as it runs', (name, text) => {
  expect(text).toBe(regions().get(name))
})

test('every block of TypeScript is one of them, and every region stands on the page', () => {
  expect(page.split('```ts\n')).toHaveLength(blocks.length + 1)
  expect(blocks.map(([name]) => name).toSorted()).toEqual([...regions().keys()].toSorted())
})
