import { expectTypeOf } from 'expect-type'
import { bytes } from '../../match/matchers/bytes.ts'
import { text } from '../../match/matchers/text.ts'
import type { Rule } from '../rule.ts'
import { withArgs } from './definition.ts'
import { socketIo } from './server.ts'

// accepts
expectTypeOf(socketIo()).toEqualTypeOf<readonly Rule[]>()
socketIo({ namespaces: { '/admin': { use: ({ auth, refuse }) => auth['token'] ?? refuse('no') } } })

// infers
socketIo({
  connection: ({ socket }) => {
    expectTypeOf(socket.emitWithAck('ask')).toEqualTypeOf<Promise<unknown>>()
  },
  on: {
    say: ({ args, ack }) => {
      expectTypeOf(args).toEqualTypeOf<readonly unknown[]>()
      expectTypeOf(ack).returns.toBeVoid()
    },
    draw: withArgs([text(), bytes()], ({ args: [title, picture] }) => {
      expectTypeOf(title).toBeString()
      expectTypeOf(picture).toEqualTypeOf<Uint8Array<ArrayBuffer>>()
    }),
  },
})

// rejects
// @ts-expect-error a namespace has no namespaces
socketIo({ namespaces: { '/admin': { namespaces: {} } } })
// @ts-expect-error the third argument was not asked for
withArgs([text(), text()], ({ args: [, , third] }) => third)
// @ts-expect-error a handler is a function, not the acknowledgement itself
socketIo({ on: { ping: 'pong' } })
