// Which of several branches goes next in a driven scenario.
import { seededRandom } from '../../mock/random.ts'

/** @param seed undefined: the first as written */
export function chooserOf(seed: number | undefined): (count: number) => number {
  if (seed === undefined) return () => 0
  const random = seededRandom(seed)
  return (count) => Math.floor(random() * count)
}
