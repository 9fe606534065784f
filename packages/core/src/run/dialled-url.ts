// What a client of a scenario dials: the URL that all dial, and its own query.

/** @param query added behind what the URL asks for already */
export function dialledUrl(url: string, query: Readonly<Record<string, string>> | undefined): string {
  if (query === undefined) return url
  return `${url}${url.includes('?') ? '&' : '?'}${new URLSearchParams(query).toString()}`
}
