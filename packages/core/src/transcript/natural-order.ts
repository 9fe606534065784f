// The order in which people list names: `client-2` before `client-10`. The same everywhere, whatever the locale.

/** Compares two names for sorting: runs of digits by their number, everything else by code unit. */
export function compareNaturally(a: string, b: string): number {
  const left = partsOf(a)
  const right = partsOf(b)
  for (const [index, part] of left.entries()) {
    const other = right[index]
    if (other === undefined) return 1
    const difference = compareParts(part, other)
    if (difference !== 0) return difference
  }
  // `client-1` and `client-01` are two names, so they have an order.
  return left.length - right.length || compareUnits(a, b)
}

function partsOf(name: string): readonly string[] {
  return name.match(/\d+|\D+/g) ?? []
}

function compareParts(a: string, b: string): number {
  return isNumber(a) && isNumber(b) ? Number(a) - Number(b) || 0 : compareUnits(a, b)
}

function isNumber(part: string): boolean {
  return /^\d/.test(part)
}

function compareUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
