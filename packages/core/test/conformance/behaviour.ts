// A behaviour that every world has: a sentence, what a client must be able to do for it, and how it shows.
import type { Ability, World } from './world.ts'

export interface Behaviour {
  readonly name: string
  readonly needs: readonly Ability[]
  readonly show: (world: World) => Promise<void>
}

/** Something that holds for clients of any kind. */
export function behaviour(name: string, show: Behaviour['show']): Behaviour {
  return { name, needs: [], show }
}

/** Something that shows only where a client can do more than a page can. */
export function behaviourWith(needs: readonly Ability[], name: string, show: Behaviour['show']): Behaviour {
  return { name, needs, show }
}

/** Why a behaviour does not show in a world; undefined where it does. */
export function lackOf({ needs }: Behaviour, { lacks }: World): string | undefined {
  const missing = needs.flatMap((ability) => lacks[ability] ?? [])
  return missing.length === 0 ? undefined : missing.join('; ')
}
