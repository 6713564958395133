/** What an optimiser remembers about each parameter, by the ids of the parameter's node: it outlives edits and processes. */
import type { CompiledNet } from '../build/compile'
import { noGrad } from '../core/grad-mode'
import { sameShape } from '../core/shape'
import { keep, Tensor } from '../core/tensor'
import type { Model } from './model'
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

/** Puts back what fits the parameters as they are now. */
export function restoreOptimizerEntries({ compiled, optimizer }: Model, entries: OptimizerEntries): void {
  for (const [key, parameter] of parametersByIds(compiled)) {
    const entry = entries[key]
    const tensors = Object.values(entry ?? {}).filter((value) => typeof value !== 'number')
    if (!entry || !tensors.every(({ shape }) => sameShape(shape, parameter.shape))) continue
    const state = mapState(entry, (value) => (typeof value === 'number' ? value : keep(toTensor(value))))
    optimizer?.state.set(parameter, state)
  }
}

/** Hands over what another model's optimiser of the same kind remembers about the nodes at these paths. */
export function takeOptimizerState(model: Model, before: Model, kept: ReadonlySet<string>): void {
  if (model.document.training.optimizer.type !== before.document.training.optimizer.type) return
  const old = parametersByIds(before.compiled)
  for (const [key, parameter] of parametersByIds(model.compiled, kept)) {
    const state = before.optimizer?.state.get(old.get(key)!)
    if (!state) continue
    const copy = (value: Tensor): Tensor => keep(noGrad(() => value.clone()))
    model.optimizer?.state.set(
      parameter,
      mapState(state, (value) => (value instanceof Tensor ? copy(value) : value)),
    )
  }
}

function parametersByIds({ modules }: CompiledNet, paths?: ReadonlySet<string>): Map<string, Tensor> {
  const found = modules.filter(({ path }) => paths?.has(path) ?? true)
  return new Map(
    found.flatMap(({ ids, module }) =>
      module
        .namedParameters()
        .map(([name, parameter]): [string, Tensor] => [`${ids.join('/')} ${name}`, parameter]),
    ),
  )
}

function mapState<From, To>(state: Record<string, From>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [name, change(value)]))
}
