/** A trace as a TensorFlow graph. */
import { create, toBinary } from '@bufbuild/protobuf'
import type { MessageInitShape } from '@bufbuild/protobuf'
import type { Attribute, Binding } from '../../backend/binding'
import { isSlot, placeOf } from '../trace'
import type { Change, Expectation, Form, ScalarSlot, Slot, Trace, TraceCall } from '../trace'
import { SavedModelSchema } from './tensorflow_pb'
import { functionFor, hidesInput, hidesOutput, loneKernels } from './left-alone'
import type { Origin } from './left-alone'
import type { NodeDefSchema } from './tensorflow_pb'
import { typeValue, textValue, countValue, shapeValue, shapeOf } from './attribute-values'
import type { AttrValue } from './attribute-values'
import { typeAttributes } from './type-attributes'

type NodeDef = MessageInitShape<typeof NodeDefSchema>
type Attributes = Record<string, AttrValue>

/** Of TensorFlow 2.9: later ones read it too. */
const PRODUCER = 1087
/** What a program names the only graph of a SavedModel by. */
export const TAG = 'serve'

/** A graph as TensorFlow loads it, and how to name what goes in and comes out. */
export interface WrittenGraph {
  bytes: Uint8Array
  /** Slots that are given to each run, with what they are called. */
  feeds: { slot: number; name: string }[]
  /** Numbers, which are given where they are others than when the trace was written. */
  numbers: { slot: number; name: string }[]
  /** Slots whose values are in variables. */
  variables: WrittenVariable[]
  /** Comes when all variables are changed, or none is to be; null where there are none. */
  changed: string | null
  /** How often the change of variables has begun: to be set to 0 first. Null where there are none. */
  begun: { reset: string; read: string } | null
  /** Comes when the variables are gone, until they are written again; null where there are none. */
  dropped: string | null
  /** What the value at a place is called. */
  valueName(place: number): string
}

/** A tensor that the graph keeps from run to run, and changes. */
export interface WrittenVariable extends Change {
  /** What its values are given as, and what comes when they are written. */
  given: string
  written: string
  /** Its values. */
  read: string
}

/**
 * Writes a trace down as a graph with one node a call. `kept`: what it changes in variables of its own; `lasting`: the places of the
 * values that are held when a step ends.
 */
export function writeGraph(
  trace: Trace,
  binding: Binding,
  kept: readonly Change[],
  lasting: readonly number[],
): WrittenGraph {
  return new GraphWriter(trace, binding, kept, lasting).write()
}

class GraphWriter {
  private readonly nodes: NodeDef[] = []
  private readonly feeds: WrittenGraph['feeds'] = []
  private readonly numbers: WrittenGraph['numbers'] = []
  private readonly variables = new Map<number, WrittenVariable>()
  /** By slot, the nodes that take it. */
  private readonly takers = new Map<number, string[]>()
  /** Variables that a kernel changes in place. */
  private readonly inPlace = new Set<number>()
  /** Nodes that change variables. */
  private readonly changers: string[] = []
  private readonly values: (Origin & { name: string })[] = []
  /** What changes variables waits for this: until all else is computed, and is as it was taken to be. */
  private readonly gate: readonly string[]
  /** Whether everything is as it was taken to be is known only when it has run. */
  private readonly expects: boolean
  /** Places of values that are there when variables have changed. */
  private readonly left = new Set<number>()
  /** Tokens that calls take. */
  private readonly taken: ReadonlySet<number>
  /** Nodes that have run before variables change, so that one that fails leaves them as they were. */
  private readonly first = new Set<string>()

  constructor(
    private readonly trace: Trace,
    private readonly binding: Binding,
    private readonly kept: readonly Change[],
    private readonly lasting: readonly number[],
  ) {
    this.gate = kept.length > 0 ? ['^begin'] : []
    this.expects = trace.expectations.length > 0
    this.taken = new Set(trace.calls.flatMap(({ inputs }) => inputs))
  }

  write(): WrittenGraph {
    for (const change of this.kept) this.addVariable(change)
    for (const [place, slot] of this.trace.slots.entries()) this.addSlot(place, slot)
    for (const [place, call] of this.trace.calls.entries()) this.addCall(place, call)
    for (const variable of this.variables.values()) this.writeLast(variable)
    const changed = this.changers.length > 0 ? 'changed' : null
    if (changed) {
      this.addBeginning()
      const variables = [...this.variables.keys()]
      for (const slot of variables) this.add(`x${slot}`, 'DestroyResourceOp', [`p${slot}`], {})
      this.addSign(
        'dropped',
        variables.map((slot) => `x${slot}`),
      )
    }
    if (changed && this.expects) this.addGate(changed)
    else if (changed) this.addSign(changed, this.changers)
    const library = { function: loneKernels(this.binding.TF_FLOAT) }
    const graph = { node: this.nodes, library, versions: { producer: PRODUCER } }
    const model = create(SavedModelSchema, {
      savedModelSchemaVersion: 1n,
      metaGraphs: [{ metaInfoDef: { tags: [TAG] }, graphDef: graph }],
    })
    return {
      bytes: toBinary(SavedModelSchema, model),
      feeds: this.feeds,
      numbers: this.numbers,
      variables: [...this.variables.values()],
      changed: changed && `${changed}:0`,
      begun: changed && { reset: 'reset:0', read: 'begun:0' },
      dropped: changed && 'dropped:0',
      valueName: (place) => this.values[place]!.name,
    }
  }

  /** A variable with what gives it values from outside. */
  private addVariable({ slot, value }: Change): void {
    const { shape, dtype } = this.slotForm(this.trace.slots[slot]!)
    this.addHandle(`p${slot}`, shape, dtype)
    this.add(`g${slot}`, 'Placeholder', [], { dtype: typeValue(dtype), shape: shapeValue(shape) })
    this.add(`w${slot}`, 'AssignVariableOp', [`p${slot}`, `g${slot}`], { dtype: typeValue(dtype) })
    this.addSign(`d${slot}`, [`w${slot}`])
    this.add(`o${slot}`, 'ReadVariableOp', [`p${slot}`], { dtype: typeValue(dtype) })
    const names = { given: `g${slot}:0`, written: `d${slot}:0`, read: `o${slot}:0` }
    this.variables.set(slot, { slot, value, ...names })
  }

  /** What a step leaves in a variable that no kernel has changed in place. */
  private writeLast({ slot, value }: WrittenVariable): void {
    if (this.inPlace.has(slot)) return
    const { name, form } = this.values[value]!
    this.first.add(nodeOf(name))
    const input = [`p${slot}`, name, `^s${slot}`, ...this.gate]
    this.add(`u${slot}`, 'AssignVariableOp', input, { dtype: typeValue(form.dtype) })
    this.changers.push(`u${slot}`)
  }

  /** Counts how often variables begin to change, which they do when all else is computed. */
  private addBeginning(): void {
    for (const place of this.lasting)
      if (!this.left.has(place)) this.first.add(nodeOf(this.values[place]!.name))
    const int = this.binding.TF_INT32
    const dtype = { dtype: typeValue(int) }
    this.addHandle('beginnings', [], int)
    this.add('none', 'Const', [], this.constantOf([], int, new Uint8Array(4)))
    this.add('one', 'Const', [], this.constantOf([], int, new Uint8Array(Int32Array.of(1).buffer)))
    this.add('zeroed', 'AssignVariableOp', ['beginnings', 'none'], dtype)
    this.addSign('reset', ['zeroed'])
    this.add('begun', 'ReadVariableOp', ['beginnings'], dtype)
    const after = [...this.first, ...(this.expects ? ['go'] : [])].map((node) => `^${node}`)
    this.add('begin', 'AssignAddVariableOp', ['beginnings', 'one', ...after], dtype)
  }

  /**
   * Lets only one of `go` and `stay` run: by whether everything is as it was taken to be. (TensorFlow passes a tensor on to one of the two
   * outputs of a Switch, and does not run what waits for the other; a Merge hands on what comes.)
   */
  private addGate(changed: string): void {
    const type = { T: typeValue(this.binding.TF_BOOL) }
    const all = this.trace.expectations.map((expectation, i) => this.addCheck(`e${i}`, expectation))
    const usual = all.reduce((before, each, i) => {
      this.add(`a${i}`, 'LogicalAnd', [before, each], {})
      return `a${i}`
    })
    this.add('gate', 'Switch', [usual, usual], type)
    this.add('go', 'Identity', ['gate:1'], type)
    this.add('stay', 'Identity', ['gate:0'], type)
    this.addSign('gone', this.changers)
    this.addSign('stayed', ['stay'])
    this.add(changed, 'Merge', ['gone', 'stayed'], { T: typeValue(this.binding.TF_INT32), N: countValue(2) })
  }

  /** Whether a number is as it nearly always is. → the node that says so */
  private addCheck(name: string, { token, usual }: Expectation): string {
    const { dtype } = this.formOf(token)
    this.add(`${name}s`, 'Const', [], this.constantOf([0], this.binding.TF_INT32, new Uint8Array()))
    this.add(name, 'Reshape', [this.nameOf(token), `${name}s`], {
      T: typeValue(dtype),
      Tshape: typeValue(this.binding.TF_INT32),
    })
    if (usual === 'true') return name
    this.add(`${name}k`, usual === 'finite' ? 'IsFinite' : 'IsNan', [name], { T: typeValue(dtype) })
    if (usual === 'finite') return `${name}k`
    this.add(`${name}n`, 'LogicalNot', [`${name}k`], {})
    return `${name}n`
  }

  private addHandle(name: string, shape: readonly number[], dtype: number): void {
    const attributes = { dtype: typeValue(dtype), shape: shapeValue(shape), shared_name: textValue(name) }
    this.add(name, 'VarHandleOp', [], attributes)
  }

  /** A number that comes when these nodes have run. */
  private addSign(name: string, after: readonly string[]): void {
    const input = after.map((node) => `^${node}`)
    this.add(name, 'Const', input, this.constantOf([], this.binding.TF_INT32, new Uint8Array(4)))
  }

  private addSlot(place: number, slot: Slot): void {
    const name = `s${place}`
    if (this.variables.has(place)) {
      this.add(name, 'ReadVariableOp', [`p${place}`], { dtype: typeValue(this.slotForm(slot).dtype) })
      return
    }
    const { shape, dtype } = this.slotForm(slot)
    if (slot.kind === 'tensor') {
      this.add(name, 'Placeholder', [], { dtype: typeValue(dtype), shape: shapeValue(shape) })
      this.feeds.push({ slot: place, name: `${name}:0` })
    } else if (slot.kind === 'constant') {
      this.addConstant(name, shape, dtype, slot.values)
    } else if (slot.type !== 'float32') {
      // What is given counts, whatever node it is given for.
      this.addConstant(name, shape, dtype, scalarValues(slot))
      this.numbers.push({ slot: place, name: `${name}:0` })
    } else {
      // With a number that TensorFlow knows it would compute beforehand, in another order of roundings.
      this.addConstant(`c${place}`, shape, dtype, scalarValues(slot))
      this.addBarrier(name, `c${place}`, { shape, dtype })
      this.numbers.push({ slot: place, name: `${name}:0` })
    }
  }

  private addConstant(
    name: string,
    shape: readonly number[],
    dtype: number,
    { buffer, byteOffset, byteLength }: Float32Array | Int32Array | Uint8Array,
  ): void {
    this.add(name, 'Const', [], this.constantOf(shape, dtype, new Uint8Array(buffer, byteOffset, byteLength)))
  }

  private constantOf(shape: readonly number[], dtype: number, tensorContent: Uint8Array): Attributes {
    const tensor = { dtype, tensorShape: shapeOf(shape), tensorContent }
    return { dtype: typeValue(dtype), value: { value: { case: 'tensor', value: tensor } } }
  }

  private addCall(place: number, call: TraceCall): void {
    if (call.variables.length > 0) return this.addUpdate(place, call)
    const name = `n${place}`
    this.noteTakers(name, call.inputs)
    const operands = call.inputs.map((token) => this.originOf(token))
    const inputs = call.inputs.map((token, i) => {
      if (!hidesInput(call.name, i, operands)) return this.nameOf(token)
      this.addBarrier(`h${place}_${i}`, this.nameOf(token), operands[i]!.form)
      return `h${place}_${i}`
    })
    const alone = functionFor(call.name)
    this.add(name, alone ?? call.name, inputs, alone ? {} : this.attributesOf(call))
    const made = { by: call.name, of: operands.map(({ form }) => form) }
    const hidden = hidesOutput(call)
    for (const [i, form] of call.outputs.entries()) {
      if (hidden) this.addBarrier(`b${place}`, name, form)
      this.values.push({ name: hidden ? `b${place}:0` : `${name}:${i}`, form, made })
    }
  }

  /** Hands a value on, and hides from TensorFlow where it comes from. */
  private addBarrier(name: string, input: string, { shape, dtype }: Form): void {
    this.add(name, 'PlaceholderWithDefault', [input], { dtype: typeValue(dtype), shape: shapeValue(shape) })
  }

  /** A kernel that changes variables: the graph's own, or such as are written before it and read after it. */
  private addUpdate(place: number, call: TraceCall): void {
    const targets = call.variables.map((_, i) => this.targetOf(place, i, call))
    const operands = call.inputs.map((token, i) => targets[i]?.handle ?? this.nameOf(token))
    const before = [...new Set(targets.flatMap(({ after }) => after))].map((node) => `^${node}`)
    const name = `n${place}`
    this.noteTakers(name, call.inputs.slice(targets.length))
    const own = targets.some((target) => target.own)
    this.add(name, call.name, [...operands, ...before, ...(own ? this.gate : [])], this.attributesOf(call))
    if (own) {
      this.changers.push(name)
      for (const [i, operand] of operands.entries()) if (!targets[i]) this.first.add(nodeOf(operand))
      for (const node of targets.flatMap(({ after }) => after)) this.first.add(node)
    }
    for (const [i, form] of call.outputs.entries()) {
      const { handle } = targets[i]!
      const dtype = { dtype: typeValue(form.dtype) }
      const read = `r${place}_${i}`
      this.add(read, 'ReadVariableOp', [handle, `^${name}`], dtype)
      if (own) this.left.add(this.values.length)
      if (own && this.expects) {
        this.add(`q${place}_${i}`, 'ReadVariableOp', [handle, ...before, '^stay'], dtype)
        const either = { T: typeValue(form.dtype), N: countValue(2) }
        this.add(`m${place}_${i}`, 'Merge', [read, `q${place}_${i}`], either)
      }
      this.values.push({ name: `${own && this.expects ? `m${place}_${i}` : read}:0`, form, made: null })
    }
  }

  /** The variable that a kernel changes, and what must have run before. */
  private targetOf(
    place: number,
    i: number,
    call: TraceCall,
  ): { handle: string; after: string[]; own: boolean } {
    const token = call.inputs[i]!
    const slot = isSlot(token) ? placeOf(token) : -1
    // What is computed of it afterwards could fail: then it changes a variable of its own, and the graph's is given its values last.
    const last = call.outputs.every(({ id }) => !this.taken.has(id))
    if (last && this.variables.get(slot)?.value === placeOf(call.outputs[i]!.id)) {
      this.inPlace.add(slot)
      // Who reads the old values has them before they change; who is done with them does not keep them from being changed in place.
      return { handle: `p${slot}`, after: [`s${slot}`, ...(this.takers.get(slot) ?? [])], own: true }
    }
    const { shape, dtype } = this.formOf(token)
    const handle = `v${place}_${i}`
    const written = `a${place}_${i}`
    this.addHandle(handle, shape, dtype)
    this.add(written, 'AssignVariableOp', [handle, this.nameOf(token)], { dtype: typeValue(dtype) })
    this.noteTakers(written, [token])
    return { handle, after: [written], own: false }
  }

  private noteTakers(node: string, tokens: readonly number[]): void {
    for (const token of tokens)
      if (isSlot(token)) {
        const takers = this.takers.get(placeOf(token)) ?? []
        takers.push(node)
        this.takers.set(placeOf(token), takers)
      }
  }

  private add(name: string, op: string, input: string[], attr: Attributes): void {
    this.nodes.push({ name, op, input, attr })
  }

  private attributesOf({ name, attributes, inputs }: TraceCall): Attributes {
    const result: Attributes = {}
    for (const [attribute, input] of typeAttributes(name))
      result[attribute] = typeValue(this.formOf(inputs[input]!).dtype)
    for (const attribute of attributes) result[attribute.name] = this.attributeValue(attribute)
    return result
  }

  private attributeValue({ name, type, value }: Attribute): AttrValue {
    const { TF_ATTR_STRING, TF_ATTR_INT, TF_ATTR_FLOAT, TF_ATTR_BOOL, TF_ATTR_TYPE } = this.binding
    if (type === TF_ATTR_STRING) return textValue(value as string)
    if (type === TF_ATTR_INT && typeof value === 'object')
      return { value: { case: 'list', value: { i: value.map(BigInt) } } }
    if (type === TF_ATTR_INT) return { value: { case: 'i', value: BigInt(value as number) } }
    if (type === TF_ATTR_FLOAT) return { value: { case: 'f', value: value as number } }
    if (type === TF_ATTR_BOOL) return { value: { case: 'b', value: value as boolean } }
    if (type === TF_ATTR_TYPE) return typeValue(value as number)
    throw new TypeError(`The attribute '${name}' is of a type that no graph is written with`)
  }

  private nameOf(token: number): string {
    return isSlot(token) ? `s${placeOf(token)}` : this.values[placeOf(token)]!.name
  }

  private formOf(token: number): Form {
    return isSlot(token)
      ? this.slotForm(this.trace.slots[placeOf(token)]!)
      : this.values[placeOf(token)]!.form
  }

  private originOf(token: number): Origin {
    return isSlot(token) ? { form: this.formOf(token), made: null } : this.values[placeOf(token)]!
  }

  private slotForm(slot: Slot): Form {
    const { TF_FLOAT, TF_INT32, TF_BOOL } = this.binding
    if (slot.kind === 'tensor') return slot
    if (slot.kind === 'constant')
      return { shape: slot.shape, dtype: slot.values instanceof Float32Array ? TF_FLOAT : TF_INT32 }
    return { shape: [], dtype: { float32: TF_FLOAT, int32: TF_INT32, bool: TF_BOOL }[slot.type] }
  }
}

/** The node of an output. */
function nodeOf(name: string): string {
  return name.split(':', 1)[0]!
}

function scalarValues({ type, value }: ScalarSlot): Float32Array | Int32Array | Uint8Array {
  if (type === 'float32') return Float32Array.of(value)
  return type === 'int32' ? Int32Array.of(value) : Uint8Array.of(value)
}
