/** What a node's face shows of its inference besides shapes, which it writes by itself: most edits change nothing but those. */
import { dequal } from 'dequal'
import type { GraphNode } from '../../graph/document/document'
import type { Finding } from '../../graph/document/finding'
import { isFrozen } from '../../graph/infer/frozen'
import type { NodeInference } from '../../graph/infer/inference'
import type { NodeDefinition } from '../../graph/registry/definition'
import type { TensorType } from '../../graph/types/dims'

export interface NodeLook {
  /** Undefined for an unknown type. */
  definition: NodeDefinition | undefined
  /** Its type, or the module that it is an instance of. */
  title: string
  loose: boolean
  parameterCount: number
  /** Names of its parameters that do not learn; null where all of several learn, or there are none. */
  frozen: { names: readonly string[]; all: boolean } | null
  /** The first of what is wrong with it. */
  error: Finding | undefined
  /** By handle: what stands beside an output. */
  outputs: Readonly<Record<string, 'nothing' | 'number' | 'shape'>>
  outputCount: number
}

const NO_OUTPUTS: NodeInference['outputs'] = {}

/** - `known`: what it looked like before, which is given back where it still does */
export function lookOf(node: GraphNode, inference: NodeInference | undefined, known?: NodeLook): NodeLook {
  if (known !== undefined && looksThe(known, node, inference)) return known
  const outputs = Object.entries(inference?.outputs ?? NO_OUTPUTS)
  return {
    definition: inference?.definition,
    title: titleOf(node, inference),
    loose: inference?.loose === true,
    parameterCount: inference?.parameterCount ?? 0,
    frozen: frozenOf(inference),
    error: errorOf(inference),
    outputs: Object.fromEntries(outputs.map(([name, type]) => [name, besideOf(type)])),
    outputCount: outputs.length,
  }
}

/** Makes next to nothing: it is asked of thousands at an edit. */
function looksThe(look: NodeLook, node: GraphNode, inference: NodeInference | undefined): boolean {
  const outputs = inference?.outputs ?? NO_OUTPUTS
  const names = Object.keys(outputs)
  return (
    look.definition === inference?.definition &&
    look.title === titleOf(node, inference) &&
    look.loose === (inference?.loose === true) &&
    look.parameterCount === (inference?.parameterCount ?? 0) &&
    same(look.frozen, frozenOf(inference)) &&
    same(look.error, errorOf(inference)) &&
    names.length === look.outputCount &&
    names.every((name) => look.outputs[name] === besideOf(outputs[name]!))
  )
}

function same<T>(a: T, b: T): boolean {
  return a === b || dequal(a, b)
}

function titleOf({ type }: GraphNode, inference: NodeInference | undefined): string {
  return inference?.instance?.module ?? type
}

function errorOf(inference: NodeInference | undefined): Finding | undefined {
  return inference?.findings.find(({ severity }) => severity === 'error')
}

function besideOf(type: TensorType | null): NodeLook['outputs'][string] {
  if (type === null) return 'nothing'
  return type.shape.length === 0 ? 'number' : 'shape'
}

function frozenOf(inference: NodeInference | undefined): NodeLook['frozen'] {
  if (inference?.node.requires_grad === undefined) return null
  const { node, parameters } = inference
  const names = parameters.map(({ name }) => name).filter((name) => isFrozen(node, name))
  return names.length === 0 ? null : { names, all: names.length === parameters.length }
}
