// Files beside the socket. Reading them is sirv's; this owns the folder, and what of it is nobody's business.
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import sirv from 'sirv'
import { UsageError } from '../exit.ts'
import type { Answerer } from './answerer.ts'

/** @throws UsageError where there is no such folder */
export function staticFiles(folder: string): Answerer {
  const root = resolve(folder)
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(`There is no folder ${root}.`)
  }
  // `dev`: files are looked up when they are asked for, as they may change.
  const serve = sirv(root, { dev: true, etag: true })
  return (request, response, next) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    if (!isRead || isHidden(request.url ?? '/')) next()
    else serve(request, response, next)
  }
}

/** Names with a dot in front, the parent folder among them, however they are written. */
function isHidden(target: string): boolean {
  let path = target.split(/[#?]/)[0] ?? ''
  try {
    path = decodeURIComponent(path)
  } catch {
    return true
  }
  return path.includes('\0') || path.split(/[/\\]/).some((name) => name.startsWith('.'))
}
