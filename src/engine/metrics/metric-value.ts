/** A number, or the rows of a confusion matrix. */
export type MetricValue = number | number[][]
