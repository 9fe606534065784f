// The subprotocols that a scenario's client offers where its step does not say which: its contract's.
import type { CompiledContract } from '../contract/compiled.ts'
import type { ConnectOptions } from '../scenario/step.ts'
import type { DrivenClients } from './driven/client-port.ts'

/** The handshake with what it offers. */
export function withProtocols<Handshake extends ConnectOptions>(
  handshake: Handshake,
  contract: CompiledContract | undefined,
): Handshake {
  const { protocols = contract?.definition.handshake?.protocols } = handshake
  return protocols === undefined ? handshake : { ...handshake, protocols }
}

/** The same clients, which offer the contract's subprotocols. */
export function offering(clients: DrivenClients, contract: CompiledContract | undefined): DrivenClients {
  return {
    urlOf: (client, step) => clients.urlOf(client, step),
    connect: (client, step, signal) => clients.connect(client, withProtocols(step, contract), signal),
    ...(clients.objectionTo === undefined ? {} : { objectionTo: clients.objectionTo.bind(clients) }),
  }
}
