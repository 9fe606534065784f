// What stands in `expect(…)`: a mock or a client of it. Says what to write where it is something else.
import { mistake } from '../errors.ts'
import { isObservable, type Observed } from '../transcript/observed.ts'

/** @throws MistakeError when it is neither a mock nor a client */
export function observedOf(matcher: string, received: unknown): Observed {
  if (isObservable(received)) return received.observed
  if (typeof received === 'object' && received !== null && 'then' in received) {
    throw mistake(
      `expect(…).${matcher}()`,
      'it was given a promise',
      'Await it first: const client = await chatMock.client()',
    )
  }
  if (typeof received === 'object' && received !== null && 'readyState' in received) {
    throw mistake(
      `expect(…).${matcher}()`,
      'it was given a WebSocket, the client’s own end',
      'Give its connection seen from the server: await chatMock.client(), or the mock itself',
    )
  }
  throw mistake(
    `expect(…).${matcher}()`,
    'it was given neither a mock nor a client',
    'Give the mock’s handle, or await its client()',
  )
}
