/** A document that has been compiled, with its optimiser. */
import type { CompiledNet } from '../build/compile'
import type { PlannedDocument } from '../executor/planned-document'
import type { TrainingOptimizer } from './optimizers'

export interface Model extends PlannedDocument {
  compiled: CompiledNet
  /** Null for a net without parameters. */
  optimizer: TrainingOptimizer | null
}
