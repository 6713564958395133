/** The functions of `nn.init` by the names that the page has for them. */
import type { Tensor } from '../../core/tensor'
import {
  constant_,
  dirac_,
  eye_,
  kaimingNormal_,
  kaimingUniform_,
  normal_,
  ones_,
  orthogonal_,
  sparse_,
  truncNormal_,
  uniform_,
  xavierNormal_,
  xavierUniform_,
  zeros_,
} from '../../nn/init'
import type { KaimingOptions } from '../../nn/init'
import type { Generator } from '../../random/generator'

/** Arguments with PyTorch's names, parsed by the definition's schema. */
interface InitArguments {
  a: number
  b: number
  mean: number
  std: number
  gain: number
  sparsity: number
  val: number
  groups: number
  mode: KaimingOptions['mode']
  nonlinearity: KaimingOptions['nonlinearity']
}

type Initialiser = (x: Tensor, given: InitArguments, generator: Generator) => Tensor

const INITIALISERS: Readonly<Record<string, Initialiser>> = {
  kaiming_uniform: (x, { a, mode, nonlinearity }, generator) =>
    kaimingUniform_(x, { a, mode, nonlinearity, generator }),
  kaiming_normal: (x, { a, mode, nonlinearity }, generator) =>
    kaimingNormal_(x, { a, mode, nonlinearity, generator }),
  xavier_uniform: (x, { gain }, generator) => xavierUniform_(x, gain, generator),
  xavier_normal: (x, { gain }, generator) => xavierNormal_(x, gain, generator),
  uniform: (x, { a, b }, generator) => uniform_(x, a, b, generator),
  normal: (x, { mean, std }, generator) => normal_(x, mean, std, generator),
  trunc_normal: (x, { mean, std, a, b }, generator) => truncNormal_(x, mean, std, a, b, generator),
  orthogonal: (x, { gain }, generator) => orthogonal_(x, gain, generator),
  sparse: (x, { sparsity, std }, generator) => sparse_(x, sparsity, std, generator),
  constant: (x, { val }) => constant_(x, val),
  zeros: (x) => zeros_(x),
  ones: (x) => ones_(x),
  eye: (x) => eye_(x),
  dirac: (x, { groups }) => dirac_(x, groups),
}

/** The types that the engine can initialise with. */
export const initialiserTypes: readonly string[] = Object.keys(INITIALISERS)

/** Fills a tensor. Errors: PyTorch's, for a shape that does not fit. */
export function initialise(
  x: Tensor,
  type: string,
  given: Readonly<Record<string, unknown>>,
  generator: Generator,
): void {
  if (!Object.hasOwn(INITIALISERS, type)) throw new RangeError(`There is no initialiser '${type}'.`)
  INITIALISERS[type]!(x, given as unknown as InitArguments, generator)
}
