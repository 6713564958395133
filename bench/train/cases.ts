/** What is timed: nets with their inputs. Both programs make them from the same description and the same seed. */

export type Pass = 'train' | 'forward'

/** A net as both programs know it by name (nets.ts, nets.py), with what its constructor takes. */
export interface NetOf {
  readonly name: string
  readonly args: readonly number[]
}

export interface Case {
  readonly id: string
  readonly title: string
  readonly net: NetOf
  /** The shape of a batch. */
  readonly input: readonly number[]
  /** Classes to tell apart, or values to come near to; in this shape. */
  readonly target: { readonly classes: number | null; readonly shape: readonly number[] }
  readonly optimizer: 'sgd' | 'momentum' | 'adam'
  readonly passes: readonly Pass[]
  /** It draws random numbers as it trains, and PyTorch draws others: only the passes without them can be compared. */
  readonly random?: boolean
  /** Takes long, or memory. */
  readonly large?: boolean
  /** One of a series that grows. */
  readonly growing?: boolean
}

const BOTH: readonly Pass[] = ['train', 'forward']
const TRAIN: readonly Pass[] = ['train']
const BATCHES = [1, 8, 512]
const WIDTHS = [64, 256, 1024, 4096]
const DEPTHS = [4, 16, 32, 64]

/** What a case says unless it says something else: both passes, SGD with momentum, ten classes, one a row of the batch. */
function made(
  id: string,
  title: string,
  net: readonly [string, ...number[]],
  input: readonly number[],
  rest: Partial<Omit<Case, 'id' | 'title' | 'net' | 'input'>> = {},
): Case {
  const [name, ...args] = net
  const target = { classes: 10, shape: input.slice(0, 1) }
  return { id, title, net: { name, args }, input, target, optimizer: 'momentum', passes: BOTH, ...rest }
}

const cnn = (id: string, title: string, batch: number, rest: Parameters<typeof made>[4] = {}): Case =>
  made(id, title, ['cnn'], [batch, 1, 28, 28], rest)

const mlp = (id: string, title: string, width: number, rest: Parameters<typeof made>[4] = {}): Case =>
  made(id, title, ['mlp', width], [128, 784], rest)

const transformer = (id: string, title: string, dropout: number, rest: Parameters<typeof made>[4]): Case =>
  made(id, title, ['transformer', 256, 4, dropout], [8, 128, 256], rest)

/** All of them, in the order in which they run. */
export const CASES: readonly Case[] = [
  cnn('cnn', 'CNN of the sample, batch 64', 64),
  made('lenet', 'LeNet-5, batch 64', ['lenet'], [64, 1, 28, 28]),
  made('resnet', 'ResNet, 8 convolutions, batch 32', ['resnet', 8], [32, 3, 32, 32]),
  mlp('mlp', 'MLP 784-512-512-10, batch 128', 512),
  made('linear', 'Linear regression, 30 rows (overhead a step)', ['linear'], [30, 1], {
    target: { classes: null, shape: [30, 1] },
    optimizer: 'sgd',
  }),
  made('mobilenet', 'MobileNet, 2 depthwise-separable blocks, batch 32', ['mobilenet'], [32, 3, 32, 32]),
  made('lstm', 'LSTM 64 → 128, 32 steps, batch 32', ['lstm'], [32, 32, 64]),
  made('gru', 'GRU 64 → 128, 32 steps, batch 32', ['gru'], [32, 32, 64]),
  made('unet', 'U-Net, 64 × 64, 16 to 64 channels, batch 8', ['unet'], [8, 3, 64, 64], {
    target: { classes: 4, shape: [8, 64, 64] },
  }),
  transformer('transformer', 'Transformer encoder, d 256, 4 layers, length 128, batch 8', 0, {}),
  transformer('transformer-dropout', 'Transformer encoder, with dropout 0.1', 0.1, {
    passes: TRAIN,
    random: true,
  }),
  made('resnet50', 'ResNet-50, 224 × 224, batch 8', ['resnet50'], [8, 3, 224, 224], {
    target: { classes: 1000, shape: [8] },
    large: true,
  }),
  cnn('cnn-adam', 'CNN, batch 64, Adam', 64, { optimizer: 'adam', passes: TRAIN }),
  mlp('mlp-adam', 'MLP 784-512-512-10, batch 128, Adam', 512, { optimizer: 'adam', passes: TRAIN }),
  transformer('transformer-adam', 'Transformer encoder, Adam', 0, { optimizer: 'adam', passes: TRAIN }),
  ...BATCHES.map((batch) =>
    cnn(`cnn-batch-${batch}`, `CNN, batch ${batch}`, batch, { passes: TRAIN, growing: true }),
  ),
  ...WIDTHS.map((width) =>
    mlp(`mlp-width-${width}`, `MLP 784-${width}-${width}-10, batch 128`, width, {
      passes: TRAIN,
      growing: true,
    }),
  ),
  ...DEPTHS.map((depth) =>
    made(
      `resnet-depth-${depth}`,
      `ResNet, ${depth} convolutions, batch 32`,
      ['resnet', depth],
      [32, 3, 32, 32],
      { passes: TRAIN, growing: true },
    ),
  ),
]
