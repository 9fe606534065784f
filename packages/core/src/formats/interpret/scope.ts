// Makes the scope of a rule's functions: reads the message as its endpoint does, and tells who speaks.
import type { MockClient } from '../../mock/client.ts'
import type { RuleContext } from '../../mock/context.ts'
import type { UrlMatcher } from '../../mock/url-pattern.ts'
import { jsonCodec } from '../../wire/codec.ts'
import type { Payload } from '../../wire/frame.ts'
import type { Scope, Who } from '../templates/scope.ts'
import { parseXml } from '../xml.ts'
import type { Run } from './run.ts'

/** How an endpoint reads messages. */
export interface Reading {
  /** `json`: what is a JSON object or list. `contentType`: as the handshake's Content-Type says. `text`: as it is. */
  readonly read: 'json' | 'contentType' | 'text'
  /** Whether binary messages are read as the text that their bytes are. */
  readonly isBinaryText: boolean
  /** The endpoint's path: its parameters are there also where a mock's URL does not name them. */
  readonly url: UrlMatcher
}

/** Makes scopes for one run of one endpoint. */
export class Scopes {
  readonly run: Run
  readonly #reading: Reading
  readonly #known = new WeakMap<MockClient, Who>()

  constructor(run: Run, reading: Reading) {
    this.run = run
    this.#reading = reading
  }

  of(context: RuleContext): Scope {
    const { client, payload, messageNumber, now } = context
    const who = this.who(client)
    const text = this.#textOf(payload)
    const message = payload === undefined ? undefined : this.#read(payload, text, who, context.message)
    return { run: this.run, who, text, message, number: messageNumber, now }
  }

  /** For the nth message of a stream, n from 0. */
  ofStream(client: MockClient, n: number, now: number): Scope {
    return { run: this.run, who: this.who(client), text: '', message: undefined, number: n + 1, now }
  }

  /** For what is the same for everybody. */
  ofNobody(n: number, now: number): Scope {
    return { run: this.run, who: NOBODY, text: '', message: undefined, number: n + 1, now }
  }

  who(client: MockClient): Who {
    let who = this.#known.get(client)
    if (who === undefined) this.#known.set(client, (who = this.#meet(client)))
    return who
  }

  #meet(client: MockClient): Who {
    const { pathname, search, searchParams } = new URL(client.url)
    const query: Record<string, unknown> = Object.create(null) as Record<string, unknown>
    for (const name of new Set(searchParams.keys())) {
      const values = searchParams.getAll(name)
      query[name] = values.length === 1 ? values[0] : values
    }
    return {
      client: client.name,
      user: client.user,
      url: client.url,
      request: `${pathname}${search}`,
      path: pathname,
      params: { ...this.#reading.url.match(client.url), ...client.params },
      query,
      headers: client.headers,
      cookies: Object.fromEntries(
        Object.entries(client.cookies).map(([name, value]) => [name, unescaped(value)]),
      ),
      protocols: client.protocols,
    }
  }

  #textOf(payload: Payload | undefined): string {
    if (payload === undefined) return ''
    if (typeof payload === 'string') return payload
    return this.#reading.isBinaryText ? new TextDecoder().decode(payload) : ''
  }

  #read(payload: Payload, text: string, who: Who, decoded: unknown): unknown {
    if (typeof payload !== 'string' && !this.#reading.isBinaryText) return payload
    switch (this.#reading.read) {
      case 'json':
        return typeof payload === 'string' ? decoded : jsonCodec.decode(text)
      case 'text':
        return text
      case 'contentType': {
        const type = who.headers['content-type'] ?? ''
        if (/application\/(?:.*\+)?json/i.test(type)) return jsonOr(text)
        if (/(?:application\/(?:soap\+)?|text\/)xml/i.test(type)) return parseXml(text) ?? text
        return text
      }
    }
  }
}

const NOBODY: Who = {
  client: '',
  user: undefined,
  url: 'ws://localhost/',
  request: '/',
  path: '/',
  params: {},
  query: {},
  headers: {},
  cookies: {},
  protocols: [],
}

/** A message that says it is JSON and is not: its text. */
function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

function unescaped(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    // A lone % is legal in a cookie.
    return value
  }
}
