/** Lanes by rank, each at most once: a binary heap, as a broadcast may set thousands free at once. */
export class LaneQueue<Lane extends { readonly rank: number }> {
  readonly #heap: Lane[] = []
  // What is in the heap and not in here was removed.
  readonly #members = new Set<Lane>()

  add(lane: Lane): void {
    if (this.#members.has(lane)) return
    this.#members.add(lane)
    const heap = this.#heap
    let index = heap.push(lane) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = heap[parent]
      if (above === undefined || above.rank <= lane.rank) break
      heap[index] = above
      index = parent
    }
    heap[index] = lane
  }

  /** Takes the first one out. */
  take(): Lane | undefined {
    for (let lane = this.#pop(); lane !== undefined; lane = this.#pop()) {
      if (this.#members.delete(lane)) return lane
    }
    return undefined
  }

  /** Returns whether it was there. */
  remove(lane: Lane): boolean {
    return this.#members.delete(lane)
  }

  #pop(): Lane | undefined {
    const heap = this.#heap
    const top = heap[0]
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return top
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      let next = heap[child]
      if (next === undefined) break
      const right = heap[child + 1]
      if (right !== undefined && right.rank < next.rank) {
        child++
        next = right
      }
      if (next.rank >= last.rank) break
      heap[index] = next
      index = child
    }
    heap[index] = last
    return top
  }
}
