/** Convolutions and their transposes. */
import { weightOf } from '../constants'
import type { OnnxRule, Site } from '../site'
import { Unsupported } from '../values'
import type { Constant } from '../values'
import { isSymmetric, size, windowOf, zeroPadded } from './windows'
import { told } from '../../../../words/tell'

export const convolutionRules: Readonly<Record<string, OnnxRule>> = {
  Conv: convRule,
  ConvTranspose: transposeRule,
}

function convRule(site: Site): void {
  const weight = site.weight(1, 'weight')
  const [outputs = 1, inputs = 1, ...kernel] = weight.shape
  const groups = site.int('group', 1)
  const window = windowOf(site, kernel)
  const symmetric = isSymmetric(window)
  const input = symmetric ? site.wire(0) : zeroPadded(site, site.wire(0), window)
  const bias = site.has(2) ? site.weight(2, 'bias') : biasAfter(site, outputs, kernel.length)
  site.layer(`Conv${kernel.length}d`, {
    inputs: { input },
    params: {
      ...(site.type() === null ? { in_channels: inputs * groups } : {}),
      out_channels: outputs,
      kernel_size: size(kernel),
      stride: size(window.stride),
      padding: symmetric ? size(window.begin) : 0,
      dilation: size(window.dilation),
      groups,
      bias: bias !== undefined,
    },
    weights: { weight: weightOf(weight), ...(bias === undefined ? {} : { bias: weightOf(bias, [outputs]) }) },
    named: weight.name,
  })
}

function transposeRule(site: Site): void {
  const weight = site.weight(1, 'weight')
  const [inputs = 1, perGroup = 1, ...kernel] = weight.shape
  const groups = site.int('group', 1)
  if (site.ints('output_shape') !== undefined)
    throw new Unsupported(told('onnx.output_shape', 'it states the shape of its output'))
  const auto = site.text('auto_pad', 'NOTSET')
  if (auto !== 'NOTSET' && auto !== 'VALID')
    throw new Unsupported(told('onnx.auto_pad', 'it pads by {{auto}}', { auto }))
  const window = windowOf(site, kernel)
  const extra = site.ints('output_padding') ?? kernel.map(() => 0)
  // What is cut off less at the end is what PyTorch adds there.
  const more = extra.map((value, axis) => value + (window.begin[axis] ?? 0) - (window.end[axis] ?? 0))
  if (more.some((value) => value < 0))
    throw new Unsupported(told('onnx.padding_differs', 'its padding differs between the sides'))
  const outputs = perGroup * groups
  const bias = site.has(2) ? site.weight(2, 'bias') : biasAfter(site, outputs, kernel.length)
  site.layer(`ConvTranspose${kernel.length}d`, {
    params: {
      ...(site.type() === null ? { in_channels: inputs } : {}),
      out_channels: outputs,
      kernel_size: size(kernel),
      stride: size(window.stride),
      padding: size(window.begin),
      output_padding: size(more),
      groups,
      bias: bias !== undefined,
      dilation: size(window.dilation),
    },
    weights: { weight: weightOf(weight), ...(bias === undefined ? {} : { bias: weightOf(bias, [outputs]) }) },
    named: weight.name,
  })
}

/** A bias that is added by a node of its own right after; that node is taken in. */
function biasAfter(site: Site, channels: number, rank: number): Constant | undefined {
  const reader = site.reader()
  if (reader?.op !== 'Add' || reader.domain !== '') return undefined
  const other = reader.inputs.find((name) => name !== site.node.outputs[0])
  const bias = other === undefined ? undefined : site.reading.constantIfKnown(other)
  if (bias?.dtype !== 'float32' || bias.values.length !== channels || bias.shape.at(-rank - 1) !== channels)
    return undefined
  // More dimensions than the output has would make it larger.
  if (bias.shape.length > rank + 2) return undefined
  site.standIn(reader)
  return bias
}
