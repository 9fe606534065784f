// What is wrong with a file, as data: where, why, and what would be right. Its text is made here; finding it is others'.
import { MistakeError } from '../errors.ts'

/** Where in a file: `endpoints`, 0, `rules`, 2. */
export type FilePath = readonly (string | number)[]

export interface Problem {
  readonly path: FilePath
  /** Why it is refused, without a full stop. */
  readonly why: string
  /** What would be right, as a sentence without a full stop. */
  readonly remedy: string
}

/** Takes down what is wrong; checking goes on. */
export type Report = (problem: Problem) => void

/** The line that a place in a file stands on, from 1, if that is known. */
export type Locate = (path: FilePath) => number | undefined

/** As it is written: `endpoints[0].rules[2].do`. */
export function pathText(path: FilePath): string {
  let text = ''
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`
    else if (/^[\w$-]+$/.test(part)) text += text === '' ? part : `.${part}`
    else text += `[${JSON.stringify(part)}]`
  }
  return text === '' ? 'the file' : text
}

/** The mistake of all problems of one file. @param text its name */
export function fileMistake(text: string, problems: readonly Problem[], locate: Locate): MistakeError {
  const located = problems.map((problem) => ({ problem, line: locate(problem.path) }))
  const lines = located
    .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))
    .map(({ problem: { path, why, remedy }, line }) => {
      const place = line === undefined ? '' : `${text}:${line} `
      return `  ${place}${pathText(path)}: ${why}. ${remedy}${remedy.endsWith('?') ? '' : '.'}`
    })
  const count = problems.length === 1 ? 'one thing is' : `${problems.length} things are`
  return new MistakeError(`${text}: ${count} wrong with it, and nothing of it is used.\n${lines.join('\n')}`)
}
