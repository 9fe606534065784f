// The text of a JSON or YAML file as data, and the line that each part of it stands on.
import { MistakeError } from '../../errors.ts'
import { peer } from '../peers.ts'
import type { FilePath, Locate } from '../problem.ts'

export interface Parsed {
  readonly data: unknown
  readonly locate: Locate
}

/** @param name of the file, for messages and its kind @throws MistakeError for what is neither JSON nor YAML */
export function parseFile(text: string, name: string): Parsed {
  // Some editors begin a file with a mark that is no part of it.
  const content = text.replace(/^\uFEFF/, '')
  return /\.ya?ml$/i.test(name) ? parseYaml(content, name) : parseJson(content, name)
}

function parseJson(text: string, name: string): Parsed {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new MistakeError(
      `${name}: it is no JSON (${why}). Correct it, or name it .yaml if that is what it is.`,
      {
        cause: error,
      },
    )
  }
  // JSON is YAML too; without that package the places are told without their lines.
  let lines: Locate | undefined
  return {
    data,
    locate(path) {
      lines ??= linesOrNone(text, name)
      return lines(path)
    },
  }
}

function linesOrNone(text: string, name: string): Locate {
  try {
    return parseYaml(text, name).locate
  } catch {
    return () => undefined
  }
}

function parseYaml(text: string, name: string): Parsed {
  const { LineCounter, isMap, isNode, isSeq, isScalar, parseDocument } = peer('yaml', `reading ${name}`)
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter, merge: true })
  const [first] = document.errors
  if (first !== undefined) {
    const line = first.linePos?.[0].line
    const why = first.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '')
    throw new MistakeError(
      `${name}${line === undefined ? '' : `:${line}`}: it is no YAML (${why}). Correct it.`,
    )
  }
  const locate = (path: FilePath): number | undefined => {
    let node: unknown = document.contents
    let offset = 0
    for (const part of path) {
      if (isMap(node)) {
        const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part))
        if (pair === undefined) break
        offset = isNode(pair.key) ? (pair.key.range?.[0] ?? offset) : offset
        node = pair.value
      } else if (isSeq(node)) {
        node = node.items[Number(part)]
        if (isNode(node)) offset = node.range?.[0] ?? offset
      } else break
    }
    return lineCounter.linePos(offset).line
  }
  // A bomb of aliases is refused by the parser's own limit.
  return { data: document.toJS({ maxAliasCount: 100 }) as unknown, locate }
}
