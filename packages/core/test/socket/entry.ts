// Waiting for something to stand in a transcript.
import type { WsMock } from '../../src/run/ws-mock.ts'
import type { Entry, EntryKind } from '../../src/transcript/entry.ts'

type Of<Kind extends EntryKind> = Extract<Entry, { kind: Kind }>

/** The first entry of a kind that passes, as soon as there is one. */
export function entryOf<Kind extends EntryKind>(
  mock: WsMock,
  kind: Kind,
  passes: (entry: Of<Kind>) => boolean = () => true,
): Promise<Of<Kind>> {
  return new Promise((resolve) => {
    const look = (): boolean => {
      const found = mock.transcript.entries.find(
        (entry): entry is Of<Kind> => entry.kind === kind && passes(entry as Of<Kind>),
      )
      if (found !== undefined) resolve(found)
      return found !== undefined
    }
    if (look()) return
    const unsubscribe = mock.observed.subscribe(() => {
      if (look()) unsubscribe()
    })
  })
}
