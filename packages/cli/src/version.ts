// The version of this package, which is that of all of Parley's.
import { readFileSync } from 'node:fs'

export function version(): string {
  // Beside `src` and beside `dist`, where the bundle is.
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    readonly version: string
  }
  return manifest.version
}
