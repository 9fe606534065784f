import { on, onConnect, type Rule, text } from '@parley-ws/core'

export const chatRules: readonly Rule[] = [
  onConnect().send({ type: 'welcome' }),
  on({ type: 'subscribe', room: text() })
    .join(({ message }) => message.room)
    .reply({ type: 'subscribed' }),
  on({ type: 'say', text: text() }).broadcast(({ message }) => ({ type: 'said', text: message.text }), {
    group: 'lobby',
  }),
]
