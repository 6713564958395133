/** What came of one kind of fault. */
export interface Outcome {
  what: string
  /** How often it was done. */
  kills: number
  /** How often something was lost that should not be. */
  lost: number
  note: string
}

/** As a row of a table. */
export function rowOf({ what, kills, lost, note }: Outcome): string {
  return `| ${what} | ${kills} | ${lost} | ${note} |`
}

/** Of edits, what may be lost, in milliseconds. */
export const MOST_LOST = 3000

/** Of kills while one edits. - `ages`: milliseconds of edits that no draft had; null: there was none */
export function outcomeOf(what: string, ages: readonly (number | null)[], more: string, lost = 0): Outcome {
  const worst = Math.max(...ages.map((age) => age ?? Infinity))
  const late = ages.filter((age) => age === null || age > MOST_LOST).length
  const note = `at most ${(worst / 1000).toFixed(1)} s of edits, ${more}`
  return { what, kills: ages.length, lost: Math.max(late, lost), note }
}
