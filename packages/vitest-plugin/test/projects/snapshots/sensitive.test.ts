// The same conversation, with one thing wrong at a time.
import { on, type WsMock } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { beforeAll, describe, expect, test } from 'vitest'

const FAULTS = [
  'dropped',
  'duplicated',
  'altered',
  'swapped',
  'redirected',
  'to another',
  'text as bytes',
  'sent twice',
  'close code',
]
let wrong = ''
const mock: WsMock = setupWsMock('ws://sensitive.test/:name', () => {
  const first = on('go')
  switch (wrong) {
    case 'dropped':
      return [first.reply('one').reply('three')]
    case 'duplicated':
      return [first.reply('one').reply('two').reply('two').reply('three')]
    case 'altered':
      return [first.reply('one').reply('TWO').reply('three')]
    case 'swapped':
      return [first.reply('two').reply('one').reply('three')]
    case 'redirected':
      return [first.reply('one').broadcast('two', { except: 'sender' }).reply('three')]
    case 'to another':
      return [
        first
          .reply('one')
          .run(() => mock.send('two', { to: 'client-2' }))
          .reply('three'),
      ]
    case 'text as bytes':
      return [first.reply('one').reply(new TextEncoder().encode('two')).reply('three')]
    default:
      return [first.reply('one').reply('two').reply('three')]
  }
})

async function talk(): Promise<void> {
  const speaker = new WebSocket('ws://sensitive.test/a')
  const client = await mock.client()
  const listener = new WebSocket('ws://sensitive.test/b')
  await mock.client()
  speaker.send('go')
  if (wrong === 'sent twice') speaker.send('go')
  await expect(client).toHaveReceived('three')
  listener.close(wrong === 'close code' ? 4000 : 1000)
  await expect(mock).toHaveClosed()
  await expect(mock).toMatchTranscript({ file: './sensitive.transcript.txt' })
}

test('as it should be', talk)

describe('with one thing wrong', () => {
  for (const fault of FAULTS) {
    describe(`${fault}`, () => {
      beforeAll(() => {
        wrong = fault
      })
      test('it fails', talk)
    })
  }
})
