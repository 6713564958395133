/** A document that has been compiled, with its optimiser. */
import type { GraphDocument } from '../../graph/document/document'
import type { CompiledNet } from '../build/compile'
import type { TrainingOptimizer } from './optimizers'

export interface Model {
  document: GraphDocument
  compiled: CompiledNet
  /** Null for a net without parameters. */
  optimizer: TrainingOptimizer | null
}
