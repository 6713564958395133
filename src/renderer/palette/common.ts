/** The types that the palette shows before a person asks for more, the most usual first in each category. */
const COMMON = [
  'Dataset', 'Input', 'Output', 'Parameter',
  'Linear', 'Conv2d', 'Conv1d', 'Embedding', 'LSTM', 'MultiheadAttention',
  'ReLU', 'LeakyReLU', 'GELU', 'Sigmoid', 'Tanh', 'Softmax',
  'MaxPool2d', 'AvgPool2d', 'AdaptiveAvgPool2d',
  'BatchNorm2d', 'BatchNorm1d', 'LayerNorm',
  'Dropout', 'Dropout2d',
  'Flatten', 'Reshape', 'Permute', 'Select', 'Upsample',
  'Add', 'Mul', 'MatMul', 'Cat', 'Mean',
  'CrossEntropyLoss', 'MSELoss', 'BCEWithLogitsLoss', 'L1Loss',
] // prettier-ignore

/** Parts a category's entries into the common ones and the rest; a rest of one is not worth a button. */
export function commonFirst<T extends { type: string }>(entries: readonly T[]): { common: T[]; rest: T[] } {
  const common = COMMON.flatMap((type) => entries.filter((entry) => entry.type === type))
  const rest = entries.filter((entry) => !common.includes(entry))
  return common.length === 0 || rest.length <= 1
    ? { common: [...common, ...rest], rest: [] }
    : { common, rest }
}
