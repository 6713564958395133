/** The types of operands that TensorFlow infers where a kernel is called by itself, and that a graph must name. */

/** An attribute, and the input whose type it is. */
type Rule = readonly [attribute: string, input: number]

const OF_FIRST: readonly Rule[] = [['T', 0]]
const OF_SECOND: readonly Rule[] = [['T', 1]]
const NONE: readonly Rule[] = []

/** Kernels whose attributes are all given or have defaults, and those that take more than the type of their first input. */
const RULES: Readonly<Record<string, readonly Rule[]>> = {
  AddN: NONE,
  All: NONE,
  Any: NONE,
  AvgPoolGrad: OF_SECOND,
  Bitcast: NONE,
  Cast: [['SrcT', 0]],
  ConcatV2: NONE,
  Conv2DBackpropInput: OF_SECOND,
  DepthwiseConv2dNativeBackpropInput: OF_SECOND,
  Fill: OF_SECOND,
  FusedBatchNormGradV2: [['T', 0], ['U', 3]], // prettier-ignore
  FusedBatchNormV2: [['T', 0], ['U', 1]], // prettier-ignore
  GatherV2: [['Tparams', 0], ['Tindices', 1], ['Taxis', 2]], // prettier-ignore
  LogicalAnd: NONE,
  LogicalNot: NONE,
  LogicalOr: NONE,
  MaxPoolGradWithArgmax: [['T', 0], ['Targmax', 2]], // prettier-ignore
  OneHot: [['T', 2], ['TI', 0]], // prettier-ignore
  ResourceApplyGradientDescent: NONE,
  ResourceApplyMomentum: NONE,
  SelectV2: OF_SECOND,
  Slice: [['T', 0], ['Index', 1]], // prettier-ignore
  SparseSoftmaxCrossEntropyWithLogits: [['T', 0], ['Tlabels', 1]], // prettier-ignore
  Split: OF_SECOND,
  StridedSlice: [['T', 0], ['Index', 1]], // prettier-ignore
  StridedSliceGrad: [['T', 4], ['Index', 0]], // prettier-ignore
  UnsortedSegmentSum: [['T', 0], ['Tindices', 1]], // prettier-ignore
}

/** Attributes that name the types of a kernel's inputs. A kernel that is not listed has the type of its first input, as most have. */
export function typeAttributes(kernel: string): readonly Rule[] {
  return RULES[kernel] ?? OF_FIRST
}
