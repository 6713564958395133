/** How much a {@link Recent} holds before what was not asked for lately goes. */
export interface RecentLimits {
  entries: number
  bytes: number
}

/** However large they are, so many of the newest stay: more than the operands of any kernel. */
const OPERANDS = 16

/**
 * Keeps what was asked for lately, by a key.
 *
 * Entries live in two generations. When the younger one is full it becomes the older, and what nobody asked for since the
 * last time is let go: at most twice the limits are kept, and a hit costs one look into a map. What was given out for one
 * kernel is never let go before that kernel ran, since its operands do not fill a generation.
 */
export class Recent<K, V> {
  private young = new Map<K, V>()
  private old = new Map<K, V>()
  private bytes = 0

  constructor(
    private readonly limits: RecentLimits,
    private readonly byteSize: (value: V) => number,
    private readonly letGo: (value: V) => void,
  ) {}

  get size(): number {
    return this.young.size + this.old.size
  }

  get(key: K): V | undefined {
    const value = this.young.get(key)
    if (value !== undefined) return value
    const older = this.old.get(key)
    if (older === undefined) return undefined
    this.old.delete(key)
    this.set(key, older)
    return older
  }

  set(key: K, value: V): void {
    const { entries, bytes } = this.limits
    const { size } = this.young
    if (size >= entries || (size >= OPERANDS && this.bytes + this.byteSize(value) > bytes)) this.age()
    this.young.set(key, value)
    this.bytes += this.byteSize(value)
  }

  private age(): void {
    for (const value of this.old.values()) this.letGo(value)
    this.old = this.young
    this.young = new Map()
    this.bytes = 0
  }
}
