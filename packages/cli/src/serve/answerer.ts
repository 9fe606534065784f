// What answers ordinary requests on the port of a mock, one after the other: the admin API, the files beside the socket.
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Answers a request, or leaves it to the next. */
export type Answerer = (request: IncomingMessage, response: ServerResponse, next: () => void) => void

/** Asks them in their order, until one answers. */
export function inTurn(answerers: readonly Answerer[]): Answerer {
  return (request, response, next) => {
    const from = (index: number): void => {
      const answerer = answerers[index]
      if (answerer === undefined) next()
      else answerer(request, response, () => from(index + 1))
    }
    from(0)
  }
}
