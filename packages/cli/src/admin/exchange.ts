// One request and its answer, as JSON or as a page. Knows no route.
import type { IncomingMessage, ServerResponse } from 'node:http'

/** What a request asks for cannot be done; says which status tells so. */
export class Unacceptable extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** An answer that is a page. */
export class Page {
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
  constructor(text: string, headers: Readonly<Record<string, string>>) {
    this.text = text
    this.headers = headers
  }
}

const MOST_BYTES = 1024 * 1024

export function answer(response: ServerResponse, status: number, body: unknown): void {
  if (body instanceof Page) {
    const type = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' }
    response.writeHead(status, { ...type, ...body.headers }).end(body.text)
    return
  }
  const text = JSON.stringify(body)
  response
    .writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      ...(status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
      ...(status === 413 ? { Connection: 'close' } : {}),
    })
    .end(`${text}\n`)
}

/** @throws Unacceptable for a body that is too long, or no object of JSON */
export async function bodyOf(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.byteLength
    if (length > MOST_BYTES) throw new Unacceptable(413, `The body has more than ${MOST_BYTES} bytes.`)
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString()
  let value: unknown
  try {
    value = text === '' ? {} : JSON.parse(text)
  } catch (cause) {
    throw new Unacceptable(400, `The body is no JSON: ${String(cause)}`)
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>
  }
  throw new Unacceptable(400, 'The body has to be an object.')
}
