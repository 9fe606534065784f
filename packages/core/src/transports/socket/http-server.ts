// What a mock can be attached to.
import type { Server } from 'node:http'
import type { Server as HttpsServer } from 'node:https'

/** An HTTP server of Node, with TLS or without. */
export type HttpServer = Server | HttpsServer
