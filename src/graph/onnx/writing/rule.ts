/** How a node type is written in ONNX. */
import type { OnnxNode } from './onnx-node'
import type { Value } from './value'

/**
 * Writes one node of a graph as operators: what each output handle gives, or the one value of a type with one output.
 * Eval mode: statistics are the running ones, and nothing is dropped.
 */
export type OnnxLowering<P> = (node: OnnxNode<P>) => Value | Readonly<Record<string, Value>>

/** Why ONNX cannot say what the type does, and what the person can do instead. */
export interface OnnxUnsupported {
  unsupported: string
  remedy: string
}

export type OnnxRule<P> = OnnxLowering<P> | OnnxUnsupported
