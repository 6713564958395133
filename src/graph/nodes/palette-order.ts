/**
 * The order of the palette within each category. A type that is not listed comes after those that are, by name: only one that
 * people should find sooner is added here.
 */
export const PALETTE_ORDER: readonly string[] = [
  'Dataset', 'Input', 'Output', 'Parameter', 'Constant', 'Linear', 'Bilinear', 'Embedding', 'EmbeddingBag', 'Conv1d',
  'Conv2d', 'Conv3d', 'ConvTranspose1d', 'ConvTranspose2d', 'RNN', 'LSTM', 'GRU', 'RNNCell', 'LSTMCell', 'GRUCell',
  'MultiheadAttention', 'TransformerEncoderLayer', 'TransformerEncoder', 'TransformerDecoderLayer', 'TransformerDecoder', 'Transformer', 'ReLU', 'LeakyReLU', 'PReLU',
  'ELU', 'CELU', 'GELU', 'Softplus', 'Softmax', 'LogSoftmax', 'Hardtanh', 'Threshold', 'GLU', 'ReLU6',
  'SELU', 'SiLU', 'Mish', 'Hardswish', 'Hardsigmoid', 'Sigmoid', 'LogSigmoid', 'Tanh', 'Tanhshrink',
  'Softsign', 'MaxPool2d', 'AvgPool2d', 'MaxPool1d', 'AvgPool1d', 'AdaptiveAvgPool1d',
  'AdaptiveAvgPool2d', 'AdaptiveMaxPool1d', 'AdaptiveMaxPool2d', 'LPPool2d', 'BatchNorm1d',
  'BatchNorm2d', 'LayerNorm', 'GroupNorm', 'InstanceNorm1d', 'InstanceNorm2d', 'RMSNorm',
  'LocalResponseNorm', 'Dropout', 'Dropout1d', 'Dropout2d', 'AlphaDropout', 'Flatten', 'Reshape',
  'Unflatten', 'Permute', 'Transpose', 'Squeeze', 'Unsqueeze', 'Select', 'Slice', 'Split', 'Chunk',
  'Expand', 'ExpandAs', 'Pad', 'Upsample', 'PixelShuffle', 'ZeroPad2d', 'ReflectionPad2d',
  'ReplicationPad2d', 'Identity', 'Add', 'Sub', 'Mul', 'Div', 'MatMul', 'Cat', 'Stack', 'Mean', 'Sum',
  'Max', 'Min', 'Amax', 'Amin', 'Pow', 'Exp', 'Log', 'Sqrt', 'Abs', 'Clamp', 'MSELoss',
  'CrossEntropyLoss', 'L1Loss', 'SmoothL1Loss', 'HuberLoss', 'NLLLoss', 'BCELoss',
  'BCEWithLogitsLoss', 'KLDivLoss', 'HingeEmbeddingLoss', 'CosineEmbeddingLoss', 'TripletMarginLoss',
  'Accuracy', 'TopK', 'MAE', 'R2Score', 'ConfusionMatrix', 'Module', 'Opaque',
] // prettier-ignore
