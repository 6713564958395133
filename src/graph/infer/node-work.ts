/** What inference of one node looks at, and what it collects on the way. */
import type { Finding } from '../document/finding'
import type { GraphDocument, GraphNode, Params } from '../document/document'
import type { ParameterSpec } from '../registry/definition'
import type { TensorType } from '../types/dims'
import type { ModuleInference, NodeInference, NodeMemo, Types } from './inference'
import type { Told } from '../../words/tell'

export interface NodeScene {
  module: string
  modules: GraphDocument['modules']
  node: GraphNode
  memo: NodeMemo
  /** What has been inferred of this definition so far. */
  nodes: ReadonlyMap<string, NodeInference>
  previous: NodeInference | undefined
  /** Infers an instance's definition, or says why it cannot. */
  infer: (definition: string, given: Types) => ModuleInference | (Told & { remedy?: string })
  /** For how many errors more remedies are looked for: of thousands at once, nobody reads all. */
  patience: { left: number }
}

/** Collects the result while the steps of inference go through the node. */
export interface NodeWork {
  params: Params
  inferred: Params
  inputs: Record<string, TensorType | null>
  outputs: Types
  parameters: readonly ParameterSpec[]
  parameterCount: number
  multiplyAdds: number
  findings: Finding[]
  instance?: ModuleInference
  loose: boolean
  farSighted: boolean
}

/** Whether remedies are looked for once more; a node that goes without has them at a later edit. */
export function hasPatience({ patience }: NodeScene, work: NodeWork): boolean {
  if (patience.left-- > 0) return true
  work.farSighted = true
  return false
}

/** Adds a finding about the node; it is an error where it does not say otherwise. */
export function report(scene: NodeScene, work: NodeWork, finding: Partial<Finding> & Told): void {
  const { module, node } = scene
  const entries = Object.entries(finding).filter(([, value]) => value !== undefined)
  const given: Told & Partial<Finding> = Object.fromEntries(entries) as unknown as typeof finding
  work.findings.push({ severity: 'error', module, node: node.id, name: node.name, ...given })
}
