// Plays tapes: hears what clients say, and does what the server did when its time has come. One for each run of the mock;
// rules in replay.ts call it. It sets no timers of its own: it waits by the handler that woke it.
import { mistake, type MistakeError } from '../../errors.ts'
import { isSendableCloseCode, NO_STATUS } from '../../wire/close-code.ts'
import type { Payload } from '../../wire/frame.ts'
import { payloadText } from '../../views/payload-text.ts'
import type { MockClient } from '../client.ts'
import type { HandlerContext } from '../context.ts'
import { castingFor } from './casting.ts'
import type { Captures, Likeness } from './likeness.ts'
import type { Done, Said, Tape } from './tape.ts'

export interface PlayerOptions {
  readonly match: 'strict' | 'ordered' | 'any'
  readonly hasDelays: boolean
  readonly isTogether: boolean
}

/** What has been captured: by one connection, or by all that are played together. */
interface Known {
  captures: Captures
}

/** A tape that is played. */
interface Playing {
  readonly tape: Tape
  readonly client: MockClient
  readonly known: Known
  /** How many of what the client said have been said. */
  heard: number
  /** How many of what the server did have been done. */
  done: number
  isPumped: boolean
}

/** Where in the recording something is that was said. */
interface Found {
  readonly playing: Playing
  readonly tape: Tape
  readonly index: number
  readonly captures: Captures
}

type Context = Pick<HandlerContext, 'client' | 'reply' | 'delay'>

const LONGEST_SHOWN = 80

export class TapePlayer {
  readonly #tapes: readonly Tape[]
  readonly #likeness: Likeness
  readonly #options: PlayerOptions
  readonly #cast = new Map<MockClient, Playing | undefined>()
  readonly #taken = new Set<Tape>()
  /** A value of one connection is said to the others, too. */
  readonly #shared: Known = { captures: new Map() }
  /** For what is matched in any order: how often each was answered. */
  readonly #answered = new Map<Said, number>()

  constructor(tapes: readonly Tape[], likeness: Likeness, options: PlayerOptions) {
    this.#tapes = tapes
    this.#likeness = likeness
    this.#options = options
  }

  /** The recorded connection that a client plays; asked again, it is the same. */
  tapeOf(client: MockClient): Tape | undefined {
    if (!this.#cast.has(client)) this.#cast.set(client, this.#castOf(client))
    return this.#cast.get(client)?.tape
  }

  #castOf(client: MockClient): Playing | undefined {
    const casting = castingFor(client, this.#tapes)
    const isAny = this.#options.match === 'any'
    const tape = casting.find((each) => !this.#taken.has(each)) ?? (isAny ? casting[0] : undefined)
    if (tape === undefined) return undefined
    this.#taken.add(tape)
    return {
      tape,
      client,
      known: this.#options.isTogether ? this.#shared : { captures: new Map() },
      heard: 0,
      done: 0,
      isPumped: false,
    }
  }

  /** Whether what a client says is in the recording where it is. Changes nothing. */
  knows(client: MockClient, payload: Payload): boolean {
    return this.#found(client, payload) !== undefined
  }

  /** Why it is not; for a mistake. */
  refusal(client: MockClient, payload: Payload): MistakeError {
    const playing = this.#cast.get(client)
    const next = playing?.tape.said[playing.heard]
    return mistake(
      `replaying ${playing?.tape.client ?? 'a connection'} for ${client.name}`,
      `it says ${payloadText(payload, LONGEST_SHOWN)}, where the recording ${
        next === undefined ? 'has nothing more' : `goes on with ${payloadText(next.payload, LONGEST_SHOWN)}`
      }`,
      "Say what was recorded, name what differs in { volatile }, or replay with { match: 'ordered' } or 'any'",
    )
  }

  /** The connection is open: what the server did at once is done. */
  begin(context: Context): Promise<void> | undefined {
    if (this.#options.match !== 'any') return this.#pump(context)
    const playing = this.#cast.get(context.client)
    const first = playing?.tape.said[0]?.position ?? Infinity
    const greeting = playing?.tape.done.filter(({ position }) => position < first) ?? []
    return this.#answer(context, playing, playing?.tape.begin.at ?? 0, greeting)
  }

  /** A client says what is in the recording; what follows is done. */
  hear(context: Context, payload: Payload): Promise<void> | undefined {
    const found = this.#found(context.client, payload)
    if (found === undefined) return undefined
    const { playing, tape, index, captures } = found
    playing.known.captures = captures
    if (this.#options.match !== 'any') {
      playing.heard = index + 1
      return this.#pump(context)
    }
    const said = tape.said[index]
    if (said === undefined) return undefined
    this.#answered.set(said, (this.#answered.get(said) ?? 0) + 1)
    const next = tape.said[index + 1]?.position ?? Infinity
    const answers = tape.done.filter(({ position }) => position > said.position && position < next)
    return this.#answer(context, playing, said.at, answers)
  }

  /** A client is gone: nobody waits for what it has not said. */
  end(context: Context): Promise<void> | undefined {
    const playing = this.#cast.get(context.client)
    if (playing === undefined) return undefined
    playing.heard = playing.tape.said.length
    playing.done = playing.tape.done.length
    return this.#options.isTogether ? this.#pump(context) : undefined
  }

  #found(client: MockClient, payload: Payload): Found | undefined {
    const playing = this.#cast.get(client)
    if (playing === undefined) return undefined
    const { tape, heard, known } = playing
    const { match } = this.#options
    if (match === 'any') return this.#foundAnywhere(playing, payload)
    const last = match === 'strict' ? Math.min(heard + 1, tape.said.length) : tape.said.length
    for (let index = heard; index < last; index++) {
      const said = tape.said[index]
      const captures =
        said === undefined ? undefined : this.#likeness.captures(said.payload, payload, known.captures)
      if (captures !== undefined) return { playing, tape, index, captures }
    }
    return undefined
  }

  /** Of what is the same, the next that has not been answered; when all have been, the last. */
  #foundAnywhere(playing: Playing, payload: Payload): Found | undefined {
    let last: Found | undefined
    // What was recorded on the connection itself comes before what was on others like it.
    const tapes = new Set([playing.tape, ...castingFor(playing.client, this.#tapes)])
    for (const tape of tapes) {
      for (const [index, said] of tape.said.entries()) {
        const captures = this.#likeness.captures(said.payload, payload, playing.known.captures)
        if (captures === undefined) continue
        const times = this.#answered.get(said) ?? 0
        if (times === 0) return { playing, tape, index, captures }
        last = { playing, tape, index, captures }
      }
    }
    return last
  }

  /** Does what is due, in the order of the recording. Undefined when that was at once. */
  #pump(context: Context): Promise<void> | undefined {
    if (this.#options.hasDelays) {
      const pumps = this.#playing(context).map((playing) => this.#pumpWithDelays(context, playing))
      return Promise.all(pumps).then(() => undefined)
    }
    for (;;) {
      const due = this.#playing(context)
        .filter((playing) => this.#next(playing) !== undefined)
        .toSorted((a, b) => (this.#next(a)?.position ?? 0) - (this.#next(b)?.position ?? 0))
      const [playing] = due
      const next = playing === undefined ? undefined : this.#next(playing)
      if (playing === undefined || next === undefined) return undefined
      playing.done++
      this.#perform(context, playing, next)
    }
  }

  async #pumpWithDelays(context: Context, playing: Playing): Promise<void> {
    if (playing.isPumped) return
    playing.isPumped = true
    try {
      for (let next = this.#next(playing); next !== undefined; next = this.#next(playing)) {
        const waitMs = next.at - this.#before(playing, next)
        if (waitMs > 0) await context.delay(waitMs)
        playing.done++
        this.#perform(context, playing, next)
      }
    } finally {
      playing.isPumped = false
    }
  }

  #playing({ client }: Context): readonly Playing[] {
    const own = this.#cast.get(client)
    if (!this.#options.isTogether) return own === undefined ? [] : [own]
    return [...this.#cast.values()].filter((playing) => playing !== undefined)
  }

  /** What the server does next for a connection, if everything that was said before it has been said. */
  #next(playing: Playing): Done | undefined {
    const next = playing.tape.done[playing.done]
    if (next === undefined || !playing.client.open) return undefined
    return next.position < this.#unsaid(playing) ? next : undefined
  }

  /** The place in the recording of what has not been said yet. */
  #unsaid(playing: Playing): number {
    if (!this.#options.isTogether) return playing.tape.said[playing.heard]?.position ?? Infinity
    const cast = new Map(Array.from(this.#cast.values(), (each) => [each?.tape, each]))
    let unsaid = Infinity
    for (const tape of this.#tapes) {
      if (tape.refusal !== undefined) continue
      const played = cast.get(tape)
      // A client that has not come yet has said nothing, not even hello.
      const place = played === undefined ? tape.begin.position : tape.said[played.heard]?.position
      unsaid = Math.min(unsaid, place ?? Infinity)
    }
    return unsaid
  }

  /** When that was, in the recording, which comes before. */
  #before({ tape }: Playing, next: Done): number {
    const tapes = this.#options.isTogether ? this.#tapes : [tape]
    let at = tape.begin.at
    for (const each of tapes.flatMap(({ said, done, begin }) => [begin, ...said, ...done])) {
      if (each.position < next.position) at = Math.max(at, each.at)
    }
    return at
  }

  /** Does one thing after the other, each as long after the one before as it was. */
  #answer(
    context: Context,
    playing: Playing | undefined,
    from: number,
    answers: readonly Done[],
  ): Promise<void> | undefined {
    if (playing === undefined) return undefined
    if (!this.#options.hasDelays) {
      for (const answer of answers) this.#perform(context, playing, answer)
      return undefined
    }
    const perform = async (): Promise<void> => {
      let last = from
      for (const answer of answers) {
        if (answer.at > last) await context.delay(answer.at - last)
        last = answer.at
        this.#perform(context, playing, answer)
      }
    }
    return perform()
  }

  #perform(context: Context, playing: Playing, done: Done): void {
    const { client } = playing
    if (!client.open) return
    switch (done.do) {
      case 'send': {
        const message = this.#likeness.spoken(done.payload, playing.known.captures)
        playing.known.captures = this.#likeness.afterSaying(done.payload, playing.known.captures)
        if (client === context.client) context.reply(message)
        else client.send(message)
        return
      }
      case 'ping':
        return client.ping(done.payload)
      case 'join':
        return client.join(done.group)
      case 'leave':
        return client.leave(done.group)
      case 'close':
        return isSendableCloseCode(done.code) ? client.close(done.code, done.reason) : client.close(NO_STATUS)
      case 'cut':
        return client.cut()
    }
  }
}
