// Runs one scenario in every world there is, and gives what happened as text that can be compared.
import { mock } from '../../src/mock/definition.ts'
import type { Rule } from '../../src/mock/rule.ts'
import { drive } from '../../src/run/drive.ts'
import type { DrivenClients } from '../../src/run/driven/client-port.ts'
import { wsMockServer } from '../../src/run/driven/mock-server.ts'
import { inMemoryClients } from '../../src/run/driven/web-socket-clients.ts'
import { wsClients } from '../../src/run/driven/ws-clients.ts'
import { mockWs } from '../../src/run/mock-ws.ts'
import { countOrders, ordersOf } from '../../src/run/orders.ts'
import { serveWsMock } from '../../src/run/serve-ws.ts'
import { runSimulated } from '../../src/run/simulated-run.ts'
import type { WsMock } from '../../src/run/ws-mock.ts'
import { failureText } from '../../src/scenario/failure-text.ts'
import type { Scenario } from '../../src/scenario/scenario.ts'
import type { Transcript } from '../../src/transcript/entry.ts'
import { normalise } from '../../src/transcript/normalise.ts'
import { snapshotText } from '../../src/views/snapshot.ts'

/** Ports have stable names in snapshots, so that this one stands for any. */
const URL_IN_MEMORY = 'ws://127.0.0.1:4242/'
const MOST_ORDERS = 1_000

const textOf = (transcript: Transcript): string => snapshotText(normalise(transcript))

/** What may happen: the conversation in each order of the branches that act together. */
export async function simulated(
  scenario: Scenario<unknown>,
  rules: readonly Rule[],
): Promise<ReadonlySet<string>> {
  if (countOrders(scenario.steps) > MOST_ORDERS) throw new Error('there are too many orders to try all')
  const texts = new Set<string>()
  for (const { choose } of ordersOf(scenario.steps, MOST_ORDERS, 1)) {
    const definition = mock(rules)
    const options = {
      definition,
      choose,
      patienceMs: 1_000,
      url: URL_IN_MEMORY,
      onCheckpoint: undefined,
      knowsGroups: true,
      isSettledAtEnd: false,
    }
    // oxlint-disable-next-line eslint/no-await-in-loop -- a simulation is not to be disturbed by another
    const { failure, transcript, warnings } = await runSimulated(scenario, options)
    if (failure !== undefined) {
      throw new Error(failureText({ title: scenario.title, outcome: 'fail', failure, transcript, warnings }))
    }
    texts.add(textOf(transcript))
  }
  return texts
}

const driven = async (
  scenario: Scenario<unknown>,
  server: WsMock,
  clients: DrivenClients,
): Promise<string> => {
  const { transcript } = await drive(scenario, { clients, server: wsMockServer(server) })
  return textOf(transcript)
}

/** What happens to sockets in memory, whose class `mockWs` intercepts. */
export async function drivenInMemory(scenario: Scenario<unknown>, rules: readonly Rule[]): Promise<string> {
  await using server = await mockWs(URL_IN_MEMORY, rules)
  return await driven(scenario, server, inMemoryClients(WebSocket, URL_IN_MEMORY))
}

/** What happens to clients of the `ws` package, whose upgrades `mockWs` intercepts: nobody listens on the port. */
export async function drivenThroughInterception(
  scenario: Scenario<unknown>,
  rules: readonly Rule[],
): Promise<string> {
  await using server = await mockWs(URL_IN_MEMORY, rules)
  return await driven(scenario, server, wsClients(URL_IN_MEMORY))
}

/** What happens to clients on TCP. */
export async function drivenOverSockets(
  scenario: Scenario<unknown>,
  rules: readonly Rule[],
): Promise<string> {
  await using server = await serveWsMock(rules)
  return await driven(scenario, server, wsClients(`${server.url}/`))
}
