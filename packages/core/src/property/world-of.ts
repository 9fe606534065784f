// Which world an exploration takes place in.
import type { CompiledContract } from '../contract/compiled.ts'
import { mistake } from '../errors.ts'
import { showValue } from '../match/show.ts'
import type { MockDefinition } from '../mock/definition.ts'
import type { DrivenClients } from '../run/driven/client-port.ts'
import { loadWsClients } from '../run/driven/load-clients.js'
import { memoryWorld } from './memory-world.ts'
import type { ExploreOptions } from './options.ts'
import { UrlWorld } from './url-world.ts'
import type { World } from './world.ts'

/** @throws MistakeError for options that do not go together */
export async function worldOf(
  attempted: string,
  contract: CompiledContract,
  definition: MockDefinition,
  { url, headers, faults, signal }: ExploreOptions,
  patienceMs: number,
): Promise<World> {
  if (url === undefined) {
    if (headers !== undefined)
      throw mistake(attempted, 'headers need a real server', 'Give { url }, or leave them out')
    const options = faults === undefined ? definition.options : { ...definition.options, faults }
    return memoryWorld({ ...definition, options })
  }
  if (faults !== undefined) {
    throw mistake(
      attempted,
      'faults strike between a mock and its clients, and the server is a real one',
      'Leave out faults, or url',
    )
  }
  if (!/^wss?:/.test(String(url)))
    throw mistake(attempted, `the url is ${showValue(String(url))}`, 'Give a ws: or wss: URL')
  const load = await loadWsClients()
  if (load === undefined) {
    throw mistake(attempted, 'a page cannot hold or cut a connection', 'Explore a real server from Node')
  }
  const clients = load(String(url), { timeoutMs: patienceMs })
  const connecting: DrivenClients = {
    urlOf: (client, step) => clients.urlOf(client, step),
    connect: (client, options, stop) =>
      clients.connect(
        client,
        {
          ...options,
          headers: { ...(typeof headers === 'function' ? headers(client) : headers), ...options.headers },
        },
        stop,
      ),
  }
  return new UrlWorld({ clients: connecting, contract, patienceMs, signal, session: sessionName() })
}

/** A word that no conversation of another exploration has in its keys and ids. */
function sessionName(): string {
  return `x${Math.floor(Math.random() * 36 ** 5)
    .toString(36)
    .padStart(5, '0')}`
}
