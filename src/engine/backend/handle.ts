/** What the values of tensors lie in. */

export type KernelType = 'float32' | 'int32' | 'bool'
export type KernelData = Float32Array | Int32Array | Uint8Array

/** A block of numbers that a backend holds. Shapes are physical, in the order in which the values lie in memory. */
export interface Handle {
  readonly shape: readonly number[]
  readonly type: KernelType
  /** Owners of the handle; the backend frees it when the last one lets go. */
  refs: number
}
