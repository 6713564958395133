/** What a tensor is like, as PyTorch computes it of all values: NaN among them makes everything NaN but the counts. */
export interface TensorStatistics {
  min: number
  max: number
  mean: number
  /** Of a sample: the sum of squares is divided by n - 1. */
  std: number
  /** Euclidean norm, the square root of the sum of squares. */
  norm: number
  /** Share of values that are exactly zero, 0 to 1. */
  zeros: number
  nan: number
  inf: number
}
