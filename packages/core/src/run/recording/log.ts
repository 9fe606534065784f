// What a recording proxy writes down: entries with the time of the recorder, and with what is secret hidden.
import type { Entry } from '../../transcript/entry.ts'
import type { Recorder } from '../../transcript/recorder.ts'
import type { Redaction } from '../../transcript/redaction.ts'

type Unnumbered<E> = E extends Entry ? Omit<E, 'seq' | 'at'> : never

export class RecordingLog {
  readonly #recorder: Recorder
  readonly redaction: Redaction

  constructor(recorder: Recorder, redaction: Redaction) {
    this.#recorder = recorder
    this.redaction = redaction
  }

  write(entry: Unnumbered<Entry>): void {
    this.#recorder.record({ ...entry, seq: 0, at: this.#recorder.now() } as Entry)
  }
}
