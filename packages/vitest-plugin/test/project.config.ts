// What all projects share: the plugin is this package's source, not a build of it.
import { join } from 'node:path'
import type { UserConfig } from 'vite'

const source = join(import.meta.dirname, '../src')

export const plugin: UserConfig = {
  resolve: {
    alias: [
      { find: /^@parley-ws\/vitest-plugin$/, replacement: join(source, 'index.ts') },
      { find: /^@parley-ws\/vitest-plugin\/setup$/, replacement: join(source, 'setup.ts') },
    ],
  },
}
