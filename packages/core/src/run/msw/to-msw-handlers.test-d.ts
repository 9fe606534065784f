import { expectTypeOf } from 'expect-type'
import { setupServer } from 'msw/node'
import { z } from 'zod'
import { contract } from '../../contract/contract.ts'
import { mock } from '../../mock/definition.ts'
import { on } from '../../mock/rule.ts'
import type { ContractClient } from '../contract-client.ts'
import type { WsMock } from '../ws-mock.ts'
import { type MswWsMock, toMswHandlers } from './to-msw-handlers.ts'

const chat = contract('chat', {
  url: '/rooms',
  clientToServer: { say: z.object({ text: z.string() }) },
  serverToClient: { said: z.object({ text: z.string() }) },
})
const url = 'wss://chat.example.com/rooms'

// ── accepts ────────────────────────────────────────────────────────────────────────────────────────────────────────
const plain = toMswHandlers(url, [on('hi').reply('hi yourself')], { unmatched: 'error' })
expectTypeOf(plain).toEqualTypeOf<MswWsMock>()
expectTypeOf(plain).toExtend<WsMock>()
expectTypeOf(toMswHandlers(mock(chat))).toEqualTypeOf<MswWsMock>()
setupServer(...plain, ...toMswHandlers(/rooms/).handlers)

const typed = toMswHandlers(url, chat, ({ on: onMessage }) => [
  onMessage('say').reply('said', { text: 'yes' }),
])
expectTypeOf(typed.client()).resolves.toEqualTypeOf<ContractClient<typeof chat>>()
typed.broadcast('said', { text: 'hi' })
setupServer(...typed)

// ── refuses ────────────────────────────────────────────────────────────────────────────────────────────────────────
// @ts-expect-error -- a message that the contract does not have
typed.broadcast('shouted', { text: 'hi' })
// @ts-expect-error -- rules alone do not say where clients connect
toMswHandlers([on('hi').reply('hi yourself')])
// @ts-expect-error -- MSW decides what happens to other URLs
toMswHandlers(url, [], { unhandled: 'error' })
