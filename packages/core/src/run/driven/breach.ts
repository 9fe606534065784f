// Breaches of a contract between the scenario's clients and a real server, in words. The entries of the transcript are
// client-record.ts's.
import { breachText, issueTexts } from '../../contract/breach-text.ts'
import type { Breach } from '../../contract/reading.ts'
import { ViolationError } from '../../errors.ts'
import { shorten } from '../../match/show.ts'
import { createRedaction } from '../../transcript/redaction.ts'
import type { DataFrame, Direction } from '../../wire/frame.ts'
import type { Violation } from './client-port.ts'

/** As much of a message as a sentence can hold. */
const LONGEST = 200

/** A message that breaks the contract. */
export function messageBreach(contract: string, client: string, breach: Breach, frame: DataFrame): Violation {
  const { direction, name } = breach
  const payload = createRedaction().redactPayload(frame.payload)
  const shown = typeof payload === 'string' ? shorten(payload, LONGEST) : `${payload.byteLength} bytes`
  const said =
    direction === 'clientToServer' ? `${client} sent ${shown}` : `the server sent ${client} ${shown}`
  return {
    direction,
    frame,
    message: name,
    issues: issueTexts(breach),
    error: new ViolationError(`${said}: ${breachText(contract, breach)}.`),
  }
}

/** Something else that breaks it. @param said what happened, as the beginning of a sentence */
export function otherBreach(
  contract: string,
  direction: Direction,
  said: string,
  issue: string,
  of: { readonly message?: string | undefined; readonly frame?: DataFrame | undefined } = {},
): Violation {
  const error = new ViolationError(`${said}: it breaks the contract ${contract}: ${issue}.`)
  return { direction, ...of, issues: [issue], error }
}
