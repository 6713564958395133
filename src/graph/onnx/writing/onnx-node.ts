/** What a lowering writes with: the node's params, inputs and tensors, and operators of the model. */
import type { SafeTensor, SafeTensors } from '../../formats/safetensors'
import type { Dim, DType, Shape, TensorType } from '../../types/dims'
import type { AttributeValue } from '../attribute-value'
import { ELEMENT_TYPES } from '../element-types'
import type { GraphWriter, Operator } from './graph-writer'
import { OnnxRefusal } from './refusal'
import type { Value } from './value'
import { tell, told } from '../../../words/tell'

export interface OnnxNodeOptions<P> {
  params: P
  /** Dotted path of names. */
  path: string
  /** The path whose parameters the node uses: its own, or that of the node that it shares them with. */
  owner: string
  inputs: Readonly<Record<string, { value: Value; type: TensorType }>>
  /** Types of the output handles. */
  outputs: Readonly<Record<string, TensorType>>
  /** The output handles that something needs. */
  wanted: ReadonlySet<string>
  weights: SafeTensors
  writer: GraphWriter
}

type Inputs = readonly (Value | undefined)[]
type Attributes = Readonly<Record<string, AttributeValue>>

const POOLS = new Set(['MaxPool', 'AveragePool'])

export class OnnxNode<P> {
  readonly params: P
  readonly #options: OnnxNodeOptions<P>
  readonly #operators: Operator[] = []

  constructor(options: OnnxNodeOptions<P>) {
    this.params = options.params
    this.#options = options
  }

  /** The input handles that are wired, in order. */
  get handles(): string[] {
    return Object.keys(this.#options.inputs)
  }

  /** The output handles, in order. */
  get outputs(): string[] {
    return Object.keys(this.#options.outputs)
  }

  has(handle: string): boolean {
    return handle in this.#options.inputs
  }

  /** Whether something looks at an output handle. */
  wants(handle: string): boolean {
    return this.#options.wanted.has(handle)
  }

  input(handle = 'input'): Value {
    return this.#input(handle).value
  }

  shape(handle = 'input'): Shape {
    return this.#input(handle).type.shape
  }

  dtype(handle = 'input'): DType {
    return this.#input(handle).type.dtype
  }

  output(handle = 'output'): TensorType {
    const type = this.#options.outputs[handle]
    if (type === undefined) throw new RangeError(`There is no output '${handle}'.`)
    return type
  }

  /** Writes an operator with one output. */
  op(type: string, inputs: Inputs, attributes: Attributes = {}): Value {
    return this.ops(type, inputs, attributes, 1)[0] ?? ''
  }

  /** Writes an operator with several outputs. An input that is left out is undefined. */
  ops(type: string, inputs: Inputs, attributes: Attributes, count: number): Value[] {
    const { writer, path } = this.#options
    const name = `${path}/${type}`
    const outputs = Array.from({ length: count }, () => writer.fresh(name))
    const given = inputs.slice(0, inputs.findLastIndex((input) => input !== undefined) + 1)
    if (POOLS.has(type)) given[0] = this.#apart(given[0])
    const operator = {
      type,
      name: outputs[0] ?? name,
      inputs: given.map((input) => input ?? ''),
      outputs,
      attributes,
    }
    this.#operators.push(operator)
    writer.operators.push(operator)
    return outputs
  }

  /**
   * Padding that a pooling right behind it may not take in: onnxruntime would, and then count zeros as if they were not there,
   * or refuse them where they are as wide as the window. The largest of one value is that value.
   */
  #apart(value: Value | undefined): Value | undefined {
    const maker = this.#options.writer.operators.findLast(({ outputs }) => outputs[0] === value)
    return maker?.type === 'Pad' ? this.op('Max', [value]) : value
  }

  /** A parameter or buffer of the node, under its key in `state_dict`. */
  parameter(name: string): Value {
    return this.#options.writer.tensor(this.#key(name), this.values(name))
  }

  /** What a parameter or buffer of the node holds. Errors: the weights lack it. */
  values(name: string): SafeTensor {
    const key = this.#key(name)
    const tensor = this.#options.weights.get(key)
    if (tensor !== undefined) return tensor
    throw new OnnxRefusal(
      told('onnx_export.missing_weight', "There is no '{{key}}' among the weights.", { key }),
      tell('export.give_weights_of_this_graph', 'Give the weights of this graph.'),
    )
  }

  /** A tensor made of parameters of the node, named as one of them would be. */
  derived(name: string, make: () => SafeTensor): Value {
    return this.#options.writer.tensor(this.#key(name), make())
  }

  /** A tensor that the node needs beside its parameters. */
  constant(name: string, tensor: SafeTensor): Value {
    const { writer, path } = this.#options
    return writer.tensor(writer.fresh(`${path}/${name}`), tensor)
  }

  /** One float32 number. */
  number(value: number, name = 'value'): Value {
    return this.floats([value], [], name)
  }

  /** One number of that dtype, without dimensions. */
  scalar(value: number, dtype: DType, name = 'value'): Value {
    if (dtype === 'float32') return this.number(value, name)
    const shape: number[] = []
    return dtype === 'int64'
      ? this.constant(name, { dtype: 'I64', shape, values: Int32Array.of(value) })
      : this.constant(name, { dtype: 'BOOL', shape, values: Uint8Array.of(Number(value !== 0)) })
  }

  floats(values: readonly number[], shape: readonly number[], name = 'values'): Value {
    return this.constant(name, { dtype: 'F32', shape, values: Float32Array.from(values) })
  }

  /** A list of int64 numbers. */
  ints(values: readonly number[], name: string): Value {
    return this.constant(name, { dtype: 'I64', shape: [values.length], values: Int32Array.from(values) })
  }

  cast(value: Value, from: DType, to: DType): Value {
    return from === to ? value : this.op('Cast', [value], { to: ELEMENT_TYPES[to] })
  }

  transpose(value: Value, perm: readonly number[]): Value {
    return perm.every((axis, index) => axis === index) ? value : this.op('Transpose', [value], { perm })
  }

  unsqueeze(value: Value, axes: readonly number[]): Value {
    return axes.length === 0 ? value : this.op('Unsqueeze', [value, this.ints(axes, 'axes')])
  }

  squeeze(value: Value, axes: readonly number[]): Value {
    return axes.length === 0 ? value : this.op('Squeeze', [value, this.ints(axes, 'axes')])
  }

  /** Errors: two sizes that depend on the batch and lie elsewhere than before. */
  reshape(value: Value, from: Shape, to: Shape): Value {
    const kept = to.map((dim, axis) => typeof dim === 'string' && dim === from[axis])
    const open = to.filter((dim, axis) => typeof dim === 'string' && !kept[axis])
    if (open.length > 1)
      throw new OnnxRefusal(
        told(
          'onnx_export.open_sizes',
          'Sizes {{open, list}} both depend on the batch, and ONNX works out only one.',
          { open: open.map(String) },
        ),
        tell('export.reshape_so_that_batch_stays', 'Reshape so that the batch stays one dimension.'),
      )
    const sizes = to.map((dim, axis) => (typeof dim === 'number' ? dim : kept[axis] ? 0 : -1))
    return this.op('Reshape', [value, this.ints(sizes, 'shape')])
  }

  /** Runs operators that want `rank` dimensions, with a batch of 1 in front where the input has one fewer. */
  batched(rank: number, write: (value: Value, shape: Shape) => Value): Value {
    const shape = this.shape()
    if (shape.length === rank) return write(this.input(), shape)
    return this.squeeze(write(this.unsqueeze(this.input(), [0]), [1, ...shape]), [0])
  }

  /** Names what was written after the node: `path`, or `path.handle` where it has several outputs. */
  finish(result: Value | Readonly<Record<string, Value>>): Record<string, Value> {
    const { outputs, path, writer } = this.#options
    const handles = Object.keys(outputs)
    const values = typeof result === 'string' ? { [handles[0] ?? 'output']: result } : { ...result }
    const [only] = this.#operators
    if (only !== undefined && this.#operators.length === 1) only.name = path
    for (const [handle, value] of Object.entries(values)) {
      const type = outputs[handle]
      if (type === undefined || !this.#operators.some((each) => each.outputs.includes(value))) continue
      const name = writer.fresh(handles.length > 1 ? `${path}.${handle}` : path)
      for (const operator of this.#operators) {
        operator.inputs = operator.inputs.map((input) => (input === value ? name : input))
        operator.outputs = operator.outputs.map((output) => (output === value ? name : output))
      }
      for (const [other, same] of Object.entries(values)) if (same === value) values[other] = name
      writer.describe(name, type)
    }
    return values
  }

  #input(handle: string): { value: Value; type: TensorType } {
    const input = this.#options.inputs[handle]
    if (input === undefined) throw new RangeError(`The input '${handle}' is not connected.`)
    return input
  }

  /** An empty name stands for a node that is itself the parameter. */
  #key(name: string): string {
    return name === '' ? this.#options.owner : `${this.#options.owner}.${name}`
  }
}

/** A size that does not depend on the batch. Errors: one that does. */
export function fixed(dim: Dim | undefined): number {
  if (typeof dim === 'number') return dim
  throw new OnnxRefusal(
    told('onnx_export.open_size', 'A size ({{dim}}) depends on the batch, but ONNX needs a number there.', {
      dim: dim ?? '?',
    }),
    tell('export.keep_batch_as_first_dimension', 'Keep the batch as the first dimension.'),
  )
}

/** Dimensions from `first` up to `end`. */
export function axesBetween(first: number, end: number): number[] {
  return Array.from({ length: Math.max(end - first, 0) }, (_, i) => first + i)
}
