// The folder of kept failures on a disk. What stands in the files is regressions.ts's.
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { OpenRegressionFolder } from './regression-files.ts'

const HASH_DIGITS = 8

export const regressionFolder: OpenRegressionFolder = (folder) => {
  const root = folder instanceof URL ? fileURLToPath(folder) : folder
  return {
    async read(name) {
      const isOfName = new RegExp(`^${fileName(name)}-[0-9a-f]{${HASH_DIGITS}}\\.json$`)
      const files = (await filesIn(root)).filter((file) => isOfName.test(file)).toSorted()
      return Promise.all(
        files.map(async (file) => {
          const path = join(root, file)
          return { path, text: await readFile(path, 'utf8') }
        }),
      )
    },
    async write(name, identity, text) {
      const hash = createHash('sha256').update(identity).digest('hex').slice(0, HASH_DIGITS)
      const path = join(root, `${fileName(name)}-${hash}.json`)
      await mkdir(root, { recursive: true })
      await writeFile(path, text)
      return path
    },
  }
}

/** Nothing but what every file system, and a regular expression, takes as it is. */
function fileName(name: string): string {
  return name.replaceAll(/[^\w]+/g, '-')
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    // Nothing was kept yet.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
