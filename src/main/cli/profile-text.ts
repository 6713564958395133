/** The profile of a training step as two tables. */
import type { BenchProfile } from '../../engine/protocol'

/** Modules in the order of the tree, then kernels with the longest first. */
export function profileText(profile: BenchProfile): string {
  const modules = profile.modules.map(({ path, type, ms_forward, ms_backward }) => [
    path === '' ? 'the net itself' : path,
    type,
    time(ms_forward),
    time(ms_backward),
    '',
  ])
  const kernels = profile.kernels.map(({ name, calls, ms_forward, ms_backward, ms_update }) => [
    name,
    String(Number(calls.toFixed(1))),
    time(ms_forward),
    time(ms_backward),
    time(ms_update),
  ])
  const phases = ['forward', 'backward', 'update']
  const total = ['total', '', ...[profile.ms_forward, profile.ms_backward, profile.ms_update].map(time)]
  return [
    'Milliseconds a step, by module:',
    table(
      [['module', 'type', ...phases], ...modules, ['optimizer', '', '', '', time(profile.ms_update)], total],
      2,
    ),
    '',
    'By kernel:',
    table([['kernel', 'calls', ...phases], ...kernels], 1),
  ].join('\n')
}

function time(milliseconds: number): string {
  return milliseconds === 0 ? '' : milliseconds.toFixed(3)
}

/** Columns apart; the first `names` columns flush left, the numbers flush right. */
function table(rows: string[][], names: number): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const cell = (text: string, column: number): string =>
    column < names ? text.padEnd(widths[column]!) : text.padStart(widths[column]!)
  return rows.map((row) => row.map(cell).join('  ').trimEnd()).join('\n')
}
