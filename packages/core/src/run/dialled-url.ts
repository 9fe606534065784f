// What a client of a scenario dials: the URL that all dial, with what it brings itself.
import { filledUrl, paramsIn } from '../contract/contract-url.ts'
import { compileUrl } from '../mock/url-pattern.ts'
import type { ConnectOptions } from '../scenario/step.ts'

/**
 * The URL with a client's path parameters filled in, and its query added behind what the URL asks for already.
 *
 * @throws MistakeError for a parameter that is missing, or that the URL does not have
 */
export function dialledUrl(client: string, url: string, { params, query }: ConnectOptions): string {
  const filled = filledUrl(`${client}.connect()`, url, params)
  if (query === undefined) return filled
  return `${filled}${filled.includes('?') ? '&' : '?'}${new URLSearchParams(query).toString()}`
}

/** What finds the path parameters in a dialled URL; none where no URL given has any. @param urls the first that has counts */
export function paramsFinder(
  ...urls: readonly (string | undefined)[]
): (dialled: string) => Readonly<Record<string, string>> {
  const url = urls.find((each) => each !== undefined && paramsIn(each).length > 0)?.split('?')[0]
  if (url === undefined) return () => ({})
  const matcher = compileUrl('simulate()', url)
  return (dialled) => matcher.match(dialled) ?? {}
}
