// A page that says what it is told to when it has connected.
import type { Page } from '@playwright/test'

export async function say(page: Page, ...messages: readonly object[]): Promise<void> {
  await page.goto('data:text/html,')
  await page.evaluate(
    async (texts) => {
      const socket = new WebSocket('wss://chat.test/rooms')
      await new Promise((resolve) => socket.addEventListener('open', resolve))
      for (const text of texts) {
        socket.send(text)
        // What the server says to it is the sign that it was heard.
        await new Promise((resolve) => socket.addEventListener('message', resolve, { once: true }))
      }
    },
    messages.map((message) => JSON.stringify(message)),
  )
}
