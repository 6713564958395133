/** A document that has been compiled, with its optimiser. */
import type { GraphDocument } from '../../graph/document/document'
import type { ModulePlan } from '../../graph/plan/plan'
import type { CompiledNet } from '../build/compile'
import type { TrainingOptimizer } from './optimizers'

export interface Model {
  document: GraphDocument
  plan: ModulePlan
  compiled: CompiledNet
  /** Null for a net without parameters. */
  optimizer: TrainingOptimizer | null
}
