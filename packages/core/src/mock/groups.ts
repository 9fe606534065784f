// Who is a member of what, in join order. Names are compared exactly.

/** Memberships of `Member`s. A group that nobody joined yet is empty and unknown. */
export class Groups<Member> {
  readonly #members = new Map<string, Set<Member>>()

  /** Returns whether it was not a member before: joining twice is joining once. */
  join(group: string, member: Member): boolean {
    let members = this.#members.get(group)
    if (members === undefined) this.#members.set(group, (members = new Set()))
    if (members.has(member)) return false
    members.add(member)
    return true
  }

  /** Returns whether it was a member before. */
  leave(group: string, member: Member): boolean {
    return this.#members.get(group)?.delete(member) ?? false
  }

  /** The members at this instant, in join order. */
  members(group: string): ReadonlySet<Member> {
    return this.#members.get(group) ?? new Set()
  }

  /** Every group that was ever joined. */
  get names(): readonly string[] {
    return [...this.#members.keys()]
  }
}
