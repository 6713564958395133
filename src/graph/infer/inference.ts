/** What inference finds out about a document: types on every wire, parameters, cost, and what is wrong. */
import type { GraphDocument, GraphEdge, GraphNode, ModuleDefinition, Params } from '../document/document'
import type { Finding } from '../document/finding'
import type { NodeDefinition, ParameterSpec } from '../registry/definition'
import type { TensorType } from '../types/dims'
import type { Order } from './order'

/** Types by handle; null: not known, because something before is wrong or not wired. */
export type Types = Readonly<Record<string, TensorType | null>>

export interface NodeInference {
  readonly node: GraphNode
  /** Undefined for an unknown type. */
  readonly definition: NodeDefinition | undefined
  /** Every param: the person's, the defaults and the inferred ones; as given where they are wrong. */
  readonly params: Params
  /** Only the params that were taken from the inputs, e.g. `{ in_channels: 32 }`. */
  readonly inferred: Params
  /** The wired input handles. */
  readonly inputs: Types
  readonly outputs: Types
  /** Own learnable tensors; for an instance those of all nodes inside (the first 10,000), by dotted path. */
  readonly parameters: readonly ParameterSpec[]
  /** Number of learnable values that this node adds; 0 where it shares another node's. */
  readonly parameterCount: number
  /** For one sample. */
  readonly multiplyAdds: number
  readonly findings: readonly Finding[]
  /** For an instance: the inference of its definition with these inputs. */
  readonly instance?: ModuleInference
  /** Not wired at all, so left out of the plan. */
  readonly loose: boolean
  /** A finding looks at nodes beyond the wires of this one, or has no remedies yet, so it is made anew at every edit. */
  readonly farSighted: boolean
  /** What the result depends on besides `node`; compared by identity. */
  readonly memo: NodeMemo
}

export interface NodeMemo {
  readonly wires: readonly GraphEdge[]
  /** Type on each of `wires`; undefined where the source has no such handle. */
  readonly wireTypes: readonly (TensorType | null | undefined)[]
  readonly consumed: boolean
  readonly given: TensorType | null | undefined
  readonly cycle: string | undefined
}

/** One definition with given input types; instances with the same input types share it. */
export interface ModuleInference {
  readonly module: string
  readonly definition: ModuleDefinition
  readonly order: Order
  /** By node id. */
  readonly nodes: ReadonlyMap<string, NodeInference>
  /** Type on each wire, by edge id. */
  readonly edges: ReadonlyMap<string, TensorType | null>
  /** Type of each `Output` node, by its name. */
  readonly outputs: Types
  readonly parameterCount: number
  readonly multiplyAdds: number
  /** What is wrong between nodes: parameters that cannot be shared. */
  readonly findings: readonly Finding[]
  /** Every definition that the result depends on. */
  readonly uses: ReadonlyMap<string, ModuleDefinition | undefined>
  /** What each node is depends on itself and the types on its wires alone. */
  readonly isLocal: boolean
}

export interface Inference {
  readonly document: GraphDocument
  readonly main: ModuleInference
  /** The inference to show for each definition: that of its first instance, else with unknown inputs. */
  readonly modules: ReadonlyMap<string, ModuleInference>
  /** By definition and input types; the next run takes from here what has not changed. */
  readonly instances: ReadonlyMap<string, ModuleInference>
  /** There were more nodes inside of instances than are looked at. */
  readonly isCut: boolean
}
