// `npm run demo`: conversations of a chat, written down once and used three ways: simulated, played with an app, held to a
// real server; and what is said of a server that makes a mistake.
import { styleText } from 'node:util'
import {
  mockWs,
  type Palette,
  player,
  printScenario,
  ScenarioFailure,
  simulate,
  timeline,
  verify,
} from '@parley-ws/core'
import { openChat } from '@parley-ws/example-chat/open-chat'
import { chatContract } from '@parley-ws/example-chat-contract/chat-contract'
import { heldTo } from '@parley-ws/example-chat-contract/held-to'
import * as scenarios from '@parley-ws/example-chat-contract/scenarios'
import { ChatServer } from '@parley-ws/example-server-ws/chat-server'
import { type Mistake, MistakenServer } from '@parley-ws/example-server-ws/mistaken-server'

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

const { fanOut, oneOrder, leaving, notice, elsewhere, returning } = scenarios
const all = [fanOut, oneOrder, leaving, notice, elsewhere, returning]

/** The late acknowledgement comes after 1.2 s, and what never comes is given up after this. */
const PATIENCE_MS = 1_500

title('A conversation, written down once')
console.log(
  printScenario(fanOut, {
    name: 'fanOut',
    contract: 'chatContract',
    imports: { chatContract: './chat-contract.ts' },
  }).trimEnd(),
)

title('1. Simulated: the server is the mock that the contract implies')
console.log(`${timeline((await simulate(fanOut)).transcript, { colours: palette })}\n`)
for (const scenario of all) {
  const { orders } = await simulate(scenario)
  passed(scenario.title, orders.tried === 1 ? '' : `in ${orders.all ? 'all ' : ''}${orders.tried} orders`)
}

title('2. Played: the server is that mock, alice is an app, docs/examples/chat')
{
  const url = 'wss://chat.example.com/rooms'
  const app = player(chatContract, {
    start: () => openChat(url, 'lobby'),
    send: { say: (chat, { text }) => chat.say(text) },
    close: (chat) => chat.close(),
  })
  for (const scenario of all) {
    await using chat = await mockWs(url, chatContract)
    const { apps } = await chat.play(scenario, { alice: app })
    const lines = apps.alice?.lines ?? []
    passed(scenario.title, lines.length === 0 ? '' : `the app shows: ${lines.join(' / ')}`)
  }
}

title('3. Verified: the server is a real one, docs/examples/server-ws')
{
  await using server = await new ChatServer().listen()
  console.log(`at ${server.url}\n`)
  for (const scenario of all) {
    const { evidence } = await verify(scenario, heldTo(server))
    passed(scenario.title, evidence === 'exact' ? 'silence is proven' : 'as far as was listened')
  }
}

title('4. The same server with a mistake')
await caught('extra message', fanOut)

title('With others')
await caught('wrong payload', fanOut, 'in short')
await caught('missing recipient', fanOut, 'in short')
await caught('wrong close code', elsewhere, 'in short')
await caught('late acknowledgement', fanOut, 'in short')

title('Next')
console.log('Read README.md. docs/examples/ has real clients and servers.')

function title(words: string): void {
  console.log(`\n${paint('bold')(words)}\n`)
}

function passed(what: string, more: string): void {
  console.log(`${paint('green')('✓')} ${what}${more === '' ? '' : paint('dim')(` (${more})`)}`)
}

/** Shows how a server with a mistake fails; one that does not is the demo's own failure. */
async function caught(mistake: Mistake, scenario: (typeof all)[number], isShort?: 'in short'): Promise<void> {
  await using server = await new MistakenServer(mistake).listen()
  const failure = await verify(scenario, { ...heldTo(server), patienceMs: PATIENCE_MS }).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(failure instanceof ScenarioFailure))
    throw new Error(`the ${mistake} was not caught`, { cause: failure })
  const [short = ''] = failure.message.split('\n\nWhat happened:')
  const shown = isShort === undefined ? failure.message.trimEnd() : short
  console.log(`${paint('red')('✗')} ${mistake}\n\n${indented(shown)}\n`)
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ')
}
