/** What a rule sees of one ONNX node: its inputs as constants or wires, its attributes, and the way to put nodes in its place. */
import type { Params } from '../../document/document'
import type { SafeTensor } from '../../formats/safetensors'
import type { Shape, TensorType } from '../../types/dims'
import type { ReadValue } from '../../onnx/attributes'
import { readConstant } from './constants'
import type { OnnxNode } from './model'
import { nameOfNode, pathOfNode } from './names'
import type { Reading } from './reading'
import { Unsupported } from './values'
import type { Constant, Value, Wire } from './values'
import { told } from '../../../words/tell'
import type { Told } from '../../../words/tell'

interface Layer {
  params?: Params
  weights?: Readonly<Record<string, SafeTensor>>
  inputs?: Readonly<Record<string, Wire>>
  /** Of the initializers after which the layer is named, the first that says something. */
  named?: string | readonly string[]
}

/** A rule puts nodes in the place of one ONNX node, or throws {@link Unsupported}. */
export type OnnxRule = (site: Site) => void

export class Site {
  /** Nodes whose output is that of this one, as they were taken in. */
  private readonly standIns: OnnxNode[] = []

  constructor(
    readonly node: OnnxNode,
    readonly reading: Reading,
  ) {}

  get opset(): number {
    return this.reading.model.opset
  }

  has(index: number): boolean {
    return (this.node.inputs[index] ?? '') !== ''
  }

  value(index: number): Value {
    return this.reading.value(this.node.inputs[index] ?? '')
  }

  /** The input as an output of a node; constants become nodes. */
  wire(index = 0): Wire {
    return this.reading.wire(this.node.inputs[index] ?? '')
  }

  constant(index: number): Constant | undefined {
    return this.has(index) ? this.reading.constant(this.node.inputs[index] ?? '') : undefined
  }

  /** Errors: the input is computed. */
  weight(index: number, what: string): Constant {
    const constant = this.constant(index)
    if (constant === undefined)
      throw new Unsupported(told('onnx.not_constant', 'its {{what}} is not a constant', { what }))
    return constant
  }

  /** The numbers of a constant input. */
  numbers(index: number): number[] | undefined {
    const constant = this.constant(index)
    return constant === undefined ? undefined : Array.from(constant.values)
  }

  type(index = 0): TensorType | null {
    return this.reading.type(this.node.inputs[index] ?? '')
  }

  /** Errors: the shape is not known. */
  shape(index = 0): Shape {
    const type = this.type(index)
    if (type === null)
      throw new Unsupported(told('onnx.input_shape_not_known', 'the shape of its input is not known'))
    return type.shape
  }

  int(name: string, otherwise: number): number {
    const value = this.attribute(name)
    return typeof value === 'number' ? value : otherwise
  }

  /** An attribute that is a number, or undefined. */
  number(name: string): number | undefined {
    const value = this.attribute(name)
    return typeof value === 'number' ? value : undefined
  }

  ints(name: string): number[] | undefined {
    const value = this.attribute(name)
    if (!Array.isArray(value)) return undefined
    const numbers = value.filter((item) => typeof item === 'number')
    return numbers.length === value.length ? numbers : undefined
  }

  texts(name: string): string[] | undefined {
    const value = this.attribute(name)
    if (!Array.isArray(value)) return undefined
    return value.filter((item) => typeof item === 'string')
  }

  text(name: string, otherwise: string): string {
    const value = this.attribute(name)
    return typeof value === 'string' ? value : otherwise
  }

  tensor(name: string): Constant | undefined {
    const value = this.attribute(name)
    if (typeof value !== 'object' || Array.isArray(value) || value.$typeName !== 'onnx.TensorProto')
      return undefined
    return readConstant(value, '')
  }

  /** What was an attribute in old versions and is an input since. */
  intsOf(name: string, index: number): number[] | undefined {
    return this.ints(name) ?? (this.has(index) ? this.numbers(index) : undefined)
  }

  attribute(name: string): ReadValue | undefined {
    return this.node.attributes.get(name)
  }

  /** Adds a node and gives its first output as output `output` of the ONNX node; its input is the first unless said. */
  layer(type: string, { inputs, named, ...more }: Layer = {}, output = 0): Wire {
    const wire = this.add(type, {
      ...more,
      ...(named === undefined ? {} : { named }),
      inputs: inputs ?? { input: this.wire(0) },
    })
    this.give(wire, output)
    return wire
  }

  /** Adds a node. → its first output */
  add(type: string, layer: Layer): Wire {
    const [wire] = Object.values(this.addAll(type, layer))
    if (wire === undefined) throw new Unsupported(told('onnx.no_output', '{{type}} has no output', { type }))
    return wire
  }

  /** Adds a node. → all its outputs by handle */
  addAll(type: string, { named, ...layer }: Layer): Record<string, Wire> {
    const initializers = [named ?? []].flat()
    return this.reading.builder.add({
      type,
      name: nameOfNode(this.node, initializers),
      path: layer.weights && pathOfNode(this.node, initializers),
      ...layer,
    })
  }

  give(value: Value | Wire, output = 0): void {
    this.giveFor(this.node, value, output)
    if (output === 0) for (const node of this.standIns) this.giveFor(node, value)
  }

  /** Takes a node in whose output is to be the first one that this rule gives. */
  standIn(node: OnnxNode): void {
    this.absorb(node)
    this.standIns.push(node)
  }

  /** Gives the output of a node that this rule has taken in. */
  giveFor(node: OnnxNode, value: Value | Wire, output = 0): void {
    const name = node.outputs[output]
    if (name !== undefined && name !== '')
      this.reading.give(name, 'kind' in value ? value : { kind: 'wire', wire: value })
  }

  /** The one node that reads that output, if it is also no output of the model. */
  reader(node: OnnxNode = this.node, output = 0): OnnxNode | undefined {
    return this.reading.reader(node.outputs[output] ?? '')
  }

  /** Marks another node as done by this rule. */
  absorb(node: OnnxNode): void {
    this.reading.absorb(node)
  }

  note(said: Told): void {
    this.reading.builder.notes.push({ severity: 'info', ...said })
  }
}
