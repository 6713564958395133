/** Names of the values in a `forward`. */

/** What every `forward` uses itself, and what was a keyword in Python 2 and still confuses its readers. */
export const RESERVED: readonly string[] = ['self', 'torch', 'nn', 'F', '_', 'print', 'exec']

/** A value that lives until its last use. */
interface Live {
  lastUse: number
}

/**
 * Gives each value a variable: that of an input that nobody needs any more, so that a chain reads `x = …` line after
 * line, or a new one named `x`, `out`, or after its node.
 */
export class Variables {
  private readonly live = new Map<string, Live>()
  /** Arguments keep their values, but for `x`. */
  private readonly kept: ReadonlySet<string>
  private readonly reserved: ReadonlySet<string>

  constructor(args: readonly string[], reserved: readonly string[]) {
    this.kept = new Set(args.filter((name) => name !== 'x'))
    this.reserved = new Set([...RESERVED, ...reserved])
  }

  /** Binds an argument. */
  argument(name: string, lastUse: number): void {
    this.live.set(name, { lastUse })
  }

  /**
   * A variable for a value made at step `now`.
   *
   * @param inputs Variables that the step reads, the nearest first.
   * @param wanted Names to try after those.
   */
  bind(now: number, lastUse: number, inputs: readonly string[], wanted: readonly string[]): string {
    const dying = inputs.filter(
      (name) => !this.kept.has(name) && (this.live.get(name)?.lastUse ?? now) <= now,
    )
    const name =
      [...dying, ...wanted].find((candidate) => this.isFree(candidate, now)) ?? this.numbered(wanted, now)
    this.live.set(name, { lastUse })
    return name
  }

  private isFree(name: string, now: number): boolean {
    if (this.reserved.has(name) || this.kept.has(name)) return false
    const known = this.live.get(name)
    return known === undefined || known.lastUse <= now
  }

  private numbered(wanted: readonly string[], now: number): string {
    const stem = wanted.at(-1) ?? 'out'
    for (let number = 2; ; number++) if (this.isFree(`${stem}_${number}`, now)) return `${stem}_${number}`
  }
}
