import type { Tensor } from '../core/tensor'

/** What an optimiser remembers about one parameter, under PyTorch's names. */
export type ParamState = Record<string, Tensor | number>
