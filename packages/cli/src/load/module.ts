// Imports what a user wrote. Owns which modules were loaded, so that they can be watched, and loading them anew; what it
// says where Node cannot is import-error.ts's.
import { statSync } from 'node:fs'
import nodeModule from 'node:module'
import { extname, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { UsageError } from '../exit.ts'
import { importError } from './import-error.ts'

// Node 22.15 and later; before, what a module imports is loaded once.
const { registerHooks } = nodeModule as Partial<typeof nodeModule>

const MODULE = /^\.[cm]?[jt]s$/

export function isModule(file: string): boolean {
  return MODULE.test(extname(file))
}

/** The modules of one file, imported as often as they change. */
export class ReloadableModule {
  readonly #file: string
  #version = 0
  /** The file, and what it imports of the user's own. */
  readonly files: Set<string>

  constructor(file: string) {
    this.#file = resolve(file)
    this.files = new Set([this.#file])
  }

  /**
   * Imports it, the second time and later as it is by then, and takes note of what it imports.
   *
   * @throws UsageError for a file that is not there, or that cannot be imported
   */
  async load(): Promise<Readonly<Record<string, unknown>>> {
    const version = ++this.#version
    const url = pathToFileURL(this.#file).href
    // What the file imports is cached by its address, so each address gets the version behind it. Packages stay as they are.
    const hooks = registerHooks?.({
      resolve: (specifier, context, next) => {
        const resolved = next(specifier, context)
        if (!isOwn(specifier, resolved.url) || !this.#isFrom(context.parentURL)) return resolved
        this.files.add(fileURLToPath(resolved.url))
        if (version === 1 || versionOf(context.parentURL) !== String(version)) return resolved
        return { ...resolved, url: withVersion(resolved.url, version) }
      },
    })
    try {
      return await importModule(this.#file, version === 1 ? url : withVersion(url, version), this.files)
    } finally {
      hooks?.deregister()
    }
  }

  #isFrom(parent: string | undefined): boolean {
    return (
      parent?.startsWith('file:') === true && this.files.has(fileURLToPath(parent.split('?')[0] ?? parent))
    )
  }
}

export async function loadModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  return await importModule(resolve(file), pathToFileURL(resolve(file)).href)
}

/** A file of the user's, and no package: those are there once, or what they make would not be known again. */
function isOwn(specifier: string, url: string): boolean {
  return /^(?:\.|\/|file:)/.test(specifier) && url.startsWith('file:') && !url.includes('/node_modules/')
}

function versionOf(url: string | undefined): string | null {
  return url === undefined ? null : new URL(url).searchParams.get('parley')
}

function withVersion(url: string, version: number): string {
  const versioned = new URL(url)
  versioned.searchParams.set('parley', String(version))
  return versioned.href
}

async function importModule(
  file: string,
  url: string,
  files: ReadonlySet<string> = new Set([file]),
): Promise<Readonly<Record<string, unknown>>> {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined) throw new UsageError(`There is no file ${file}.`)
  if (found.isDirectory()) throw new UsageError(`${file} is a folder: name a file in it.`)
  try {
    return (await import(url)) as Readonly<Record<string, unknown>>
  } catch (error) {
    throw await importError(error, file, files)
  }
}
