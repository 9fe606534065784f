// Tells when one of several files has changed. Watches their folders, as editors put a new file in the old one's place.
import { type FSWatcher, statSync, watch } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'

/** Editors write more than once. */
const QUIET_MS = 50

/** @param files may grow; those that are there when it is called, and after each change, are watched */
export function watchFiles(files: ReadonlySet<string>, changed: () => Promise<void>): { close(): void } {
  const watchers = new Map<string, FSWatcher>()
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  const stamps = new Map<string, string>()
  const look = (): void => {
    // A folder tells of much that is none of ours.
    const isNews = Array.from(files, (file) => isChanged(stamps, file)).includes(true)
    if (!isNews) return
    running = running.then(changed).then(watchAll)
  }
  const soon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(look, QUIET_MS)
  }
  const watchAll = (): void => {
    for (const file of files) {
      // A stamp that is there stays: the change after it is still to be told.
      if (!stamps.has(file)) isChanged(stamps, file)
      const folder = dirname(resolve(file))
      if (watchers.has(folder)) continue
      watchers.set(
        folder,
        watch(folder, (_event, name) => {
          if (name === null || Array.from(files, (each) => basename(each)).includes(name)) soon()
        }),
      )
    }
  }
  watchAll()
  return {
    close() {
      clearTimeout(timer)
      for (const watcher of watchers.values()) watcher.close()
    },
  }
}

/** Whether a file is another than when it was last asked about. One that is gone is about to be written. */
function isChanged(stamps: Map<string, string>, file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined) return false
  const stamp = `${found.mtimeMs} ${found.size} ${found.ino}`
  const before = stamps.get(file)
  stamps.set(file, stamp)
  return before !== undefined && before !== stamp
}
