// The code on a page of the documentation is code that runs: a block with a name is a region of a file. Owns how both are
// written, and nothing of what tests make of it.
import { readFileSync } from 'node:fs'

/** A block of TypeScript under a comment with its name, or with the names of the regions that it is made of. */
export interface PageBlock {
  readonly names: readonly string[]
  readonly text: string
}

export function blocksOf(page: URL): readonly PageBlock[] {
  const text = readFileSync(page, 'utf8')
  return Array.from(
    text.matchAll(/^<!-- ([\w ]+) -->\n```ts\n([^]*?)\n```$/gm),
    ([, names = '', block = '']) => ({ names: names.split(' '), text: block }),
  )
}

/** By name: a region's lines, without what all of them are indented by. */
export function regionsIn(files: readonly URL[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const file of files) {
    const text = readFileSync(file, 'utf8')
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

/** What a block has to be. */
export function codeOf({ names }: PageBlock, regions: ReadonlyMap<string, string>): string {
  return names.map((name) => regions.get(name)).join('\n\n')
}
