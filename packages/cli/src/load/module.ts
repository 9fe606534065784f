// Imports what a user wrote, and says what to do where Node cannot. Owns which modules were loaded, so that they can be
// watched, and loading them anew.
import { existsSync } from 'node:fs'
import nodeModule from 'node:module'
import { extname, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { UsageError } from '../exit.ts'

// Node 22.15 and later; before, what a module imports is loaded once.
const { registerHooks } = nodeModule as Partial<typeof nodeModule>

const MODULE = /^\.[cm]?[jt]s$/
const TYPESCRIPT = /^\.[cm]?ts$/

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

  /** @throws UsageError for a file that is not there, or that this Node cannot import */
  async load(): Promise<Readonly<Record<string, unknown>>> {
    const version = ++this.#version
    const url = pathToFileURL(this.#file).href
    if (version === 1) return await importModule(this.#file, url)
    // What the file imports is cached by its address, so each address gets the version behind it. Packages stay as they are.
    const hooks = registerHooks?.({
      resolve: (specifier, context, next) => {
        const resolved = next(specifier, context)
        if (!isOwn(specifier, resolved.url) || context.parentURL === undefined) return resolved
        if (new URL(context.parentURL).searchParams.get('parley') !== String(version)) return resolved
        return { ...resolved, url: withVersion(resolved.url, version) }
      },
    })
    try {
      return await importModule(this.#file, withVersion(url, version))
    } finally {
      hooks?.deregister()
    }
  }

  /** Imports it the first time, and takes note of what it imports. */
  async first(): Promise<Readonly<Record<string, unknown>>> {
    const hooks = registerHooks?.({
      resolve: (specifier, context, next) => {
        const resolved = next(specifier, context)
        if (isOwn(specifier, resolved.url) && this.#isFrom(context.parentURL))
          this.files.add(fileURLToPath(resolved.url))
        return resolved
      },
    })
    try {
      return await this.load()
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

function withVersion(url: string, version: number): string {
  const versioned = new URL(url)
  versioned.searchParams.set('parley', String(version))
  return versioned.href
}

async function importModule(file: string, url: string): Promise<Readonly<Record<string, unknown>>> {
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`)
  try {
    return (await import(url)) as Readonly<Record<string, unknown>>
  } catch (error) {
    throw explained(error, file)
  }
}

/** What a Node that does not strip types says is no help. */
export function explained(error: unknown, file: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (
    code === 'ERR_UNKNOWN_FILE_EXTENSION' &&
    (TYPESCRIPT.test(extname(file)) || /\.[cm]?ts\b/.test(String(error)))
  ) {
    return new UsageError(
      `Node ${process.version} does not read TypeScript by itself. Use Node 22.18 or later, or run it with ` +
        `NODE_OPTIONS=--experimental-strip-types (Node 22.12 to 22.17).`,
      { cause: error },
    )
  }
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') {
    return new UsageError(
      `${String(error)}\nNode only strips types: enums, namespaces and parameter properties need a build.`,
    )
  }
  return error
}
