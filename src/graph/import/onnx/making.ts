/** What it takes to put nodes into the document that is read. */
import type { ModuleBuilder } from './module-builder'
import type { Wire } from './values'

export interface Making {
  readonly builder: ModuleBuilder
  /** An input whose first dimension is the batch. */
  readonly batchWire: Wire | null
  /** A wire that is made once, whoever needs it. */
  shared: (key: string, make: () => Wire) => Wire
}
