import { anything, mock, type MockCollection, on, onConnect, text } from '@parley-ws/core'

const feed = ['first', 'second', 'third']

/** The routes of environment.json, as rules. */
export const mockoonRules: MockCollection = {
  text: 'the rules',
  endpoints: [
    {
      path: '/api/chat',
      mock: mock([
        on({ type: 'hello', name: text() }).reply(({ message }) => ({ type: 'welcome', name: message.name })),
        on({ type: /^slow/ }).delay(200).reply('a moment, please'),
        on(anything()).reply(({ payload }) => `ECHO: ${String(payload)}`),
      ]),
    },
    {
      path: '/api/feed',
      mock: mock([
        onConnect().stream((n, { client }) => `${feed[n % feed.length]} for ${client.query['name']}`, {
          everyMs: 100,
        }),
      ]),
    },
    {
      path: '/api/prices',
      mock: mock([onConnect().broadcastStream([{ price: 1 }, { price: 2 }, { price: 3 }], { everyMs: 100 })]),
    },
  ],
}
