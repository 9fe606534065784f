// Options that several commands have, and how their values are read.
import { InvalidArgumentError, Option } from 'commander'

export const jsonOption = (): Option => new Option('--json', 'print JSON instead of text')

/** A whole number from `least` to `most`. */
export function wholeNumber(least: number, most: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (value >= least && value <= most) return value
    throw new InvalidArgumentError(
      `Give a whole number ${most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`}.`,
    )
  }
}

/** A number that core takes as a limit: of bytes, connections or milliseconds. */
export const limit: (text: string) => number = wholeNumber(1, 0x7fffffff)

export function webSocketUrl(text: string): string {
  const url = URL.parse(text)
  if (url !== null && /^wss?:$/.test(url.protocol)) return text
  throw new InvalidArgumentError('Give a ws: or wss: URL.')
}

export function httpUrl(text: string): string {
  const url = URL.parse(text)
  if (url !== null && /^https?:$/.test(url.protocol)) return text
  throw new InvalidArgumentError('Give an http: or https: URL.')
}

/** Any text, given several times. */
export function several(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text]
}

/** `Name: value`, given several times. */
export function header(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const colon = text.indexOf(':')
  const name = text.slice(0, colon).trim()
  if (colon < 1 || !/^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/.test(name)) {
    throw new InvalidArgumentError("Write it as 'Name: value'.")
  }
  return { ...before, [name]: text.slice(colon + 1).trim() }
}
