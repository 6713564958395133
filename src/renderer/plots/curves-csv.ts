/** The curves as a table for other programs: a row a step, as measured. */
import type { CurveColumns } from './curve-columns'

/** CSV (RFC 4180) with a heading; a number is as JavaScript writes it, and what was not measured is left empty. @param metrics the names of the metrics, in the order of the columns */
export function curvesCsv(columns: CurveColumns, metrics: readonly string[]): string {
  const named: [string, readonly (number | null)[]][] = [
    ['step', columns.steps],
    ['train_loss', columns.measuredLoss],
    ['train_accuracy', columns.measuredAccuracy],
    ['held_out_loss', columns.measuredHeldOutLoss],
    ['held_out_accuracy', columns.heldOutAccuracy],
    ['lr', columns.lr],
    ...metrics.flatMap((name, i): [string, readonly (number | null)[]][] => [
      [name, columns.measuredMetrics[i]!.train],
      [`${name} held out`, columns.measuredMetrics[i]!.heldOut],
    ]),
  ]
  const used = named.filter(([, values]) => values.some((value) => value !== null))
  const rows = columns.steps.map((_, i) => used.map(([, values]) => String(values[i] ?? '')))
  return [used.map(([name]) => quoted(name)), ...rows].map((row) => `${row.join(',')}\r\n`).join('')
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
