/** The large nets that `bench/large.ts` trains, as documents with inputs of random numbers. */
import { writeSafetensors } from '../../src/graph/formats/safetensors'
import type { SafeTensors } from '../../src/graph/formats/safetensors'

export interface LargeNet {
  title: string
  document: object
  /** A safetensors file with a tensor for each Input node. */
  inputs: () => Uint8Array
  /** Wires of the main definition, as the canvas shows them. */
  wires: { edge: string; pictures: boolean }[]
}

interface Node {
  id: string
  type: string
  name: string
  params: Record<string, unknown>
}

type Port = readonly [node: string, handle: string]

/** Adds nodes and wires one after the other. */
class Definition {
  readonly nodes: Node[] = []
  readonly edges: object[] = []
  readonly pictures: boolean[] = []

  /** A node that takes these ports, by its handles. */
  add(type: string, params: Record<string, unknown>, from: Record<string, Port> = {}, pictures = true): Port {
    const id = `n${this.nodes.length}`
    this.nodes.push({ id, type, name: `${type.toLowerCase()}${this.nodes.length}`, params })
    for (const [targetHandle, [source, sourceHandle]] of Object.entries(from)) {
      this.edges.push({ id: `e${this.edges.length}`, source, sourceHandle, target: id, targetHandle })
      this.pictures.push(pictures)
    }
    return [id, 'output']
  }

  input(name: string, params: Record<string, unknown> = {}): Port {
    const port = this.add('Input', params)
    this.nodes.at(-1)!.name = name
    return port
  }
}

/** 784 → hidden → hidden → 10. */
function mlp(hidden: number, batch: number): LargeNet {
  const net = new Definition()
  let at = net.input('x', { shape: [784], dtype: 'float32' })
  for (const out_features of [hidden, hidden]) {
    at = net.add('Linear', { out_features }, { input: at }, false)
    at = net.add('ReLU', {}, { input: at }, false)
  }
  at = net.add('Linear', { out_features: 10 }, { input: at }, false)
  const count = 784 * hidden + hidden + hidden * hidden + hidden + hidden * 10 + 10
  return finished(
    `MLP 784-${hidden}-${hidden}-10, ${millions(count)}`,
    net,
    at,
    {},
    { shape: [784], classes: 10, batch },
  )
}

/** As torchvision's resnet50 on images of 64 × 64. */
function resnet50(batch: number): LargeNet {
  const net = new Definition()
  const modules: Record<string, object> = {}
  let at = net.input('x', { shape: [3, 64, 64], dtype: 'float32' })
  at = net.add(
    'Conv2d',
    { out_channels: 64, kernel_size: 7, stride: 2, padding: 3, bias: false },
    { input: at },
  )
  at = net.add('BatchNorm2d', {}, { input: at })
  at = net.add('ReLU', {}, { input: at })
  at = net.add('MaxPool2d', { kernel_size: 3, stride: 2, padding: 1 }, { input: at })
  const stages = [
    { blocks: 3, width: 64, stride: 1 },
    { blocks: 4, width: 128, stride: 2 },
    { blocks: 6, width: 256, stride: 2 },
    { blocks: 3, width: 512, stride: 2 },
  ]
  for (const { blocks, width, stride } of stages)
    for (let i = 0; i < blocks; i++) {
      const module = `Bottleneck${width}${i === 0 ? 'Down' : ''}`
      modules[module] ??= bottleneck(width, i === 0 ? stride : 1, i === 0)
      const [id] = net.add('Module', { module }, { x: at })
      at = [id, 'y']
    }
  at = net.add('AdaptiveAvgPool2d', { output_size: 1 }, { input: at })
  at = net.add('Flatten', {}, { input: at })
  at = net.add('Linear', { out_features: 1000 }, { input: at }, false)
  const data = { shape: [3, 64, 64], classes: 1000, batch }
  return finished(`ResNet-50 at 64 × 64, batch ${batch}, 25.6 million`, net, at, modules, data)
}

function bottleneck(width: number, stride: number, down: boolean): object {
  const block = new Definition()
  const x = block.input('x')
  const conv = (from: Port, out_channels: number, kernel_size: number, step = 1): Port => {
    const padding = kernel_size === 3 ? 1 : 0
    const at = block.add(
      'Conv2d',
      { out_channels, kernel_size, stride: step, padding, bias: false },
      { input: from },
    )
    return block.add('BatchNorm2d', {}, { input: at })
  }
  let at = block.add('ReLU', {}, { input: conv(x, width, 1) })
  at = block.add('ReLU', {}, { input: conv(at, width, 3, stride) })
  at = conv(at, 4 * width, 1)
  const around = down ? conv(x, 4 * width, 1, stride) : x
  at = block.add('Add', {}, { input: at, other: around })
  at = block.add('ReLU', {}, { input: at })
  block.add('Output', {}, { input: at })
  block.nodes.at(-1)!.name = 'y'
  return { nodes: block.nodes, edges: block.edges }
}

interface Data {
  shape: number[]
  classes: number
  batch: number
}

function finished(
  title: string,
  net: Definition,
  prediction: Port,
  modules: Record<string, object>,
  { shape, classes, batch }: Data,
): LargeNet {
  const target = net.input('y', { shape: [], dtype: 'int64' })
  net.add('CrossEntropyLoss', {}, { input: prediction, target }, false)
  const document = {
    format: 'gradwire.graph',
    version: 1,
    main: 'Net',
    modules: { ...modules, Net: { nodes: net.nodes, edges: net.edges } },
    training: {
      optimizer: { type: 'SGD', params: { lr: 0.001, momentum: 0.9 } },
      batch_size: batch,
      epochs: 1_000_000,
      seed: 0,
    },
  }
  const wires = net.pictures.map((pictures, i) => ({ edge: `e${i}`, pictures }))
  return { title, document, inputs: () => randomInputs(shape, classes, batch * 16), wires }
}

function randomInputs(shape: number[], classes: number, count: number): Uint8Array {
  const size = shape.reduce((product, length) => product * length, count)
  const tensors: SafeTensors = new Map([
    [
      'x',
      { dtype: 'F32', shape: [count, ...shape], values: Float32Array.from({ length: size }, Math.random) },
    ],
    [
      'y',
      { dtype: 'I64', shape: [count], values: Int32Array.from({ length: count }, (_, i) => i % classes) },
    ],
  ])
  return writeSafetensors(tensors)
}

function millions(count: number): string {
  return `${(count / 1e6).toFixed(1)} million`
}

export const NETS: Readonly<Record<string, () => LargeNet>> = {
  'mlp-1.8': () => mlp(1000, 64),
  'mlp-11.4': () => mlp(3000, 64),
  'mlp-29': () => mlp(5000, 64),
  'resnet-50': () => resnet50(8),
}
