// A page and its workers, from a server: routes cannot answer what a worker is made of.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test as base } from '@parley-ws/playwright-fixture'

// A worker that says what its socket hears, to whoever made it.
const WORKER = `'use strict'
  const socket = new WebSocket('wss://chat.example.com/rooms/lobby?from=worker')
  const say = (data) => self.clients ? self.clients.matchAll({ includeUncontrolled: true }).then((all) => all.forEach((each) => each.postMessage(data))) : self.postMessage(data)
  socket.onopen = () => socket.send('ping')
  socket.onmessage = ({ data }) => say([data, socket.url, (function () { return this })() === undefined].join(' '))
`
const FILES: Readonly<Record<string, string>> = {
  '/worker.js': WORKER,
  '/module.js': "import './dependency.js'",
  '/dependency.js': WORKER,
  '/': '<p>a page</p>',
}

export const test = base.extend<{ origin: string }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names that a fixture needs from its first parameter
  origin: async ({}, use) => {
    const server = createServer(({ url = '/' }, response) => {
      response.setHeader('Content-Type', url === '/' ? 'text/html' : 'text/javascript')
      response.end(FILES[url])
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    server.close()
  },
})
