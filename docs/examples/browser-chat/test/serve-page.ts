// `page` with the chat on it, served as it is by a tiny server of this test's own.
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test as base } from '@parley-ws/playwright-fixture'

const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/': ['index.html', 'text/html'],
  '/chat.js': ['chat.js', 'text/javascript'],
  '/unread.js': ['unread.js', 'text/javascript'],
}

/** Playwright's `test`, with `wsMock` and the address of the chat page as `chatUrl`. */
export const test = base.extend<{ chatUrl: string }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names that a fixture needs from its first parameter
  chatUrl: async ({}, use) => {
    const server = createServer(async ({ url = '/' }, response) => {
      const [file, type] = FILES[new URL(url, 'http://127.0.0.1').pathname] ?? []
      if (file === undefined) {
        response.writeHead(404).end()
        return
      }
      response.writeHead(200, { 'Content-Type': `${type}; charset=utf-8` })
      response.end(await readFile(join(import.meta.dirname, '../src', file)))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    server.close()
  },
})
