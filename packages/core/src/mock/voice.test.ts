import { describe, expect, it } from 'vitest'
import { Stage } from '../../test/stage.ts'
import { uuid } from '../match/matchers/format.ts'
import { integer } from '../match/matchers/number.ts'
import { increasing } from '../match/matchers/sequence.ts'
import { text } from '../match/matchers/text.ts'
import { on } from './rule.ts'

describe('what a mock says', () => {
  it('has the example of a matcher in its place, another one where it has to be', () => {
    const stage = new Stage([
      on('go').reply({ id: uuid(), seq: increasing(), of: [{ name: text() }] }),
      on('all').run(({ client, broadcast }) => {
        client.send({ n: integer({ min: 5 }) })
        broadcast(['to', text()])
      }),
    ])
    const client = stage.connect()
    client.send('go')
    client.send('go')
    client.send('all')
    const id = '00000000-0000-4000-8000-000000000000'
    expect(client.got).toEqual([
      { id, seq: 1, of: [{ name: 'text' }] },
      { id, seq: 2, of: [{ name: 'text' }] },
      { n: 5 },
      ['to', 'text'],
    ])
  })

  it.each([
    [on('go').reply(() => undefined as never), 'reply'],
    [on('go').broadcast(() => undefined as never), 'broadcast'],
  ])('names the rule whose function returns nothing', (rule, word) => {
    const stage = new Stage([rule])
    const client = stage.connect()
    client.send('go')
    expect(client.got).toEqual(['close 1011 internal error'])
    expect(stage.reports.map(({ error }) => String(error))).toEqual([
      `MistakeError: on('go').${word}(): its function returned undefined. Return a string, bytes, or a value that can be ` +
        'JSON; where nothing is to be said, use .run().',
    ])
  })
})
