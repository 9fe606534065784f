// The code of docs/contracts.md is the code that runs here: each block is a region of a file beside this one.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { blocksOf, codeOf, regionsIn } from '../../../../scripts/page-code.ts'

const page = new URL('../../../contracts.md', import.meta.url)
const here = new URL('.', import.meta.url)
const regions = regionsIn(readdirSync(here).map((file) => new URL(file, here)))
const blocks = blocksOf(page)

test.each(blocks)('the block $names is as it runs', (block) => {
  expect(block.text).toBe(codeOf(block, regions))
})

test('every block of TypeScript is one of them, and every region stands on the page', () => {
  expect(readFileSync(page, 'utf8').split('```ts\n')).toHaveLength(blocks.length + 1)
  expect(blocks.flatMap(({ names }) => names).toSorted()).toEqual([...regions.keys()].toSorted())
})
