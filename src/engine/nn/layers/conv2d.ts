import { zeros } from '../../core/create'
import { FILTER } from '../../core/layout'
import { pair } from '../../core/shape'
import { inLayout, type Tensor } from '../../core/tensor'
import { ValueError } from '../../errors'
import { conv2d, type ConvOptions, type Size2d } from '../../ops/conv'
import { resetWeightAndBias } from '../init'
import { Module } from '../module'
import { Parameter } from '../parameter'
import { pythonText } from '../text'

export interface Conv2dOptions extends ConvOptions {
  /** Learn a bias; default true. */
  bias?: boolean
}

/**
 * A two-dimensional cross-correlation with learned filters.
 *
 * Shape: (N, C, H, W) or (C, H, W) → (N, O, H', W') with H' = ⌊(H + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1.
 * Errors: channels that `groups` does not divide; 'same' with a stride.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html
 */
export class Conv2d extends Module {
  weight: Parameter
  bias: Parameter | null = null
  readonly kernelSize: readonly [number, number]
  readonly stride: readonly [number, number]
  readonly padding: readonly [number, number] | 'same' | 'valid'
  readonly dilation: readonly [number, number]
  readonly groups: number

  constructor(
    readonly inChannels: number,
    readonly outChannels: number,
    kernelSize: Size2d,
    { stride = 1, padding = 0, dilation = 1, groups = 1, bias = true }: Conv2dOptions = {},
  ) {
    super()
    if (groups <= 0) throw new ValueError('groups must be a positive integer')
    if (inChannels % groups !== 0) throw new ValueError('in_channels must be divisible by groups')
    if (outChannels % groups !== 0) throw new ValueError('out_channels must be divisible by groups')
    this.kernelSize = pair(kernelSize)
    this.stride = pair(stride)
    this.padding = typeof padding === 'string' ? padding : pair(padding)
    this.dilation = pair(dilation)
    this.groups = groups
    if (padding === 'same' && this.stride.some((step) => step !== 1)) {
      throw new ValueError("padding='same' is not supported for strided convolutions")
    }
    const shape = [outChannels, inChannels / groups, ...this.kernelSize]
    this.weight = new Parameter(inLayout(zeros(shape), FILTER))
    if (bias) this.bias = new Parameter(zeros([outChannels]))
    this.resetParameters()
  }

  resetParameters(): void {
    resetWeightAndBias(this.weight, this.bias)
  }

  override forward(x: Tensor): Tensor {
    return conv2d(x, this.weight, this.bias, this)
  }

  override extraRepr(): string {
    const parts = [
      `${this.inChannels}, ${this.outChannels}`,
      `kernel_size=${pythonText(this.kernelSize)}`,
      `stride=${pythonText(this.stride)}`,
    ]
    if (pythonText(this.padding) !== '(0, 0)') parts.push(`padding=${pythonText(this.padding)}`)
    if (pythonText(this.dilation) !== '(1, 1)') parts.push(`dilation=${pythonText(this.dilation)}`)
    if (this.groups !== 1) parts.push(`groups=${this.groups}`)
    if (!this.bias) parts.push('bias=False')
    return parts.join(', ')
  }
}
