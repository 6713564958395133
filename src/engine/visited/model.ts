/** A document that has been compiled, with its optimiser. */
import type { SafeTensors } from '../../graph/formats/safetensors'
import type { CompiledNet } from '../build/compile'
import type { PlannedDocument } from '../executor/planned-document'
import type { TrainingOptimizer } from './optimizers'

export interface Model extends PlannedDocument {
  compiled: CompiledNet
  /** Tensors of a file of weights that belong to the state_dict, though no node has them: they are written out again. */
  unused: SafeTensors
  /** Null for a net without parameters. */
  optimizer: TrainingOptimizer | null
}
