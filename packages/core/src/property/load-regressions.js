// Loads what reads and writes the folder of kept failures, when an exploration has one. In JavaScript, so that the types of
// Node do not reach those who import it: load-regressions.d.ts says what they see.

/** @type {import('./load-regressions.d.ts').loadRegressionFolder} */
export async function loadRegressionFolder() {
  if (globalThis.process?.versions?.node === undefined) return undefined
  const { regressionFolder } = await import('./regression-folder.ts')
  return regressionFolder
}
