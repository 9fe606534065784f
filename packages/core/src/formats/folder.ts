// Files that a configuration names, read within its folder only: neither `..` nor a symbolic link leads out of it.
import { readFileSync, realpathSync } from 'node:fs'
import { isAbsolute, relative, resolve, sep } from 'node:path'

/** Why a file cannot be read. */
export class FileRefused extends Error {
  readonly why: string
  readonly remedy: string
  /** Whether the file is not there, as opposed to out of bounds. */
  readonly isMissing: boolean

  constructor(why: string, remedy: string, isMissing = false) {
    super(`${why}. ${remedy}.`)
    this.why = why
    this.remedy = remedy
    this.isMissing = isMissing
  }
}

export class Folder {
  readonly #path: string | undefined

  /** @param path undefined: there is none, and no file can be read */
  constructor(path: string | undefined) {
    this.#path = path
  }

  /** @throws FileRefused for a file outside of the folder, or one that is not there */
  readText(name: string): string {
    return this.readBytes(name).toString('utf8')
  }

  /** @throws FileRefused for a file outside of the folder, or one that is not there */
  readBytes(name: string): Buffer {
    if (this.#path === undefined) {
      throw new FileRefused(
        `no folder is known that ${JSON.stringify(name)} could be in`,
        'Give one: { folder: … }',
      )
    }
    const folder = realFile(this.#path, this.#path)
    const file = resolve(folder, name.replaceAll('\\', '/'))
    // Asked before anything is looked up: what is outside is neither read nor told to exist.
    if (isOutside(folder, file)) throw outside(name)
    const real = realFile(file, name)
    if (isOutside(folder, real)) throw outside(name)
    try {
      return readFileSync(real)
    } catch (error) {
      throw unreadable(name, error)
    }
  }
}

function realFile(path: string, name: string): string {
  try {
    return realpathSync(path)
  } catch (error) {
    throw unreadable(name, error)
  }
}

function isOutside(folder: string, file: string): boolean {
  const way = relative(folder, file)
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)
}

function outside(name: string): FileRefused {
  return new FileRefused(
    `${JSON.stringify(name)} is outside of the configuration's folder`,
    'Move it into the folder, and name it from there',
  )
}

function unreadable(name: string, error: unknown): FileRefused {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'an error'
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new FileRefused(`there is no file ${JSON.stringify(name)}`, 'Check its name', true)
  return new FileRefused(
    `${JSON.stringify(name)} cannot be read (${code})`,
    'Check its kind and its permissions',
  )
}
