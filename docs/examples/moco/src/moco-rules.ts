import { on, onConnect, onPing, type Rule } from '@parley-ws/core'

/** The websocket of moco.json, as rules. */
export const mocoRules: readonly Rule[] = [
  onConnect().send('connected'),
  onPing('ping').pong('pong'),
  on('foo').reply('bar'),
  on('foo.request').reply('foo.response'),
  on('login').broadcast('somebody logged in'),
  on('subscribe').reply('subscribed').join('group'),
  on('broadcast').broadcast('content', { group: 'group' }).reply('broadcasted'),
]
