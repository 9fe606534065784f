// What a group promises, as data: constructors and their shapes. What a promise means is a law's to say, in guarantees/.

/** A promise of a group about who hears a broadcast, how often, and in which order. */
export type Promised =
  | { readonly promise: 'noCreation' }
  | { readonly promise: 'atMostOnce' }
  | { readonly promise: 'atLeastOnce' }
  | { readonly promise: 'exactlyOnce' }
  | { readonly promise: 'membersOnly' }
  | { readonly promise: 'leaveFence' }
  | { readonly promise: 'senderOrder' }
  | { readonly promise: 'totalOrder' }
  | { readonly promise: 'pairwiseOrder' }
  | { readonly promise: 'causalOrder' }
  | { readonly promise: 'sequenceAgreement'; readonly field: string }
  | { readonly promise: 'noGaps'; readonly field: string }
  | ({ readonly promise: 'resume'; readonly field: string } & ResumeOptions)
  | { readonly promise: 'progress' }
  | { readonly promise: 'senderPolicy'; readonly echo: 'always' | 'never' }
  | { readonly promise: 'quietWindow'; readonly forMs: number }
  | { readonly promise: 'heartbeat'; readonly toleranceMs?: number | undefined }
  | { readonly promise: 'replyDeadline'; readonly toleranceMs?: number | undefined }

export interface ResumeOptions {
  /** The field of the message that asks to join in which a client says the last sequence number it has. Default: what it received. */
  readonly since?: string | undefined
  /** How the server says that it cannot go on there: a message; or a field of it, and the value that says so. */
  readonly notRecovered?:
    | { readonly message: string; readonly field?: string | undefined; readonly is?: unknown }
    | undefined
}

export type PromiseName = Promised['promise']

/** Whatever is received was sent before, to the same group, with the same payload. */
export const noCreation = (): Promised => ({ promise: 'noCreation' })

/** Nobody receives a broadcast twice. */
export const atMostOnce = (): Promised => ({ promise: 'atMostOnce' })

/** Every member that stays receives every broadcast. */
export const atLeastOnce = (): Promised => ({ promise: 'atLeastOnce' })

/** Every member that stays receives every broadcast, and nobody twice. */
export const exactlyOnce = (): Promised => ({ promise: 'exactlyOnce' })

/** Only members receive a group's broadcasts, and only while they are members. */
export const membersOnly = (): Promised => ({ promise: 'membersOnly' })

/** After its leave is acknowledged a client receives nothing of the group until it joins again. */
export const leaveFence = (): Promised => ({ promise: 'leaveFence' })

/** What one client broadcasts to a group arrives everywhere in the order it was sent (FIFO). */
export const senderOrder = (): Promised => ({ promise: 'senderOrder' })

/** All members receive the broadcasts of a group in one order. */
export const totalOrder = (): Promised => ({ promise: 'totalOrder' })

/** Any two members receive what both of them receive in the same order. Weaker than one order for all. */
export const pairwiseOrder = (): Promised => ({ promise: 'pairwiseOrder' })

/** A broadcast arrives after those its sender had received or sent before (Lamport 1978). */
export const causalOrder = (): Promised => ({ promise: 'causalOrder' })

/** The delivered message's sequence number and the broadcast belong to each other, one to one. @param field of the delivered message */
export const sequenceAgreement = (field: string): Promised => ({ promise: 'sequenceAgreement', field })

/** Between joining and leaving, sequence numbers follow each other without a gap and never go back. @param field of the delivered message */
export const noGaps = (field: string): Promised => ({ promise: 'noGaps', field })

/**
 * After a reconnect the sequence goes on where the client left it, or the server says that it cannot.
 *
 * @param field of the delivered message
 */
export const resume = (field: string, options: ResumeOptions = {}): Promised => ({
  promise: 'resume',
  field,
  ...options,
})

/** Whoever reads gets its acknowledgements and messages; a paused reader holds up nobody else. */
export const progress = (): Promised => ({ promise: 'progress' })

/** Whether a sender that is a member gets its own message. A contract says it with `broadcast.echo`. */
export const senderPolicy = (echo: 'always' | 'never'): Promised => ({ promise: 'senderPolicy', echo })

/** Between two broadcasts of a group, a member has at least so long without one, in ms of the owner's clock. */
export const quietWindow = (forMs: number): Promised => ({ promise: 'quietWindow', forMs })

/**
 * Clients send the contract's heartbeat as often as it says, and one that stays silent too long is closed.
 *
 * @param toleranceMs how late that may be, in ms of the owner's clock. Default: half the period
 */
export const steadyHeartbeat = (toleranceMs?: number): Promised => ({ promise: 'heartbeat', toleranceMs })

/**
 * The contract's replies come within the time that it says.
 *
 * @param toleranceMs how late they may be, in ms of the owner's clock. Default 0
 */
export const replyDeadline = (toleranceMs?: number): Promised => ({ promise: 'replyDeadline', toleranceMs })
