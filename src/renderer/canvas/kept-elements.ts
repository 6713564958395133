/** Elements by id, and the list of them, which is the same one while it would hold the same. */
export class KeptElements<T> {
  private byId = new Map<string, T>()
  private list: T[] = []

  get(id: string): T | undefined {
    return this.byId.get(id)
  }

  /** Remembers these instead of those before. */
  take(next: Map<string, T>): T[] {
    const list = [...next.values()]
    if (list.length !== this.list.length || list.some((each, at) => each !== this.list[at])) this.list = list
    this.byId = next
    return this.list
  }
}
