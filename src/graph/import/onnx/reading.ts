/** The state of reading one file: what each name stands for, and the document so far. */
import { BATCH } from '../../types/dims'
import type { TensorType } from '../../types/dims'
import { convertedFrom, dtypeOf, readConstant } from './constants'
import { filled, itemsOf, valueOf } from './items'
import type { Missed } from './missed'
import { ModuleBuilder } from './module-builder'
import type { OnnxModel, OnnxNode, ValueInfo } from './model'
import { Unsupported } from './values'
import type { Constant, Fill, Value, Wire } from './values'
import { sequenceType, wireOf } from './wires'
import { told } from '../../../words/tell'

/** So many values, and some times what the file itself holds. */
const MOST_FOLDED = 4_000_000
/** Values of weights that are one number everywhere, over all such weights: 800 MB. */
const MOST_FILLED = 200_000_000

/** What one rule has done, so that it can be taken back. */
interface Step {
  mark: ReturnType<ModuleBuilder['mark']>
  given: string[]
  absorbed: OnnxNode[]
}

export class Reading {
  readonly builder = new ModuleBuilder()
  /** Nodes that became opaque. */
  readonly missed: Missed[] = []
  /** Nodes that another one's rule has taken in. */
  readonly absorbed = new Set<OnnxNode>()
  /** The batch's size in the file: its name there, e.g. `batch`, or the number that it was fixed to; null: none is known yet. */
  batch: string | number | null = null
  /** An input whose first dimension is the batch. */
  batchWire: Wire | null = null
  /** How many tensors were of other float types. */
  readonly converted = new Map<string, number>()
  /** Values that were looked at or made to work others out. */
  private folded = 0
  private filled = 0
  /** What stands everywhere in a shape, written out where a weight is wanted. */
  private readonly written = new Map<string, Constant>()
  /** Values of the file that were read. */
  private stored = 0
  private readonly values = new Map<string, Value>()
  /** Nodes that were made to have a value as a wire. */
  private readonly wires = new Map<string, Wire>()
  private readonly outputs: ReadonlySet<string>
  private step: Step | null = null

  constructor(readonly model: OnnxModel) {
    this.outputs = new Set(model.outputs)
  }

  /** Counts values that the file itself holds. */
  hold(count: number): void {
    this.stored += count
  }

  /** Counts values that are worked out. → whether there may be so many: joined to themselves a few times, small values become large ones. */
  spend(count: number): boolean {
    if (!(this.folded + count <= MOST_FOLDED + 16 * this.stored)) return false
    this.folded += count
    return true
  }

  /** Errors: nothing has given it. */
  value(name: string): Value {
    const known = this.values.get(name)
    if (known !== undefined) return known
    const initializer = this.model.initializers.get(name)
    if (initializer === undefined)
      throw new Unsupported(
        name === ''
          ? told('onnx.input_missing', 'an input is missing')
          : told('onnx.input_not_known', "its input '{{name}}' is not known", { name }),
      )
    const constant = readConstant(initializer)
    this.hold(constant.values.length)
    const converted = convertedFrom(initializer.dataType)
    if (converted !== undefined) this.converted.set(converted, (this.converted.get(converted) ?? 0) + 1)
    this.values.set(name, constant)
    return constant
  }

  wire(name: string): Wire {
    const value = this.value(name)
    if (value.kind === 'wire' && value.permutation === undefined) return value.wire
    const made = this.wires.get(name) ?? wireOf(value, this)
    this.wires.set(name, made)
    return made
  }

  /** A wire that is made once, whoever needs it. */
  shared(key: string, make: () => Wire): Wire {
    const made = this.wires.get(` ${key}`) ?? make()
    this.wires.set(` ${key}`, made)
    return made
  }

  constant(name: string): Constant | undefined {
    const value = this.value(name)
    if (value.kind === 'constant') return value
    if (value.kind === 'fill') return this.writtenOut(name, value)
    const items = itemsOf(value)
    const whole = items === undefined ? undefined : valueOf(items)
    return whole?.kind === 'constant' ? whole : undefined
  }

  private writtenOut(name: string, value: Fill): Constant | undefined {
    const known = this.written.get(name)
    if (known !== undefined) return known
    const items = filled(value, MOST_FILLED - this.filled)
    if (items === undefined) return undefined
    this.filled += items.items.length
    const constant: Constant = {
      kind: 'constant',
      dtype: items.dtype,
      shape: items.shape,
      values: items.items,
      name: '',
    }
    this.written.set(name, constant)
    return constant
  }

  /** As {@link constant}, and undefined too for what is not worked out yet. */
  constantIfKnown(name: string): Constant | undefined {
    return this.values.has(name) || this.model.initializers.has(name) ? this.constant(name) : undefined
  }

  /** The type of a value, from what we infer, else from what the file says. */
  type(name: string): TensorType | null {
    const value = this.value(name)
    if (value.kind === 'constant') return { shape: value.shape, dtype: value.dtype }
    if (value.kind === 'sizes') return { shape: value.scalar ? [] : [value.dims.length], dtype: 'int64' }
    if (value.kind === 'wire' && value.wire.type !== null) {
      const { permutation, wire } = value
      const { shape, dtype } = value.wire.type
      return permutation === undefined
        ? wire.type
        : { dtype, shape: permutation.map((axis) => shape[axis] ?? 1) }
    }
    if (value.kind === 'sequence' && value.wire.type !== null) return sequenceType(value, value.wire.type)
    if (value.kind === 'places') {
      const { shape, dtype } = value.base
      return { shape: shape.map((size, at) => (at === value.axis ? BATCH : size)), dtype }
    }
    if (value.kind === 'fill') {
      const shape = value.shape.filter((size) => size !== null)
      return shape.length < value.shape.length ? null : { shape, dtype: value.dtype }
    }
    return this.stated(this.model.known.get(name))
  }

  give(name: string, value: Value): void {
    const stated = value.kind === 'wire' && value.wire.type === null && value.permutation === undefined
    const type = stated ? this.stated(this.model.known.get(name)) : null
    this.values.set(
      name,
      value.kind === 'wire' && type !== null ? { ...value, wire: { ...value.wire, type } } : value,
    )
    this.step?.given.push(name)
  }

  reader(name: string): OnnxNode | undefined {
    const readers = this.model.consumers.get(name) ?? []
    return readers.length === 1 && !this.outputs.has(name) ? readers[0] : undefined
  }

  /** True where the model gives the node's first output. */
  isOutput(node: OnnxNode): boolean {
    return this.outputs.has(node.outputs[0] ?? '')
  }

  absorb(node: OnnxNode): void {
    this.absorbed.add(node)
    this.step?.absorbed.push(node)
  }

  /** Runs a rule for a node, whole or not at all. Errors: the rule's {@link Unsupported}, or an output that it did not give. */
  attempt(node: OnnxNode, rule: () => void): void {
    const step: Step = { mark: this.builder.mark(), given: [], absorbed: [] }
    this.step = step
    try {
      rule()
      for (const name of node.outputs)
        if (name !== '' && !this.values.has(name) && this.isRead(name))
          throw new Unsupported(told('onnx.output_read', "its output '{{name}}' is read", { name }))
    } catch (error) {
      this.takeBack(step)
      throw error
    } finally {
      this.step = null
    }
  }

  isRead(name: string): boolean {
    return this.outputs.has(name) || this.model.consumers.has(name)
  }

  private takeBack({ mark, given, absorbed }: Step): void {
    this.builder.rollBack(mark)
    for (const name of given) this.values.delete(name)
    for (const other of absorbed) this.absorbed.delete(other)
    for (const [name, { node }] of this.wires)
      if (Number(node.slice(1)) >= mark.nodes) this.wires.delete(name)
  }

  /** What the file says of a value, where every size is a number or the batch. */
  private stated(info: ValueInfo | undefined): TensorType | null {
    if (info?.sizes == null) return null
    const shape = info.sizes.map((size) => (size === this.batch && typeof size === 'string' ? 'N' : size))
    if (shape.some((size) => size !== 'N' && (typeof size !== 'number' || size < 0))) return null
    return { shape, dtype: dtypeOf(info.elementType) }
  }
}
