// The code of docs/msw.md is the code that runs here: each block is a region of a file beside this one.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { blocksOf, codeOf, regionsIn } from '../../../../scripts/page-code.ts'

const page = new URL('../../../msw.md', import.meta.url)
const regions = regionsIn(
  ['server.test.ts', '../browser/worker.test.ts'].map((file) => new URL(file, import.meta.url)),
)
const blocks = blocksOf(page)

test.each(blocks)('the block $names is as it runs', (block) => {
  expect(block.text).toBe(codeOf(block, regions))
})

test('every block of TypeScript is one of them, and every region stands on the page', () => {
  expect(readFileSync(page, 'utf8').split('```ts\n')).toHaveLength(blocks.length + 1)
  expect(blocks.flatMap(({ names }) => names).toSorted()).toEqual([...regions.keys()].toSorted())
})
