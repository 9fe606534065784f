// Loads the clients that speak the wire protocol, and with them `ws`, when a server is verified. In JavaScript, so that
// the types of Node do not reach those who import it: load-clients.d.ts says what they see.

/** @type {import('./load-clients.d.ts').loadWsClients} */
export async function loadWsClients() {
  if (globalThis.process?.versions?.node === undefined) return undefined
  const { wsClients } = await import('./ws-clients.ts')
  return wsClients
}
