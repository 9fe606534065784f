// Waits until a claim is decided: re-judges when there is news, gives up at a real-time deadline.
import { nextTurn, realClock } from '../clock.ts'
import type { Observed } from '../transcript/observed.ts'
import { checkWhole } from '../transcript/whole.ts'
import type { Claim, Judgement } from './judgement.ts'

export interface Settled extends Judgement {
  /** How long was waited, in ms. */
  readonly waitedMs: number
  /** `bounded`: the app could still have spoken later. */
  readonly evidence: 'exact' | 'bounded'
}

/** Waits until the claim holds, up to `timeoutMs`. */
export async function settle(claim: Claim, observed: Observed, timeoutMs: number): Promise<Settled> {
  const begun = realClock.now()
  let judgement = judged(claim, observed)
  if (!judgement.pass && !judgement.final && timeoutMs > 0)
    judgement = await untilDecided(claim, observed, timeoutMs)
  if (judgement.pass && !judgement.final) {
    // A count may still be exceeded by what is in flight at this moment.
    await observed.drain()
    judgement = judged(claim, observed)
  } else {
    // What was handed over has then arrived at the app, which is what a test looks at next.
    await observed.delivered()
  }
  return { ...judgement, waitedMs: realClock.now() - begun, evidence: 'exact' }
}

/** Drains what is in flight, watches for `forMs` more, then judges what happened so far: for `.not` and for silence. */
export async function settleAfterDrain(claim: Claim, observed: Observed, forMs: number): Promise<Settled> {
  const begun = realClock.now()
  await observed.drain()
  if (forMs > 0) {
    await new Promise<void>((resolve) => {
      realClock.after(forMs, resolve)
    })
    await observed.drain()
  }
  const judgement = judged(claim, observed)
  return { ...judgement, waitedMs: realClock.now() - begun, evidence: 'bounded' }
}

/** @throws MistakeError where the mock has forgotten a part of what the claim is about */
function judged(claim: Claim, { label, transcript, client }: Observed): Judgement {
  checkWhole(`expect(${label}).${claim.text}`, transcript)
  return claim.judge(transcript.entries, client)
}

function untilDecided(claim: Claim, observed: Observed, timeoutMs: number): Promise<Judgement> {
  return new Promise((resolve, reject) => {
    let isScheduled = false
    let isOver = false
    const finish = (conclude: () => void): void => {
      isOver = true
      cancel()
      unsubscribe()
      conclude()
    }
    const judge = (isLast: boolean): void => {
      isScheduled = false
      if (isOver) return
      try {
        const judgement = judged(claim, observed)
        if (judgement.pass || judgement.final || isLast) finish(() => resolve(judgement))
      } catch (error) {
        // A predicate of the author's threw.
        finish(() => reject(error))
      }
    }
    const cancel = realClock.after(timeoutMs, () => judge(true))
    // A broadcast to thousands is thousands of entries and one judgement.
    const unsubscribe = observed.subscribe(() => {
      if (isScheduled) return
      isScheduled = true
      nextTurn(() => judge(false))
    })
  })
}
