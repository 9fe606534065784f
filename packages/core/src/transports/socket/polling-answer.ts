// The far end of a client that asks for HTTP polling where a WebSocket is mocked: all it can be told is no.
import type { ServerResponse } from 'node:http'
import type { Link } from '../port.ts'

/** A link that carries one refusal, as the response to an ordinary request. */
export function refusalBy(response: ServerResponse): Link & { flush(): void } {
  const reject = (status: number, reason: string): void => {
    response.writeHead(status, {
      Connection: 'close',
      'Content-Type': 'text/plain; charset=utf-8',
      // A page of another origin could not read why.
      'Access-Control-Allow-Origin': '*',
    })
    response.end(`${reason}\n`)
  }
  return { reject, accept() {}, deliver() {}, close() {}, cut() {}, flush() {} }
}
