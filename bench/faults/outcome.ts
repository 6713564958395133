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
