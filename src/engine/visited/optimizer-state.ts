/** What an optimiser remembers about each parameter, by the ids of the parameter's node: it outlives edits and processes. */
import type { CompiledNet } from '../build/compile'
import { noGrad } from '../core/grad-mode'
import { sameShape } from '../core/shape'
import { keep, Tensor } from '../core/tensor'
import type { SafeTensors } from '../../graph/formats/safetensors'
import type { Model } from './model'
import { idsKey } from './predecessors'
import { toTensor } from './tensor-file'

/** What is remembered about one parameter, under its names. */
type Entry = Readonly<Record<string, Tensor | number>>

/** The same by value, under the ids of a parameter's node joined by `/`, a blank, and its name. */
export type StoredEntries = ReadonlyMap<string, { numbers: Record<string, number>; tensors: SafeTensors }>

/** Everything that the model's optimiser remembers; the tensors are its own. */
export function optimizerEntries({ compiled, optimizer }: Model): Map<string, Entry> {
  const entries = new Map<string, Entry>()
  for (const [key, parameter] of parametersByIds(compiled)) {
    const state = optimizer?.state.get(parameter)
    if (state) entries.set(key, state)
  }
  return entries
}

/** Puts back what fits the parameters as they are now; `from` tells under which ids they were. */
export function restoreOptimizerEntries(
  { compiled, optimizer }: Model,
  entries: StoredEntries,
  from: ReadonlyMap<string, string>,
): void {
  for (const [key, parameter] of parametersByIds(compiled, { from })) {
    const entry = entries.get(key)
    if (!entry || ![...entry.tensors.values()].every(({ shape }) => isOf(parameter, shape))) continue
    const tensors = [...entry.tensors].map(([name, value]): [string, Tensor] => [name, keep(toTensor(value))])
    optimizer?.state.set(parameter, { ...entry.numbers, ...Object.fromEntries(tensors) })
  }
}

/** Whether a tensor of that shape is about a parameter: as large, or a row or a column of it, as Adafactor's. */
function isOf(parameter: Tensor, shape: readonly number[]): boolean {
  return sameShape(
    parameter.shape.map((size, dim) => (shape[dim] === 1 ? 1 : size)),
    shape,
  )
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
