/** Lets so much of what hooks print through that it can be read: a hook may print in each of a million steps. */
import type { PrintedText } from '../../engine/protocol'

/** So many texts of a hook come at once, and so many more each second. */
const BURST = 20
const RATE = 2

/** A text with how many of the same hook before it are not shown. */
export interface PacedText extends PrintedText {
  leftOut: number
}

interface Account {
  /** Texts that may come, and when that was reckoned. */
  credit: number
  at: number
  /** The last of those that are held back, and how many they are. */
  held: PrintedText | null
  count: number
}

export class PrintPacer {
  private readonly accounts = new Map<string, Account>()

  /** What is to be shown of texts that came now (in milliseconds): each hook has an account of its own. */
  take(texts: readonly PrintedText[], now: number): PacedText[] {
    return texts.flatMap((text) => {
      const account = this.accountOf(text, now)
      account.credit = Math.min(BURST, account.credit + ((now - account.at) / 1000) * RATE)
      account.at = now
      if (account.credit < 1) {
        account.held = text
        account.count++
        return []
      }
      account.credit--
      const leftOut = account.count
      Object.assign(account, { held: null, count: 0 })
      return [{ ...text, leftOut }]
    })
  }

  /** When training rests: the last text of each hook that has any held back. */
  rest(): PacedText[] {
    const last = [...this.accounts.values()].flatMap(({ held, count }) =>
      held === null ? [] : [{ ...held, leftOut: count - 1 }],
    )
    this.accounts.clear()
    return last
  }

  private accountOf({ module, hook, path }: PrintedText, now: number): Account {
    const key = JSON.stringify([module, hook, path])
    const known = this.accounts.get(key)
    if (known) return known
    const account = { credit: BURST, at: now, held: null, count: 0 }
    this.accounts.set(key, account)
    return account
  }
}
