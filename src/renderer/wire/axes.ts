/** What PyTorch calls the dimensions of a parameter. */

/** Of one index into the first dimension, and into the second. */
export type Axes = readonly [first: string, second: string]

const WEIGHTS: readonly (readonly [type: RegExp, axes: Axes])[] = [
  [/^Conv\d/, ['out_channel', 'in_channel']],
  [/^ConvTranspose\d/, ['in_channel', 'out_channel']],
  [/^Linear$/, ['out_feature', 'in_feature']],
  [/^Bilinear$/, ['out_feature', 'in1_feature']],
  [/^Embedding$/, ['index', 'feature']],
]

/** Those of a parameter or buffer by its node's type and its own name, e.g. `weight`. */
export function axesOf(type: string, name: string): Axes {
  const known = name === 'weight' ? WEIGHTS.find(([pattern]) => pattern.test(type)) : undefined
  return known?.[1] ?? ['dim 0', 'dim 1']
}
