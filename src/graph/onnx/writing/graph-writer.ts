/** Collects the nodes and tensors of an ONNX graph, with a name of its own for each value. */
import { create } from '@bufbuild/protobuf'
import type { SafeTensor } from '../../formats/safetensors'
import type { TensorType } from '../../types/dims'
import { BATCH } from '../../types/dims'
import { attributeProto } from '../attributes'
import { ELEMENT_TYPES } from '../element-types'
import type { AttributeValue } from '../attribute-value'
import { GraphProtoSchema, NodeProtoSchema, ValueInfoProtoSchema } from '../onnx_pb'
import type { GraphProto, ValueInfoProto } from '../onnx_pb'
import { toTensorProto } from '../tensors'
import type { Value } from './value'

/** One operator; names may still change until the graph is made. */
export interface Operator {
  type: string
  name: string
  inputs: Value[]
  outputs: Value[]
  attributes: Readonly<Record<string, AttributeValue>>
}

export interface NamedValue {
  name: string
  /** Null: not known. */
  shape: readonly (string | number)[] | null
}

/** What everything in a graph is called. */
export interface GraphNames {
  inputs: NamedValue[]
  outputs: NamedValue[]
  tensors: NamedValue[]
  operators: Operator[]
}

const BYTES = { F32: 4, I64: 8, I32: 4, BOOL: 1 } as const

export class GraphWriter {
  readonly operators: Operator[] = []
  /** Bytes of all tensors. */
  bytes = 0
  readonly #tensors = new Map<string, SafeTensor>()
  readonly #inputs: ValueInfoProto[] = []
  readonly #outputs: ValueInfoProto[] = []
  readonly #types = new Map<Value, TensorType>()
  readonly #names = new Set<string>()
  /** Values that are outputs of the graph under another name. */
  readonly #renamed = new Map<Value, Value>()
  readonly #inner = new Set<Value>()
  readonly #batch: number | null

  /** @param batch the size that it has in the file; null: it is a named dimension there, and can have any */
  constructor(batch: number | null = null) {
    this.#batch = batch
  }

  /** A name that nothing has yet: the wanted one, or with a number. */
  fresh(wanted: string): string {
    let name = wanted
    for (let number = 2; this.#names.has(name); number++) name = `${wanted}_${number}`
    this.#names.add(name)
    return name
  }

  input(name: string, type: TensorType): Value {
    const value = this.fresh(name)
    this.#inputs.push(valueInfo(value, type, this.#batch))
    return value
  }

  /** Makes a value an output. It takes the name, or is copied where it has to keep its own. */
  output(name: string, value: Value, type: TensorType): void {
    if (value !== name) {
      if (this.#inner.delete(value)) this.#renamed.set(value, name)
      else
        this.operators.push({
          type: 'Identity',
          name: `${name}/Identity`,
          inputs: [value],
          outputs: [name],
          attributes: {},
        })
    } else this.#inner.delete(value)
    this.#outputs.push(valueInfo(name, type, this.#batch))
  }

  /** Says what a value that an operator makes holds. */
  describe(value: Value, type: TensorType): void {
    this.#types.set(value, type)
    this.#inner.add(value)
  }

  /** A tensor under a name that it has for the first time, or has had before. */
  tensor(name: string, tensor: SafeTensor): Value {
    if (this.#tensors.has(name)) return name
    this.#names.add(name)
    this.#tensors.set(name, tensor)
    this.bytes += tensor.values.length * BYTES[tensor.dtype]
    return name
  }

  /** The names in the graph, without its tensors' values. */
  names(): GraphNames {
    const typeOf = ({ name, type }: ValueInfoProto): NamedValue => {
      const tensor = type?.value.case === 'tensorType' ? type.value.value : undefined
      const dims = tensor?.shape?.dim.map(({ value }) =>
        value.case === 'dimParam' ? value.value : Number(value.value ?? 0),
      )
      return { name, shape: dims ?? null }
    }
    return {
      inputs: this.#inputs.map(typeOf),
      outputs: this.#outputs.map(typeOf),
      tensors: [...this.#tensors].map(([name, { shape }]) => ({ name, shape })),
      operators: this.operators.map((operator) => ({
        ...operator,
        inputs: operator.inputs.map((value) => this.#final(value)),
        outputs: operator.outputs.map((value) => this.#final(value)),
      })),
    }
  }

  #final(value: Value): Value {
    return this.#renamed.get(value) ?? value
  }

  graph(name: string, docString: string): GraphProto {
    const final = (value: Value): Value => this.#final(value)
    return create(GraphProtoSchema, {
      name,
      ...(docString === '' ? {} : { docString }),
      node: this.operators.map(({ type, name: operator, inputs, outputs, attributes }) =>
        create(NodeProtoSchema, {
          opType: type,
          name: operator,
          input: inputs.map(final),
          output: outputs.map(final),
          attribute: Object.entries(attributes).map(([key, value]) => attributeProto(key, value)),
        }),
      ),
      initializer: [...this.#tensors].map(([key, tensor]) => toTensorProto(key, tensor)),
      input: this.#inputs,
      output: this.#outputs,
      valueInfo: [...this.#inner].map((value) => valueInfo(value, this.#types.get(value), this.#batch)),
    })
  }
}

/** - `batch`: its size; null: it is a named dimension */
function valueInfo(name: string, type: TensorType | undefined, batch: number | null): ValueInfoProto {
  if (type === undefined) return create(ValueInfoProtoSchema, { name })
  const shape = type.shape.map((size) => (size === BATCH ? (batch ?? size) : size))
  const dim = shape.map((size) =>
    typeof size === 'number'
      ? ({ value: { case: 'dimValue', value: BigInt(size) } } as const)
      : ({ value: { case: 'dimParam', value: size } } as const),
  )
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value: { elemType: ELEMENT_TYPES[type.dtype], shape: { dim } } } },
  })
}
