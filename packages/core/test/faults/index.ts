// The catalogue of faults: small servers, each wrong in one way that servers are.
import type { Fault } from './fault.ts'
import { skipsNextMember } from './01-skips-next-member.ts'
import { overflowOvertaken } from './02-overflow-overtaken.ts'
import { staleMemberCache } from './03-stale-member-cache.ts'
import { earlyAcknowledgement } from './04-early-acknowledgement.ts'
import { joinsTwice } from './05-joins-twice.ts'
import { echoOfTwoGroups } from './06-echo-of-two-groups.ts'
import { prefixMatch } from './07-prefix-match.ts'
import { inheritedMembership } from './08-inherited-membership.ts'
import { parallelFanOut } from './09-parallel-fan-out.ts'
import { largePayloadLate } from './10-large-payload-late.ts'
import { deadPeerAborts } from './11-dead-peer-aborts.ts'
import { silentDrop } from './12-silent-drop.ts'
import { resumeInclusive } from './13-resume-inclusive.ts'
import { resumeSkipsOne } from './14-resume-skips-one.ts'
import { numberedAtDelivery } from './15-numbered-at-delivery.ts'
import { sharedFrame } from './16-shared-frame.ts'
import { replayOnJoin } from './17-replay-on-join.ts'
import { leaveCancelsOwn } from './18-leave-cancels-own.ts'
import { pausedPeerBlocks } from './19-paused-peer-blocks.ts'
import { concurrentJoins } from './20-concurrent-joins.ts'
import { dedupByPayload } from './21-dedup-by-payload.ts'

export const faults: readonly Fault[] = [
  skipsNextMember,
  overflowOvertaken,
  staleMemberCache,
  earlyAcknowledgement,
  joinsTwice,
  echoOfTwoGroups,
  prefixMatch,
  inheritedMembership,
  parallelFanOut,
  largePayloadLate,
  deadPeerAborts,
  silentDrop,
  resumeInclusive,
  resumeSkipsOne,
  numberedAtDelivery,
  sharedFrame,
  replayOnJoin,
  leaveCancelsOwn,
  pausedPeerBlocks,
  concurrentJoins,
  dedupByPayload,
]
