// `npm run demo`: one conversation, simulated against a mock that keeps its promises and against one that does not.
import { styleText } from 'node:util'
import { type Palette, ScenarioFailure, simulate, timeline } from '@parley-ws/core'
import { chatRoom, fanOut, leakyChatRoom } from './chat-room.ts'

type Style = Parameters<typeof styleText>[0]

// Colours only on a terminal: styleText asks the stream, and NO_COLOR.
const paint =
  (style: Style) =>
  (words: string): string =>
    styleText(style, words, { stream: process.stdout })

const palette: Palette = {
  quiet: paint('dim'),
  toServer: paint('cyan'),
  toClient: paint('green'),
  notice: paint('yellow'),
  trouble: paint('red'),
  mark: paint('red'),
}

function title(words: string): void {
  console.log(`\n${paint('bold')(words)}\n`)
}

title(`1. Simulated: ${fanOut.title}`)
const { orders, transcript } = await simulate(fanOut, { mock: chatRoom })
console.log(timeline(transcript, { colours: palette }))
console.log(
  `\n${paint('green')('✓')} holds in ${orders.all ? `all ${orders.tried}` : orders.tried} orders in which it can happen`,
)

title('2. The same conversation with a server that forgot the room')
const failure = await simulate(fanOut, { mock: leakyChatRoom }).then(
  () => undefined,
  (error: unknown) => error,
)
if (!(failure instanceof ScenarioFailure))
  throw new Error('the broken server was not caught', { cause: failure })
console.log(`${paint('red')('✗')} caught\n\n${failure.message}`)

title('Next')
console.log('Read README.md, and docs/examples/ for real clients: a chat app, graphql-ws, partysocket.')
