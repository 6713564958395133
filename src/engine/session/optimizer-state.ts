/** What an optimiser remembers about each parameter, by the ids of the parameter's node: it outlives edits and processes. */
import type { CompiledNet } from '../build/compile'
import { noGrad } from '../core/grad-mode'
import { sameShape } from '../core/shape'
import { keep, Tensor } from '../core/tensor'
import type { Model } from './model'
import { idsKey } from './predecessors'
import { toStored, toTensor } from './stored-tensor'
import type { StoredTensor } from './stored-tensor'

/** Ids of a parameter's node joined by `/`, a blank, and its name → what is remembered, by value. */
export type OptimizerEntries = Record<string, Record<string, StoredTensor | number>>

/** Everything that the model's optimiser remembers, by value. */
export function optimizerEntries({ compiled, optimizer }: Model): OptimizerEntries {
  const entries: OptimizerEntries = {}
  for (const [key, parameter] of parametersByIds(compiled)) {
    const state = optimizer?.state.get(parameter)
    if (state) entries[key] = mapState(state, (value) => (value instanceof Tensor ? toStored(value) : value))
  }
  return entries
}

/** Puts back what fits the parameters as they are now; `from` tells under which ids they were. */
export function restoreOptimizerEntries(
  { compiled, optimizer }: Model,
  entries: OptimizerEntries,
  from: ReadonlyMap<string, string>,
): void {
  for (const [key, parameter] of parametersByIds(compiled, { from })) {
    const entry = entries[key]
    const tensors = Object.values(entry ?? {}).filter((value) => typeof value !== 'number')
    if (!entry || !tensors.every(({ shape }) => sameShape(shape, parameter.shape))) continue
    const state = mapState(entry, (value) => (typeof value === 'number' ? value : keep(toTensor(value))))
    optimizer?.state.set(parameter, state)
  }
}

/** Hands over what another model's optimiser of the same kind remembers about the nodes at these paths. */
export function takeOptimizerState(
  model: Model,
  before: Model,
  { kept, from }: { kept: ReadonlySet<string>; from: ReadonlyMap<string, string> },
): void {
  if (model.document.training.optimizer.type !== before.document.training.optimizer.type) return
  const old = parametersByIds(before.compiled)
  for (const [key, parameter] of parametersByIds(model.compiled, { kept, from })) {
    const state = before.optimizer?.state.get(old.get(key)!)
    if (!state) continue
    const copy = (value: Tensor): Tensor => keep(noGrad(() => value.clone()))
    model.optimizer?.state.set(
      parameter,
      mapState(state, (value) => (value instanceof Tensor ? copy(value) : value)),
    )
  }
}

/** `kept`: only the modules at these paths; `from`: under the ids that these had before. */
function parametersByIds(
  { modules }: CompiledNet,
  { kept, from }: { kept?: ReadonlySet<string>; from?: ReadonlyMap<string, string> } = {},
): Map<string, Tensor> {
  const found = modules.filter(({ path }) => kept?.has(path) ?? true)
  return new Map(
    found.flatMap(({ ids, module }) => {
      const key = from === undefined ? idsKey(ids) : from.get(idsKey(ids))
      if (key === undefined) return []
      return module
        .namedParameters()
        .map(([name, parameter]): [string, Tensor] => [`${key} ${name}`, parameter])
    }),
  )
}

function mapState<From, To>(state: Record<string, From>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [name, change(value)]))
}
