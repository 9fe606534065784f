// JSON as text: its tokens, and rewriting parts of it while everything else stays to the letter (spacing, the digits of
// numbers, repeated keys), which parsing and writing anew would not keep.

/** One token of JSON: a bracket, a comma, a colon, a string with its quotes, a number or a word. */
export interface JsonToken {
  readonly text: string
  readonly start: number
}

/** Whether a text is JSON that has structure: an object, a list or a string. */
export function isJson(text: string): boolean {
  if (!/^\s*["[{]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** The tokens of a text for which `isJson` holds. */
export function* jsonTokens(text: string): Generator<JsonToken, undefined> {
  const token = /[{}[\],:]|"[^"\\]*(?:\\.[^"\\]*)*"|[^\s{}[\],:"]+/g
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    yield { text: match[0], start: match.index }
  }
}

export interface JsonRewriter {
  /** Whether the object or list at a path is handed to `rewrite` as a whole. */
  isWhole(path: readonly string[]): boolean
  /** The text to stand in place of a value, or of a key with its quotes; the same text to leave it. */
  rewrite(raw: string, path: readonly string[], isKey: boolean): string
}

/** Rewrites values and keys of a text for which `isJson` holds. */
export function rewriteJson(text: string, rewriter: JsonRewriter): string {
  const path: string[] = []
  // For each object or list we are in: the index in the list, or that the next string is a key.
  const inside: ({ index: number } | { awaitsKey: boolean })[] = []
  let rewritten = ''
  let copied = 0
  const put = (start: number, end: number, isKey: boolean): void => {
    const raw = text.slice(start, end)
    rewritten += text.slice(copied, start) + rewriter.rewrite(raw, path, isKey)
    copied = end
  }

  const tokens = jsonTokens(text)
  for (const { text: token, start } of tokens) {
    const container = inside.at(-1)
    switch (token) {
      case '{':
      case '[':
        if (rewriter.isWhole(path)) put(start, endOfContainer(tokens), false)
        else {
          inside.push(token === '[' ? { index: 0 } : { awaitsKey: true })
          path.push('0')
        }
        break
      case '}':
      case ']':
        inside.pop()
        path.pop()
        break
      case ',':
        if (container !== undefined && 'index' in container) path[path.length - 1] = String(++container.index)
        else if (container !== undefined) container.awaitsKey = true
        break
      case ':':
        break
      default: {
        const isKey = container !== undefined && 'awaitsKey' in container && container.awaitsKey
        if (isKey) {
          container.awaitsKey = false
          path[path.length - 1] = stringIn(token)
        }
        put(start, start + token.length, isKey)
      }
    }
  }
  return rewritten + text.slice(copied)
}

/** The value of a string token. */
export function stringIn(token: string): string {
  return token.includes('\\') ? String(JSON.parse(token)) : token.slice(1, -1)
}

function endOfContainer(tokens: Generator<JsonToken, undefined>): number {
  let depth = 1
  for (let next = tokens.next(); next.done !== true; next = tokens.next()) {
    const { text, start } = next.value
    if (text === '{' || text === '[') depth++
    else if (text === '}' || text === ']') depth--
    if (depth === 0) return start + 1
  }
  return 0
}
