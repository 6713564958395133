/** What the convolution layers share: their parameters, options, checks and text. */
import { zeros } from '../../core/create'
import type { Layout } from '../../core/layout'
import { inLayout, type Tensor } from '../../core/tensor'
import { ValueError } from '../../errors'
import type { ConvOptions, Size2d } from '../../ops/conv'
import { pad, type PadMode } from '../../ops/pad'
import { resetWeightAndBias } from '../init'
import { Module } from '../module'
import { Parameter } from '../parameter'
import { pythonText } from '../text'

export interface ConvLayerOptions extends ConvOptions {
  /** Learn a bias; default true. */
  bias?: boolean
  /** What the padding holds: 'zeros' (default), the mirror image, the edge, or the other end. */
  paddingMode?: 'zeros' | 'reflect' | 'replicate' | 'circular'
}

export interface ConvTransposeLayerOptions extends Omit<ConvLayerOptions, 'padding' | 'paddingMode'> {
  /** Places cut off on each side of the output; default 0. */
  padding?: Size2d
  /** Places added at the end of the output, less than stride or dilation; default 0. */
  outputPadding?: Size2d
}

interface ConvShape {
  inChannels: number
  outChannels: number
  kernelSize: Size2d
  /** Dimensions of a sample without its channels. */
  rank: number
  transposed?: boolean
  outputPadding?: Size2d
  /** The memory order of the kernels for the weight. */
  layout: Layout
}

const PAD_MODES = ['zeros', 'reflect', 'replicate', 'circular']

/** The base of Conv1d, Conv2d, Conv3d and the transposed ones. */
export abstract class ConvLayer extends Module {
  weight: Parameter
  bias: Parameter | null = null
  readonly inChannels: number
  readonly outChannels: number
  readonly kernelSize: readonly number[]
  readonly stride: readonly number[]
  readonly padding: readonly number[] | 'same' | 'valid'
  readonly dilation: readonly number[]
  readonly outputPadding: readonly number[]
  readonly groups: number
  readonly paddingMode: 'zeros' | 'reflect' | 'replicate' | 'circular'

  constructor(shape: ConvShape, options: ConvLayerOptions) {
    super()
    const { inChannels, outChannels, rank, transposed = false } = shape
    const { stride = 1, padding = 0, dilation = 1, groups = 1, bias = true, paddingMode = 'zeros' } = options
    checkOptions(inChannels, outChannels, groups, paddingMode)
    this.inChannels = inChannels
    this.outChannels = outChannels
    this.kernelSize = sizes(shape.kernelSize, rank)
    this.stride = sizes(stride, rank)
    this.padding = typeof padding === 'string' ? padding : sizes(padding, rank)
    this.dilation = sizes(dilation, rank)
    this.outputPadding = sizes(shape.outputPadding ?? 0, rank)
    this.groups = groups
    this.paddingMode = paddingMode
    if (padding === 'same' && this.stride.some((step) => step !== 1)) {
      throw new ValueError("padding='same' is not supported for strided convolutions")
    }
    const channels = transposed ? [inChannels, outChannels / groups] : [outChannels, inChannels / groups]
    this.weight = new Parameter(inLayout(zeros([...channels, ...this.kernelSize]), shape.layout))
    if (bias) this.bias = new Parameter(zeros([outChannels]))
    this.resetParameters()
  }

  resetParameters(): void {
    resetWeightAndBias(this.weight, this.bias)
  }

  /** The input with its padding around it and no more to add, or as it is where the padding is zeros. */
  protected padded(x: Tensor): { input: Tensor; options: ConvOptions } {
    if (this.paddingMode === 'zeros') return { input: x, options: this }
    const sides = this.kernelSize.flatMap((size, i): number[] => {
      const axis = this.kernelSize.length - 1 - i
      if (typeof this.padding !== 'string') return [this.padding[axis]!, this.padding[axis]!]
      const both = this.padding === 'same' ? this.dilation[axis]! * (this.kernelSize[axis]! - 1) : 0
      return [Math.floor(both / 2), Math.ceil(both / 2)]
    })
    const mode: PadMode = this.paddingMode
    const { stride, dilation, groups } = this
    return { input: pad(x, sides, { mode }), options: { stride, dilation, groups } }
  }

  override extraRepr(): string {
    const all = (value: number): string => pythonText(this.kernelSize.map(() => value))
    const parts = [
      `${this.inChannels}, ${this.outChannels}`,
      `kernel_size=${pythonText(this.kernelSize)}`,
      `stride=${pythonText(this.stride)}`,
    ]
    if (pythonText(this.padding) !== all(0)) parts.push(`padding=${pythonText(this.padding)}`)
    if (pythonText(this.dilation) !== all(1)) parts.push(`dilation=${pythonText(this.dilation)}`)
    if (pythonText(this.outputPadding) !== all(0))
      parts.push(`output_padding=${pythonText(this.outputPadding)}`)
    if (this.groups !== 1) parts.push(`groups=${this.groups}`)
    if (!this.bias) parts.push('bias=False')
    if (this.paddingMode !== 'zeros') parts.push(`padding_mode=${this.paddingMode}`)
    return parts.join(', ')
  }
}

function sizes(value: Size2d, rank: number): readonly number[] {
  return typeof value === 'number' ? Array.from({ length: rank }, () => value) : [...value]
}

function checkOptions(inChannels: number, outChannels: number, groups: number, paddingMode: string): void {
  if (groups <= 0) throw new ValueError('groups must be a positive integer')
  if (inChannels % groups !== 0) throw new ValueError('in_channels must be divisible by groups')
  if (outChannels % groups !== 0) throw new ValueError('out_channels must be divisible by groups')
  if (PAD_MODES.includes(paddingMode)) return
  throw new ValueError(
    `padding_mode must be one of {'zeros', 'reflect', 'replicate', 'circular'}, but got padding_mode='${paddingMode}'`,
  )
}
