/** Matrix products: with a constant matrix a Linear, else a MatMul. */
import type { SafeTensor } from '../../../formats/safetensors'
import { scaled, transposed, weightOf } from '../constants'
import type { OnnxRule, Site } from '../site'
import { permuted } from '../wires'
import { numberNode } from './arithmetic'
import { Unsupported } from '../values'
import type { Constant, Wire } from '../values'
import { told } from '../../../../words/tell'

export const linearRules: Readonly<Record<string, OnnxRule>> = {
  Gemm: gemmRule,
  MatMul: matMulRule,
  Einsum: einsumRule,
}

/** α·A·B + β·C */
function gemmRule(site: Site): void {
  const [alpha, beta] = [site.number('alpha') ?? 1, site.number('beta') ?? 1]
  const matrix = site.constant(1)
  if (site.int('transA', 0) !== 0)
    throw new Unsupported(told('onnx.first_transposed', 'its first matrix is transposed'))
  if (matrix === undefined) return computedGemm(site, alpha, beta)
  const weight = scaled(site.int('transB', 0) === 0 ? transposed(matrix) : weightOf(matrix), alpha)
  const [outputs = 1] = weight.shape
  const given = site.has(2) ? site.constant(2) : undefined
  if (site.has(2) && given === undefined)
    throw new Unsupported(told('onnx.bias_computed', 'its bias is computed'))
  const after = given === undefined ? biasAfter(site, outputs) : undefined
  const bias = given === undefined ? after?.bias : spread(given, outputs, beta)
  if (given !== undefined && bias === undefined)
    throw new Unsupported(told('onnx.bias_matrix', 'its bias is a matrix'))
  linear(site, weight, bias, [matrix.name, given?.name ?? after?.name ?? ''])
}

function computedGemm(site: Site, alpha: number, beta: number): void {
  const { builder } = site.reading
  const second = site.int('transB', 0) === 0 ? site.wire(1) : permuted(site.wire(1), [1, 0], builder)
  const product = site.add('MatMul', { inputs: { input: site.wire(0), other: second } })
  const first = times(site, product, alpha)
  const added = site.has(2) && beta !== 0
  site.give(
    added ? site.add('Add', { inputs: { input: first, other: times(site, site.wire(2), beta) } }) : first,
  )
}

function times(site: Site, wire: Wire, factor: number): Wire {
  return factor === 1 ? wire : site.add('Mul', { inputs: { input: wire, other: numberNode(site, factor) } })
}

function matMulRule(site: Site): void {
  const matrix = site.constant(1)
  if (matrix?.shape.length === 2 && site.constant(0) === undefined) {
    const weight = transposed(matrix)
    const after = biasAfter(site, weight.shape[0] ?? 1)
    linear(site, weight, after?.bias, [matrix.name, after?.name ?? ''])
  } else site.layer('MatMul', { inputs: { input: site.wire(0), other: site.wire(1) } })
}

function linear(
  site: Site,
  weight: SafeTensor,
  bias: SafeTensor | undefined,
  named: readonly string[],
): void {
  const [outputs = 1, inputs = 1] = weight.shape
  site.layer('Linear', {
    params: {
      ...(site.type() === null ? { in_features: inputs } : {}),
      out_features: outputs,
      bias: bias !== undefined,
    },
    weights: { weight, ...(bias === undefined ? {} : { bias }) },
    named,
  })
}

/** One number for each output, from one for all or one for each. */
function spread({ values }: Constant, outputs: number, factor: number): SafeTensor | undefined {
  if (values.length !== outputs && values.length !== 1) return undefined
  const value = (index: number) => (values[values.length === 1 ? 0 : index] ?? 0) * factor
  return {
    dtype: 'F32',
    shape: [outputs],
    values: Float32Array.from({ length: outputs }, (_, index) => value(index)),
  }
}

/** A bias that is added right after; that node is taken in. */
function biasAfter(site: Site, outputs: number): { bias: SafeTensor; name: string } | undefined {
  const reader = site.reader()
  if (reader?.op !== 'Add' || reader.domain !== '') return undefined
  const other = reader.inputs.find((name) => name !== site.node.outputs[0])
  const bias = other === undefined ? undefined : site.reading.constantIfKnown(other)
  if (bias?.dtype !== 'float32' || bias.values.length !== outputs || bias.shape.at(-1) !== outputs)
    return undefined
  // More dimensions than the product has would make it larger.
  if (bias.shape.length > (site.type()?.shape.length ?? 2)) return undefined
  site.standIn(reader)
  return { bias: weightOf(bias, [outputs]), name: bias.name }
}

/** x₁ᵀ·W·x₂ is a Bilinear. */
/** An equation that is no layer's. */
function productOf(site: Site): void {
  const inputs = site.node.inputs.map((_, index) => [`tensors.${index}`, site.wire(index)] as const)
  site.layer('Einsum', {
    params: { equation: site.text('equation', '') },
    inputs: Object.fromEntries(inputs),
  })
}

function einsumRule(site: Site): void {
  const terms = site.text('equation', '').replace(/\s/g, '').split(/,|->/)
  const weights = site.node.inputs.map((name) => site.reading.constantIfKnown(name))
  const [at] = weights.flatMap((each, index) => (each === undefined ? [] : [index]))
  const weight = at === undefined ? undefined : weights[at]
  const [first = -1, second = -1] = [0, 1, 2].filter((index) => index !== at)
  const shapes = terms.map((term) => term.replace('...', '*'))
  const letters = [shapes[first], shapes[second], shapes[3], at === undefined ? '' : shapes[at]].map(
    (term) => term ?? '',
  )
  const [one = '', two = '', output = '', table = ''] = letters
  const fits =
    terms.length === 4 &&
    weight !== undefined &&
    table.length === 3 &&
    one.slice(0, -1) === two.slice(0, -1) &&
    output.slice(0, -1) === one.slice(0, -1)
  const order = [output, one, two].map((term) => table.indexOf(term.at(-1) ?? '?'))
  if (!fits || order.join() !== '0,1,2') return productOf(site)
  const [outputs = 1, in1 = 1, in2 = 1] = weight.shape
  const inputs: Record<string, Wire> = { input1: site.wire(first), input2: site.wire(second) }
  const bias = biasAfter(site, outputs)?.bias
  site.layer('Bilinear', {
    inputs,
    params: { in1_features: in1, in2_features: in2, out_features: outputs, bias: bias !== undefined },
    weights: { weight: weightOf(weight), ...(bias === undefined ? {} : { bias }) },
    named: weight.name,
  })
}
