import { contract, scenario, typed } from '@parley-ws/core'
import { expectTypeOf } from 'expect-type'
import { verifyScenarios } from './index.ts'

const chatContract = contract('chat', {
  url: '/',
  clientToServer: {},
  serverToClient: { said: typed<{ text: string }>() },
})
const talk = scenario('a talk', { contract: chatContract, clients: ['alice'], steps: () => [] })

// ── accepts ────────────────────────────────────────────────────────────────────────────────────────────────────────
verifyScenarios([talk], async ({ title }) => ({ url: `ws://a.test/${title}`, inconclusive: 'fail' }))
verifyScenarios({ talk }, { url: 'ws://a.test/' })
verifyScenarios([talk, scenario('another', { clients: ['bob'], steps: () => [] })], { url: 'ws://a.test/' })

// ── infers ─────────────────────────────────────────────────────────────────────────────────────────────────────────
verifyScenarios([talk], {
  url: 'ws://a.test/',
  trigger: {
    send(to, message) {
      expectTypeOf(to).toEqualTypeOf<'alice'>()
      expectTypeOf(message.text).toEqualTypeOf<string>()
    },
  },
})

verifyScenarios([talk], () => ({
  url: 'ws://a.test/',
  trigger: {
    send(to, message) {
      expectTypeOf(to).toEqualTypeOf<'alice'>()
      expectTypeOf(message.text).toEqualTypeOf<string>()
    },
  },
}))

// ── rejects ────────────────────────────────────────────────────────────────────────────────────────────────────────
// @ts-expect-error -- there is no such trigger
verifyScenarios([talk], { url: 'ws://a.test/', trigger: { brodcast: () => {} } })
// @ts-expect-error -- inconclusive is no pass
verifyScenarios([talk], { url: 'ws://a.test/', inconclusive: 'pass' })
