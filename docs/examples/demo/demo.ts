// `npm run demo`: one conversation, simulated against a mock and driven against a real server; each also with a mistake.
import { styleText } from 'node:util'
import { drive, type Palette, ScenarioFailure, simulate, timeline } from '@parley-ws/core'
import { wsClients } from '@parley-ws/core/node'
import { chatRoom, fanOut, leakyChatRoom } from './chat-room.ts'
import { startChatServer } from './chat-server.ts'

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

title('2. The same conversation with a mock that forgot the room')
await caught(simulate(fanOut, { mock: leakyChatRoom }))

title('3. The same conversation with a real server, over real sockets')
{
  await using server = await startChatServer()
  const report = await drive(fanOut, { clients: wsClients(server.url) })
  console.log(timeline(report.transcript, { colours: palette }))
  const evidence = report.evidence === 'exact' ? '' : ' (that eve heard nothing: as far as pings can tell)'
  console.log(`\n${paint('green')('✓')} holds at ${server.url}${evidence}`)
}

title('4. The same conversation with a real server that forgot who speaks')
{
  await using server = await startChatServer({ isForgetful: true })
  await caught(drive(fanOut, { clients: wsClients(server.url) }))
}

title('Next')
console.log(
  'Read README.md, and docs/examples/ for real clients: a chat app, graphql-ws, partysocket, phoenix, ws.',
)

/** Shows how a run failed; one that did not is the demo's own failure. */
async function caught(run: Promise<unknown>): Promise<void> {
  const failure = await run.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(failure instanceof ScenarioFailure))
    throw new Error('the broken server was not caught', { cause: failure })
  console.log(`${paint('red')('✗')} caught\n\n${failure.message}`)
}
