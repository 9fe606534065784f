// The code of README.md that has a name is code that runs: each block is a region of one of these files.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

const sources = [
  'open-chat.ts',
  'three-uses.test.ts',
  '../chat-contract/src/chat-contract.ts',
  '../chat-contract/src/broadcasts.ts',
]
const regions = new Map(
  sources.flatMap((path) =>
    Array.from(
      read(path).matchAll(/^\/\/ #region (\w+)\n([^]*?)\n\/\/ #endregion$/gm),
      ([, name = '', body = '']) => [name, body.trim()] as const,
    ),
  ),
)

/** A block is named in a comment above it; several regions make one block. */
const blocks = Array.from(
  read('../../../README.md').matchAll(/^<!-- ([\w ]+) -->\n```ts\n([^]*?)\n```$/gm),
  ([, names = '', text = '']) => [names, text] as const,
)

test.each(blocks)('the block %s is as it runs', (names, text) => {
  expect(text).toBe(
    names
      .split(' ')
      .map((name) => regions.get(name))
      .join('\n\n'),
  )
})

test('every region stands in it', () => {
  expect(blocks.flatMap(([names]) => names.split(' ')).toSorted()).toEqual([...regions.keys()].toSorted())
})
