// Loads the server's end, and with it `ws`, when the first upgrade is intercepted. In JavaScript, so that the types of
// Node do not reach those who import it: load-wire.d.ts says what they see.

/** @type {import('./load-wire.d.ts').loadWire} */
export async function loadWire(pump) {
  const { Wire } = await import('./wire.ts')
  return new Wire(pump)
}
