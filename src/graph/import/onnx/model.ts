/** An ONNX file decoded and checked: nodes in an order in which each comes after what it reads. */
import { fromBinary } from '@bufbuild/protobuf'
import { readAttributes } from '../../onnx/attributes'
import type { ReadValue } from '../../onnx/attributes'
import type { GraphProto, NodeProto, TensorProto, ValueInfoProto } from '../../onnx/onnx_pb'
import { ModelProtoSchema } from '../../onnx/onnx_pb'
import { ImportRefusal } from '../result/import-refusal'
import { tell, told } from '../../../words/tell'

const LATEST = 26n
/** More nodes than that no document holds. */
const MOST_NODES = 20_000

/** A value's element type and sizes; a size is a number, a name, or '' where nothing is said. */
export interface ValueInfo {
  name: string
  elementType: number
  sizes: readonly (number | string)[] | null
}

export interface OnnxNode {
  op: string
  /** '' for ONNX's own operators. */
  domain: string
  name: string
  /** '' where an optional input is left out. */
  inputs: readonly string[]
  outputs: readonly string[]
  attributes: ReadonlyMap<string, ReadValue>
}

export interface OnnxModel {
  /** Version of ONNX's own operators. */
  opset: number
  producer: string
  title: string
  nodes: readonly OnnxNode[]
  inputs: readonly ValueInfo[]
  outputs: readonly string[]
  initializers: ReadonlyMap<string, TensorProto>
  known: ReadonlyMap<string, ValueInfo>
  consumers: ReadonlyMap<string, readonly OnnxNode[]>
}

/** True for bytes that begin as a `ModelProto`: the version of the format, then another of its first fields. */
export function isOnnx(bytes: Uint8Array): boolean {
  const [tag, version = 0, next = 0] = bytes
  return (
    tag === 0x08 && version > 0 && version < 64 && [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42].includes(next)
  )
}

/** Errors: bytes that are no ONNX model; names twice or never made; nodes in a circle; too many nodes. */
export function readModel(bytes: Uint8Array): OnnxModel {
  const proto = decode(bytes)
  const { graph } = proto
  if (graph === undefined || (graph.node.length === 0 && graph.output.length === 0))
    throw new ImportRefusal(told('onnx.no_graph', 'This file has no ONNX graph in it.'), {
      remedy: tell(
        'import.give_model_that_was_written',
        'Give a model that was written as ONNX, for example with torch.onnx.export.',
      ),
    })
  if (graph.node.length > MOST_NODES)
    throw new ImportRefusal(
      told('onnx.too_many_nodes', 'The model has {{nodes}} nodes; a graph has at most {{most}}.', {
        nodes: graph.node.length,
        most: MOST_NODES,
      }),
      {
        remedy: tell('import.export_smaller_part_of_it', 'Export a smaller part of it.'),
      },
    )
  const opset = proto.opsetImport.find(({ domain }) => isOnnxDomain(domain))
  const initializers = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]))
  const nodes = sorted(graph, initializers)
  return {
    // Files of other domains alone name no version of ONNX itself.
    opset: Number(opset?.version ?? LATEST),
    producer: proto.producerName,
    title: graph.name,
    nodes,
    inputs: graph.input.filter(({ name }) => !initializers.has(name)).map(valueInfo),
    outputs: graph.output.map(({ name }) => name),
    initializers,
    known: new Map(
      [...graph.valueInfo, ...graph.output, ...graph.input].map((info) => [info.name, valueInfo(info)]),
    ),
    consumers: consumersOf(nodes),
  }
}

export function isOnnxDomain(domain: string): boolean {
  return domain === '' || domain === 'ai.onnx'
}

function decode(bytes: Uint8Array) {
  try {
    return fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false })
  } catch {
    throw new ImportRefusal(told('onnx.no_model', 'This is not an ONNX model, or it is cut short.'), {
      remedy: tell(
        'import.give_whole_file_that_was',
        'Give a whole file that was written as ONNX, for example with torch.onnx.export.',
      ),
    })
  }
}

function valueInfo({ name, type }: ValueInfoProto): ValueInfo {
  const tensor = type?.value.case === 'tensorType' ? type.value.value : undefined
  const sizes = tensor?.shape?.dim.map(({ value }) => {
    if (value.case === 'dimValue') return Number(value.value)
    return value.case === 'dimParam' ? value.value : ''
  })
  return { name, elementType: tensor?.elemType ?? 0, sizes: sizes ?? null }
}

function nodeOf(proto: NodeProto): OnnxNode {
  return {
    op: proto.opType,
    domain: isOnnxDomain(proto.domain) ? '' : proto.domain,
    name: proto.name,
    inputs: proto.input,
    outputs: proto.output,
    attributes: readAttributes(proto),
  }
}

/** Checks where each value comes from. → the file's own order where that will do, else another */
function sorted(graph: GraphProto, initializers: ReadonlyMap<string, TensorProto>): OnnxNode[] {
  const nodes = graph.node.map(nodeOf)
  const makers = makersOf(nodes)
  const given = new Set([...graph.input.map(({ name }) => name), ...initializers.keys()])
  for (const { name } of graph.sparseInitializer.flatMap(({ values }) => values ?? [])) given.add(name)
  const waits = new Map<OnnxNode, number>()
  const readers = new Map<OnnxNode, OnnxNode[]>()
  for (const node of nodes) {
    const sources = new Set<OnnxNode>()
    for (const input of node.inputs) {
      if (input === '' || given.has(input)) continue
      const maker = makers.get(input)
      if (maker === undefined)
        throw new ImportRefusal(
          told('onnx.input_not_made', "{{node}} reads '{{input}}', which nothing in the file makes.", {
            node: label(node),
            input,
          }),
          {
            name: node.name,
            remedy: tell(
              'import.model_is_not_complete_export',
              'The model is not complete: export it again, or check it with onnx.checker.',
            ),
          },
        )
      sources.add(maker)
    }
    waits.set(node, sources.size)
    for (const source of sources) push(readers, source, node)
  }
  for (const { name } of graph.output)
    if (!makers.has(name) && !given.has(name))
      throw new ImportRefusal(
        told('onnx.output_not_made', "The output '{{name}}' of the model is made by nothing in the file.", {
          name,
        }),
        {
          remedy: tell(
            'import.model_is_not_complete_export',
            'The model is not complete: export it again, or check it with onnx.checker.',
          ),
        },
      )
  return inOrder(nodes, waits, readers)
}

function makersOf(nodes: readonly OnnxNode[]): Map<string, OnnxNode> {
  const makers = new Map<string, OnnxNode>()
  for (const node of nodes)
    for (const output of node.outputs) {
      if (output === '') continue
      if (makers.has(output))
        throw new ImportRefusal(
          told('onnx.made_twice', "Two nodes make '{{output}}': {{output2}} and {{node}}.", {
            output,
            output2: label(makers.get(output)!),
            node: label(node),
          }),
          {
            name: node.name,
            remedy: tell(
              'import.each_value_may_be_made',
              'Each value may be made once: check the model with onnx.checker.',
            ),
          },
        )
      makers.set(output, node)
    }
  return makers
}

function isOrdered(nodes: readonly OnnxNode[], readers: ReadonlyMap<OnnxNode, readonly OnnxNode[]>): boolean {
  const places = new Map(nodes.map((node, index) => [node, index]))
  return nodes.every((node, index) =>
    (readers.get(node) ?? []).every((reader) => (places.get(reader) ?? 0) > index),
  )
}

/** Kahn's algorithm. Errors: a circle. */
function inOrder(
  nodes: readonly OnnxNode[],
  waits: Map<OnnxNode, number>,
  readers: ReadonlyMap<OnnxNode, readonly OnnxNode[]>,
): OnnxNode[] {
  if (isOrdered(nodes, readers)) return [...nodes]
  const ready = nodes.filter((node) => waits.get(node) === 0)
  const order: OnnxNode[] = []
  for (let node = ready[0]; node !== undefined; node = ready[order.length]) {
    order.push(node)
    for (const reader of readers.get(node) ?? []) {
      const left = (waits.get(reader) ?? 0) - 1
      waits.set(reader, left)
      if (left === 0) ready.push(reader)
    }
  }
  if (order.length === nodes.length) return order
  const stuck = nodes.find((node) => (waits.get(node) ?? 0) > 0)
  throw new ImportRefusal(
    told('onnx.cycle', 'The nodes go in a circle: {{node}} needs its own output.', {
      node: stuck ? label(stuck) : tell('import.one_node', 'one'),
    }),
    {
      name: stuck?.name ?? '',
      remedy: tell(
        'import.model_has_no_circles_check',
        'A model has no circles: check it with onnx.checker.',
      ),
    },
  )
}

export function consumersOf(nodes: readonly OnnxNode[]): Map<string, OnnxNode[]> {
  const consumers = new Map<string, OnnxNode[]>()
  for (const node of nodes) for (const input of new Set(node.inputs)) push(consumers, input, node)
  return consumers
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}

/** `'/conv1/Conv' (Conv)`. */
export function label({ name, op, outputs }: OnnxNode): string {
  return `'${name === '' ? (outputs[0] ?? '') : name}' (${op})`
}
