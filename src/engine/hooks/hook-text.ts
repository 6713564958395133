/** What `print` and `stats` write: the lines that the exported PyTorch program writes too. */
import { shapeText } from '../core/shape'
import { Tensor } from '../core/tensor'

/** Forward: what a module takes and gives; what is an array is a tuple. */
export function forwardText(module: string, args: readonly unknown[], output: unknown): string {
  return [
    `Inside ${module} forward`,
    ...tupleLines('input', args),
    `output: ${typeText(output)}, ${(Array.isArray(output) ? output : [output]).map(sizeText).join(', ')}`,
  ].join('\n')
}

/** Backward: the gradients that leave a module, and those that come to it. */
export function backwardText(
  module: string,
  gradInput: readonly unknown[],
  gradOutput: readonly unknown[],
): string {
  return [
    `Inside ${module} backward`,
    ...tupleLines('grad_input', gradInput),
    `grad_output: <class 'tuple'>, ${gradOutput.map(sizeText).join(', ')}`,
  ].join('\n')
}

function tupleLines(name: string, values: readonly unknown[]): string[] {
  return [
    `${name}: <class 'tuple'>, len: ${values.length}`,
    ...values.map((value, index) => `${name}[${index}]: ${typeText(value)}, shape: ${sizeText(value)}`),
  ]
}

function typeText(value: unknown): string {
  if (Array.isArray(value)) return "<class 'tuple'>"
  return value instanceof Tensor ? "<class 'torch.Tensor'>" : "<class 'NoneType'>"
}

/** A tuple has no shape. */
function sizeText(value: unknown): string {
  return value instanceof Tensor ? `torch.Size(${shapeText(value.shape)})` : 'None'
}

/** One line: smallest and largest value, mean, deviation, norm and share of zeros. */
export function statsText(name: string, value: Tensor): string {
  const values = value.data()
  let [min, max, sum, squares, zeros] = [Infinity, -Infinity, 0, 0, 0]
  for (const each of values) {
    if (Number.isNaN(each)) min = max = NaN
    min = Math.min(min, each)
    max = Math.max(max, each)
    sum += each
    squares += each * each
    if (each === 0) zeros++
  }
  const count = values.length
  const mean = sum / count
  let spread = 0
  for (const each of values) spread += (each - mean) ** 2
  const numbers = {
    min: count > 0 ? min : NaN,
    max: count > 0 ? max : NaN,
    mean,
    std: count > 1 ? Math.sqrt(spread / (count - 1)) : NaN,
    norm: Math.sqrt(squares),
    zeros: zeros / count,
  }
  const parts = Object.entries(numbers).map(([key, number]) => `${key} ${numberText(number)}`)
  return `${name}: ${parts.join('  ')}`
}

/** As Python's `.6g`. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  const rounded = Number(value.toPrecision(6))
  const size = Math.abs(rounded)
  if (rounded === 0 || (size >= 1e-4 && size < 1e6)) return String(rounded)
  return rounded.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
}
