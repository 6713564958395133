import type { Generator } from './case'
import { BINARY_CASES, LOGICAL_CASES, UNARY_CASES } from './elementwise'
import { LAYER_CASES } from './layers'
import { ROW_CASES } from './rows'
import { SHAPING_CASES } from './shaping'
import { SUM_CASES } from './sums'
import { UPDATE_CASES } from './updates'
import { WINDOW_CASES } from './windows'

/** For each kernel of TensorFlow that the backend calls, by TensorFlow's name, what makes a random call that ends in it. */
export const KERNEL_CASES: Readonly<Record<string, Generator>> = {
  ...UNARY_CASES,
  ...BINARY_CASES,
  ...LOGICAL_CASES,
  ...SHAPING_CASES,
  ...SUM_CASES,
  ...WINDOW_CASES,
  ...ROW_CASES,
  ...UPDATE_CASES,
}

export const ALL_CASES: Readonly<Record<string, Generator>> = { ...KERNEL_CASES, ...LAYER_CASES }

/** What has windows has the most ways to go wrong: what is left of the cases after the fewest of each goes to these. */
const OFTEN = [
  ...Object.keys(WINDOW_CASES),
  ...Object.keys(LAYER_CASES),
  'FusedBatchNormV2',
  'FusedBatchNormGradV2',
  'MatMul',
  'BatchMatMulV2',
]

/** The kernel of a case: each in turn `fewest` times, then those with windows. */
export function kernelOf(index: number, names: readonly string[], fewest: number): string {
  if (index < names.length * fewest) return names[index % names.length]!
  const often = OFTEN.filter((name) => names.includes(name))
  const list = often.length > 0 ? often : names
  return list[index % list.length]!
}
