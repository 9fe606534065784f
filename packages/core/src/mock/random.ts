// Seeded randomness: the same seed gives the same faults, the same order, the same run.

/** A source of numbers in [0, 1). */
export type Random = () => number

/** Mulberry32 (Tommy Ettinger, public domain): small, fast, and even enough for choosing. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}

/** The nth of a sequence of draws from 0 to `length` - 1, n from 0; the same for the same n. */
export function seededDraws(seed: number, length: number): (n: number) => number {
  const random = seededRandom(seed)
  const drawn: number[] = []
  return (n) => {
    while (drawn.length <= n) drawn.push(Math.floor(random() * length))
    return drawn[n] ?? 0
  }
}
