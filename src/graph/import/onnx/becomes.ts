/** What each operator becomes where it reads what flows, in a few words for the documentation. */

/** By operator. A test holds it against the rules. */
export const BECOMES: Readonly<Record<string, string>> = {
  Abs: 'Abs', Add: 'Add', And: 'Logical', ArgMax: 'Max', ArgMin: 'Min', AveragePool: 'AvgPool1d–3d',
  BatchNormalization: 'BatchNorm1d–3d; in training mode without running statistics', Cast: 'To', CastLike: 'To', Ceil: 'Neg, Floor and Neg', Celu: 'CELU',
  Clip: 'Clamp, Hardtanh, ReLU, ReLU6', Concat: 'Cat', Conv: 'Conv1d–3d', ConvTranspose: 'ConvTranspose1d–3d', Cos: 'Cos',
  CumSum: 'Cumsum, forwards', DepthToSpace: 'PixelShuffle; Reshape and Permute', Div: 'Div', Dropout: 'Dropout', Einsum: 'Bilinear, Einsum',
  Elu: 'ELU', Equal: 'Compare', Erf: 'Erf', Exp: 'Exp', Expand: 'Expand, ExpandAs', Flatten: 'Flatten, Reshape', Floor: 'Floor',
  GRU: 'GRU that resets after the product', Gather: 'Embedding; Select, Slice and Cat for places that are known', Gelu: 'GELU',
  Gemm: 'Linear; MatMul, Mul and Add', GlobalAveragePool: 'AdaptiveAvgPool1d–3d', GlobalMaxPool: 'AdaptiveMaxPool1d–3d',
  Greater: 'Compare', GreaterOrEqual: 'Compare', GroupNormalization: 'GroupNorm', HardSigmoid: 'Hardsigmoid; Mul, Add and Clamp',
  HardSwish: 'Hardswish', Identity: 'nothing', InstanceNormalization: 'InstanceNorm1d–3d; GroupNorm with what is around it',
  IsNaN: 'Compare with itself', LRN: 'LocalResponseNorm', LSTM: 'LSTM without peepholes', LayerNormalization: 'LayerNorm',
  LeakyRelu: 'LeakyReLU', Less: 'Compare', LessOrEqual: 'Compare', Log: 'Log', LogSoftmax: 'LogSoftmax', LpPool: 'LPPool1d–3d',
  MatMul: 'Linear, MatMul', Max: 'Clamp; Compare and Where', MaxPool: 'MaxPool1d–3d', Mean: 'Add and Mul', Min: 'Clamp; Compare and Where',
  Mish: 'Mish', Mul: 'Mul; SiLU, Mish, GELU with what is before it', Neg: 'Neg', Not: 'LogicalNot', OneHot: 'OneHot of 0 and 1', Or: 'Logical',
  PRelu: 'PReLU', Pad: 'Pad, ZeroPad2d, ReflectionPad2d, ReplicationPad2d', Pow: 'Pow by a number', RMSNormalization: 'RMSNorm', RNN: 'RNN',
  Reciprocal: 'Pow', ReduceL1: 'Norm', ReduceL2: 'Norm', ReduceLogSum: 'Sum and Log', ReduceMax: 'Amax; AdaptiveMaxPool over an image',
  ReduceMean: 'Mean; AdaptiveAvgPool over an image; LayerNorm with what is after it', ReduceMin: 'Amin', ReduceSum: 'Sum',
  ReduceSumSquare: 'Pow and Sum', Relu: 'ReLU', Reshape: 'Flatten, Unflatten, Reshape', Resize: 'Upsample', Round: 'Round', Selu: 'SELU',
  Shrink: 'Hardshrink, Softshrink', Sigmoid: 'Sigmoid', Sign: 'Sign', Sin: 'Sin', Slice: 'Slice, forwards', Softmax: 'Softmax',
  Softplus: 'Softplus', Softsign: 'Softsign', SpaceToDepth: 'Reshape and Permute', Split: 'Split', Sqrt: 'Sqrt', Squeeze: 'Squeeze', Sub: 'Sub',
  Sum: 'Add', Swish: 'SiLU', Tanh: 'Tanh', ThresholdedRelu: 'Threshold', Tile: 'Repeat, ExpandAs',
  Transpose: 'Transpose, Permute; nothing where two cancel out', Trilu: 'Tril, Triu', Unsqueeze: 'Unsqueeze', Upsample: 'Upsample',
  Where: 'MaskedFill, Where', Xor: 'Logical',
} // prettier-ignore
