// What lies between an event and the line of a test that has awaited it: helpers upon helpers.

/** Resolves after more promises than any test puts between two lines. */
export async function manyPromises(): Promise<void> {
  for (let hop = 0; hop < 50; hop++) await Promise.resolve()
}
