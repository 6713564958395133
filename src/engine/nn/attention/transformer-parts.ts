/** What the layers of a Transformer share: their options, the function between their Linear layers, and copies of them. */
import type { Tensor } from '../../core/tensor'
import { NotImplementedError, RuntimeError } from '../../errors'
import { relu } from '../../ops/elementwise'
import { gelu } from '../../ops/smooth-activations'
import { defaultGenerator } from '../../random/generator'
import { ModuleList } from '../containers'
import { Module } from '../module'
import { camelOptions } from '../node-builder'

/** A function, or a module of one tensor in and one out, or the name of one of the two usual ones. */
export type Activation = 'relu' | 'gelu' | ((x: Tensor) => Tensor) | Module

export interface TransformerLayerOptions {
  /** Features between the two Linear layers; default 2048. */
  dimFeedforward?: number
  /** Default 0.1. */
  dropout?: number
  /** Default relu. */
  activation?: Activation
  /** Default 1e-5. */
  layerNormEps?: number
  /** Inputs are (N, S, E) instead of (S, N, E); default false. */
  batchFirst?: boolean
  /** Normalise before each part instead of after it; default false. */
  normFirst?: boolean
  /** Learn biases in all layers; default true. */
  bias?: boolean
}

export interface TransformerStackOptions {
  /** Runs on what the last layer gives; default: nothing. */
  norm?: Module | null
}

/** What a name, a function or a module does to one tensor. Errors: another name. */
export function activationOf(activation: Activation): ((x: Tensor) => Tensor) | Module {
  if (activation === 'relu') return relu
  if (activation === 'gelu') return (x) => gelu(x)
  if (typeof activation === 'string')
    throw new RuntimeError(`activation should be relu/gelu, not ${String(activation)}`)
  return activation
}

/** The function between the two Linear layers, of x. */
export function activated(activation: ((x: Tensor) => Tensor) | Module, x: Tensor): Tensor {
  if (!(activation instanceof Module)) return activation(x)
  return (activation as unknown as { call(x: Tensor): Tensor }).call(x)
}

export interface TransformerLayerParams {
  d_model: number
  nhead: number
}

/** How a graph makes a layer: the sizes, and everything else as options. */
export function layerOf<L>(
  Layer: new (dModel: number, nhead: number, options: TransformerLayerOptions) => L,
  { d_model: size, nhead: heads, ...rest }: TransformerLayerParams,
): L {
  return new Layer(size, heads, camelOptions(rest))
}

interface TransformerLayer extends Module {
  readonly dModel: number
  readonly nhead: number
  readonly options: TransformerLayerOptions
  readonly activation: ((x: Tensor) => Tensor) | Module
}

/** So many layers of their own with the weights of one, as PyTorch's stacks have; no random number is drawn for them. */
export function copiesOf(layer: TransformerLayer, count: number): ModuleList {
  const { activation } = layer
  if (activation instanceof Module && activation.parameters().length > 0) {
    throw new NotImplementedError(
      `${layer.constructor.name.replace('Layer', '')} cannot copy an activation that learns: give a function, or an activation without parameters`,
    )
  }
  const Layer = layer.constructor as new (
    dModel: number,
    nhead: number,
    options: TransformerLayerOptions,
  ) => TransformerLayer
  const state = defaultGenerator.getState()
  const copies = Array.from({ length: count }, () => new Layer(layer.dModel, layer.nhead, layer.options))
  defaultGenerator.setState(state)
  for (const copy of copies) {
    copy.loadStateDict(layer.stateDict())
    copy.train(layer.training)
  }
  return new ModuleList(copies)
}

/** What a stack gives, of one layer that it then copies; `layer` itself is let go. */
export function stackFrom<L extends TransformerLayer, S>(layer: L, make: (layer: L) => S): S {
  const stack = make(layer)
  for (const parameter of layer.parameters()) parameter.dispose()
  return stack
}

/** What the module at the end of a stack makes of x, if there is one. */
export function finished(norm: Module | null, x: Tensor): Tensor {
  return norm ? (norm as unknown as { call(x: Tensor): Tensor }).call(x) : x
}
