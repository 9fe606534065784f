// Why a module of the user's could not be imported, as a sentence: where it is, what Node says, and what to do where
// Node does not say it. The frames of Node's loader and of this command are left out.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { basename, dirname, extname, relative } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { isUsage, UsageError } from '../exit.ts'

/** How many frames of the user's own are shown. */
const MOST_FRAMES = 3
const ENDINGS = ['.ts', '.mts', '.js', '.mjs', '.cts', '.cjs', '/index.ts', '/index.js']

/**
 * @param file what was to be imported, as the user named it
 * @param files what that imports of the user's own, where it is known
 */
export async function importError(
  error: unknown,
  file: string,
  files: Iterable<string> = [],
): Promise<UsageError> {
  const place = isPlaceless(error) ? await placeOf(files) : undefined
  const parts = [place === undefined ? wordsOf(error) : place, ...framesOf(error), ...remedy(error)]
  return new UsageError(`${basename(file)} cannot be imported: ${parts.join('\n')}`, { cause: error })
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

/** What stands before the first frame: of errors in TypeScript and in names of exports, the line of the source too. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return `it threw ${String(error)}`
  if (isUsage(error)) return error.message
  const [head = ''] = (error.stack ?? '').split(/\n {4}at /)
  return head === '' || !head.includes(error.message) ? `${error.name}: ${error.message}` : head.trimEnd()
}

function framesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error) || error instanceof SyntaxError) return []
  const ours = [import.meta.url, import.meta.resolve('@parley-ws/core')].map((url) => new URL('.', url).href)
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^ {4}at .*(?:file:|\/|\\)/.test(line) && !/node:|[/\\]node_modules[/\\]/.test(line))
    .filter((line) => !ours.some((folder) => line.includes(folder)))
    .slice(0, MOST_FRAMES)
}

/** V8 keeps the place of such an error to itself, until it ends a process. */
function isPlaceless(error: unknown): boolean {
  return error instanceof SyntaxError && (error.stack ?? '').startsWith('SyntaxError: ')
}

/** The first of these files that Node refuses to read, as `node --check` tells it. */
async function placeOf(files: Iterable<string>): Promise<string | undefined> {
  for (const file of files) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- until one is refused
    const said = await new Promise<string>((resolve) => {
      execFile(process.execPath, ['--check', file], (_error, _stdout, stderr) => resolve(stderr))
    })
    const place = /^(.*:\d+\n[^]*?\nSyntaxError.*)$/m.exec(said)?.[1]
    if (place !== undefined) return place
  }
  return undefined
}

function remedy(error: unknown): readonly string[] {
  const text = String(error)
  if (codeOf(error) === 'ERR_UNKNOWN_FILE_EXTENSION' && /\.[cm]?ts\b/.test(text)) {
    return [
      `Node ${process.version} does not read TypeScript by itself. Use Node 22.18 or later, or run it with ` +
        'NODE_OPTIONS=--experimental-strip-types (Node 22.12 to 22.17).',
    ]
  }
  if (codeOf(error) === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') {
    return ['Node only strips types: enums, namespaces and parameter properties need a build.']
  }
  if (/Cannot use import statement outside a module|Unexpected token 'export'/.test(text)) {
    return [
      'Node reads it as CommonJS, as the nearest package.json says. Write "type": "module" there, or give the file ' +
        'a name that ends with .mts or .mjs.',
    ]
  }
  return missingFile(error)
}

/** Node takes the name of a file as it is: with its ending, and the one that it has on the disk. */
function missingFile(error: unknown): readonly string[] {
  if (codeOf(error) !== 'ERR_MODULE_NOT_FOUND' || !(error instanceof Error) || !('url' in error)) return []
  const { url } = error
  if (typeof url !== 'string' || !url.startsWith('file:')) return []
  const missing = fileURLToPath(url)
  const stem = missing.slice(0, missing.length - extname(missing).length)
  const found = [missing, stem].flatMap((name) => ENDINGS.map((ending) => name + ending)).find(existsSync)
  if (found === undefined) return []
  return [`There is ${relative(dirname(missing), found)}: import it by that name, with its ending.`]
}
