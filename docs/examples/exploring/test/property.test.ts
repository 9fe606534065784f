// A property of one's own.
// #region property
import { test } from '@fast-check/vitest'
import { simulate } from '@parley-ws/core'
import { conversations } from '@parley-ws/core/property'
import { chatContract } from './chat.ts'

test.prop([await conversations(chatContract, { clients: 3 })], { numRuns: 100 })(
  'whatever is said, the mock answers as its contract says',
  async (conversation) => {
    await simulate(conversation)
  },
)
// #endregion
