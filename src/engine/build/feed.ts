/** What goes into a graph's Input and Dataset nodes. */
import type { Tensor } from '../core/tensor'

/** Values by node id and output handle. */
export type Feed = ReadonlyMap<string, Readonly<Record<string, Tensor>>>
