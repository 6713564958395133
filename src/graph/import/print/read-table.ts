/** A table of layers as the tree that `print(net)` writes: one module that holds all of them. */
import type { ExampleValue } from '../python/values'
import type { PrintedModule } from './parse-print'
import { parseTable } from './parse-table'
import type { Table, TableRow } from './parse-table'
import { argumentsOf, channelsOf, productOf, takes } from './table-layers'
import { told } from '../../../words/tell'
import type { Told } from '../../../words/tell'

export interface PrintedTable {
  root: PrintedModule
  broken: readonly number[]
  notes: readonly { said: Told; line: number; severity: 'info' | 'warning' }[]
  /** What goes in, as far as the table says it. */
  example?: ExampleValue
}

/** Sides of images, the usual ones first. */
const SIDES = [224, 32, 28, 64, 128, 256, 96, 299, 227, 112, 512, 48, 16, 299, 384, 416, 448, 572, 640]

export function readTable(text: string): PrintedTable | undefined {
  const table = parseTable(text)
  if (table === undefined) return undefined
  const given = inputOf(table)
  const notes: { said: Told; line: number; severity: 'info' | 'warning' }[] = []
  const children: (readonly [string, PrintedModule])[] = []
  const names = new Set<string>()
  let before: readonly number[] = given ?? []
  for (const row of table.rows) {
    const found = argumentsOf(row, before)
    // Blocks of the net's own stand in the table behind what they hold.
    if (found === undefined && row.params === 0 && table.title === undefined) {
      notes.push({ said: told('print.table_block', '{{type}} holds layers of the table, and is left out.', { type: row.type }), line: row.line, severity: 'info' }) // prettier-ignore
      continue
    }
    if (found === undefined)
      notes.push({ said: told('print.table_unread', 'The shape and the {{count}} parameters of {{type}} do not say its arguments.', { type: row.type, count: row.params }), line: row.line, severity: 'warning' }) // prettier-ignore
    else if (found.taken.length > 0)
      notes.push({ said: told('print.table_taken', 'The table does not show {{names, list}} of {{type}}: usual values that fit its shapes were taken.', { type: row.type, names: found.taken }), line: row.line, severity: 'info' }) // prettier-ignore
    const wanted = found && (row.input ?? takes(row, found))
    if (wanted !== undefined && before.length > 0 && wanted.join() !== before.join()) {
      const flat = wanted.length === 1 && wanted[0] === productOf(before)
      if (flat) children.push([nameOf({ type: 'Flatten' }, names), printed({ type: 'Flatten', line: row.line }, {})]) // prettier-ignore
      else notes.push({ said: told('print.table_gap', '[{{before, list}}] comes here, and [{{after, list}}] goes into {{type}}: what is between is not in the table.', { before: before.map(String), after: wanted.map(String), type: row.type }), line: row.line, severity: 'warning' }) // prettier-ignore
    }
    children.push([nameOf(row, names), printed(row, found?.values ?? {})])
    if (row.shape.length > 0) before = row.shape
  }
  const line = table.rows[0]?.line ?? 1
  return {
    root: { type: table.title ?? 'Net', args: '', children, line, size: children.length + 1 },
    broken: table.broken,
    notes,
    ...(given === undefined
      ? {}
      : { example: { kind: 'example', shape: [1, ...given], init: { init: 'uniform' } } }),
  }
}

function printed(
  { type, line }: Pick<TableRow, 'type' | 'line'>,
  values: Readonly<Record<string, unknown>>,
): PrintedModule {
  const literal = (value: unknown): string =>
    typeof value === 'boolean' ? (value ? 'True' : 'False') : Array.isArray(value) ? `(${value.join(', ')},)` : String(value) // prettier-ignore
  const args = Object.entries(values).map(([name, value]) => `${name}=${literal(value)}`)
  return { type, args: args.join(', '), children: [], line, size: 1 }
}

function nameOf({ name, type }: Pick<TableRow, 'name' | 'type'>, names: Set<string>): string {
  const stem = name !== undefined && /^[A-Za-z_]\w*$/.test(name) ? name : type.toLowerCase()
  let found = stem === name ? stem : `${stem}1`
  for (let number = 2; names.has(found); number++) found = `${stem}${number}`
  names.add(found)
  return found
}

/** By its column, by the first layer, and by how much goes in. */
function inputOf({ rows, input }: Table): readonly number[] | undefined {
  const [first] = rows
  if (first === undefined) return undefined
  if (first.input !== undefined) return first.input
  const channels = channelsOf(first)
  if (channels === undefined) return undefined
  const [, rank = 0] = /^Conv([123])d$/.exec(first.type) ?? []
  if (rank === 0) return [...first.shape.slice(0, -1), channels]
  if (input === undefined) return undefined
  const [, ...after] = first.shape
  const size = (side: number): number => (4 * first.batch * channels * side ** Number(rank)) / input.unit
  const shaped = (side: number): number[] => [channels, ...after.map(() => side)]
  const near = [...SIDES, ...after].filter((side) => Math.abs(size(side) - input.size) < 0.0051)
  const fitting = near.find((side) => argumentsOf(first, shaped(side)) !== undefined)
  return fitting === undefined ? undefined : shaped(fitting)
}
