/** Rows of texts as columns. */

/** Cells two spaces apart; those of the first `names` columns flush left, the numbers after them flush right. */
export function columns(rows: readonly (readonly string[])[], names: number): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const cell = (text: string, column: number): string =>
    column < names ? text.padEnd(widths[column]!) : text.padStart(widths[column]!)
  return rows.map((row) => row.map(cell).join('  ').trimEnd()).join('\n')
}
