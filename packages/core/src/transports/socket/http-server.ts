// What a mock can be attached to.
import { Server } from 'node:http'
import { Server as HttpsServer } from 'node:https'
import { mistake } from '../../errors.ts'

/** An HTTP server of Node, with TLS or without. */
export type HttpServer = Server | HttpsServer

/** An app of a framework emits as well and is listened to, and would never hand over an upgrade. @throws MistakeError */
export function checkHttpServer(attempted: string, server: unknown): void {
  if (server instanceof Server || server instanceof HttpsServer || upgradesHttp2(server)) return
  throw mistake(
    attempted,
    'this is no HTTP server of Node',
    'Give what createServer() of node:http or node:https returned, or app.listen(); of a framework often app.server',
  )
}

/** The server of node:http2 that speaks HTTP/1.1 too. */
function upgradesHttp2(server: unknown): boolean {
  return typeof server === 'object' && server !== null && server.constructor.name === 'Http2SecureServer'
}
