// The chat on a port, in a process of its own, which ends when it is told to.
import { mock } from '../../packages/core/src/mock/definition.ts'
import { serveWsMock } from '../../packages/core/src/run/serve-ws.ts'
import { chat } from './chat.ts'

const served = await serveWsMock(mock(chat))
process.send?.(served.url)
process.once('message', () => process.disconnect())
process.once('disconnect', () => process.exit())
