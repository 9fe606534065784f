// The nearest of some known words to one that is unknown: "did you mean …".

/** The known word that a misspelt one is nearest to, or undefined where none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined
  // A third of the word may be wrong; more than that is another word.
  let least = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const each of known) {
    const distance = distanceOf(word.toLowerCase(), each.toLowerCase())
    if (distance >= least) continue
    least = distance
    best = each
  }
  return best
}

/** What to do about an unknown word. */
export function remedyFor(word: string, known: readonly string[]): string {
  const near = nearest(word, known)
  return near === undefined ? `Use ${known.join(', ')}` : `Did you mean ${JSON.stringify(near)}?`
}

/** How many letters have to be added, removed, changed or swapped with their neighbour. */
function distanceOf(from: string, to: string): number {
  let before: readonly number[] = []
  let previous: readonly number[] = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const current = [i]
    for (let j = 1; j <= to.length; j++) {
      const isSame = from[i - 1] === to[j - 1]
      let least = Math.min(
        (previous[j] ?? 0) + 1,
        (current[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + (isSame ? 0 : 1),
      )
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      if (isSwap) least = Math.min(least, (before[j - 2] ?? 0) + 1)
      current.push(least)
    }
    before = previous
    previous = current
  }
  return previous[to.length] ?? 0
}
