/** How PyTorch calls the module of a node, and in which structure that gives its results: what hooks on the call see. */
import type { Params } from '../document/document'
import type { CallArguments, CallSlot } from '../pytorch/rule'
import type { NodeDefinition } from './definition'

/** The arguments for the handles that are wired: one after another, by name behind one that is not. */
export function callArguments(
  { pytorch, inputs }: NodeDefinition,
  wired: readonly string[],
  params: Params,
): CallArguments {
  if (pytorch.inputs !== undefined) return pytorch.inputs(wired, params)
  const handles = inputs(params, { modules: {} })
  const gap = handles.findIndex(({ name, variadic }) => variadic !== true && !wired.includes(name))
  const named = new Set(gap < 0 ? [] : handles.slice(gap).map(({ name }) => name))
  return {
    positional: wired.filter((handle) => !named.has(handle)),
    named: wired.filter((handle) => named.has(handle)),
  }
}

/** The results by the handles of the outputs; null: one tensor, and no tuple. */
export function callResults(
  { pytorch }: NodeDefinition,
  outputs: readonly string[],
  params: Params,
): readonly CallSlot[] | null {
  return pytorch.results?.(params) ?? (outputs.length === 1 ? null : outputs)
}

/** The class of the module, as an exported model has it. */
export function moduleClass({ type, pytorch: { module } }: NodeDefinition, params: Params): string {
  const name = typeof module === 'function' ? module(params) : module
  return name?.split('.').at(-1) ?? type
}
