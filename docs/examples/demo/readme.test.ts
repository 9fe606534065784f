// The code of README.md that has a name is code that runs: each block is made of regions of these files.
import { expect, test } from 'vitest'
import { blocksOf, codeOf, regionsIn } from '../../../scripts/page-code.ts'

const regions = regionsIn(
  [
    'open-chat.ts',
    'three-uses.test.ts',
    '../chat-contract/src/chat-contract.ts',
    '../chat-contract/src/broadcasts.ts',
  ].map((path) => new URL(path, import.meta.url)),
)
const blocks = blocksOf(new URL('../../../README.md', import.meta.url))

test.each(blocks)('the block $names is as it runs', (block) => {
  expect(block.text).toBe(codeOf(block, regions))
})

test('every region stands in it', () => {
  expect(blocks.flatMap(({ names }) => names).toSorted()).toEqual([...regions.keys()].toSorted())
})
