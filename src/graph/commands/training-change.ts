/** What a change of the training settings really changes: names them for the Edit menu, and tells which edits go together. */
import { dequal } from 'dequal'
import type { TrainingChange } from '../document/command'
import type { Params, Training } from '../document/document'

type Setting = 'batch_size' | 'epochs' | 'seed' | 'zero_grad' | 'accumulate'
type Typed = 'optimizer' | 'scheduler'

/** One setting that is no longer what it was; `value` is undefined where it is taken out. */
export type ChangedSetting =
  | { kind: 'setting'; name: Setting; value: number | boolean }
  | { kind: 'type'; of: Typed; type: string | undefined }
  | { kind: 'param'; of: Typed; name: string; value: unknown }

const SETTINGS: readonly Setting[] = ['batch_size', 'epochs', 'seed', 'zero_grad', 'accumulate']

/** The settings that differ after the change; another optimiser or schedule is one, whatever its params are. */
export function changedSettings(before: Training, change: TrainingChange): ChangedSetting[] {
  const settings = SETTINGS.flatMap((name): ChangedSetting[] => {
    const value = change[name]
    return value === undefined || value === before[name] ? [] : [{ kind: 'setting', name, value }]
  })
  return [
    ...settings,
    ...(change.optimizer === undefined ? [] : changedType('optimizer', before.optimizer, change.optimizer)),
    ...(change.scheduler === undefined
      ? []
      : changedType('scheduler', before.scheduler, change.scheduler ?? undefined)),
  ]
}

interface Chosen {
  readonly type: string
  readonly params: Params
}

function changedType(of: Typed, before: Chosen | undefined, after: Chosen | undefined): ChangedSetting[] {
  if (before?.type !== after?.type) return [{ kind: 'type', of, type: after?.type }]
  const [was = {}, is = {}] = [before?.params, after?.params]
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((name) => !dequal(was[name], is[name]))
    .map((name) => ({ kind: 'param', of, name, value: is[name] }))
}
