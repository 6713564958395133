/** The profile of a training step as two tables. */
import { columns } from '../../graph/basics/columns'
import { tell } from '../../words/tell'
import type { BenchProfile } from '../../engine/protocol'

/** Modules in the order of the tree, then kernels with the longest first. */
export function profileText(profile: BenchProfile): string {
  const modules = profile.modules.map(({ path, type, ms_forward, ms_backward }) => [
    path === '' ? tell('profile.net', 'the net itself') : path,
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
  const phases = [
    tell('profile.forward', 'forward'),
    tell('profile.backward', 'backward'),
    tell('profile.update', 'update'),
  ]
  const total = [
    tell('profile.total', 'total'),
    '',
    ...[profile.ms_forward, profile.ms_backward, profile.ms_update].map(time),
  ]
  return [
    tell('profile.by_module', 'Milliseconds a step, by module:'),
    columns(
      [
        [tell('profile.module', 'module'), tell('profile.type', 'type'), ...phases],
        ...modules,
        [tell('profile.optimizer', 'optimiser'), '', '', '', time(profile.ms_update)],
        total,
      ],
      2,
    ),
    '',
    tell('profile.by_kernel', 'By kernel:'),
    columns([[tell('profile.kernel', 'kernel'), tell('profile.calls', 'calls'), ...phases], ...kernels], 1),
  ].join('\n')
}

function time(milliseconds: number): string {
  return milliseconds === 0 ? '' : milliseconds.toFixed(3)
}
