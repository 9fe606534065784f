// Finding positions in lists that are in order.

/** The index of the first item that lies after a position; the length if none does. */
export function firstAfter(list: readonly { readonly at: number }[], position: number): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((list[middle]?.at ?? Infinity) > position) high = middle
    else low = middle + 1
  }
  return low
}

/** The index of the first item that lies at a position or after it; the length if none does. */
export function firstFrom(list: readonly { readonly at: number }[], position: number): number {
  return firstAfter(list, position - 1)
}
