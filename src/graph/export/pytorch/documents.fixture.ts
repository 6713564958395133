/** Graphs that together hold everything an export can meet; tests compare their text and their values. */
import type { GraphDocument } from '../../document/document'
import { testDocument, testModule } from '../../document/test-graph'
import { operationDocuments } from './operations.fixture'

/** Residual blocks of three widths, one inside another definition; the shortcut is there twice. */
const block = testModule(
  [
    ['x: Input'],
    ['conv1: Conv2d', { out_channels: 6, kernel_size: 3, padding: 1, bias: false }],
    ['bn1: BatchNorm2d'],
    ['relu1: ReLU', { inplace: true }],
    ['conv2: Conv2d', { out_channels: 6, kernel_size: 3, padding: 1 }],
    ['shortcut: Conv2d', { out_channels: 6, kernel_size: 1 }],
    ['sum: Add'],
    ['relu2: ReLU', {}, { call: 'functional' }],
    ['out: Output'],
  ],
  ['x → conv1', 'conv1 → bn1', 'bn1 → relu1', 'relu1 → conv2', 'x → shortcut', 'conv2 → sum', 'shortcut → sum.other', 'sum → relu2', 'relu2 → out'],
) // prettier-ignore

const residual = testDocument(
  [
    ['image: Input', { shape: [3, 8, 8] }],
    ['block1: Module', { module: 'Block' }],
    ['stage: Module', { module: 'Stage' }],
    ['pool: AdaptiveAvgPool2d', { output_size: 1 }],
    ['flatten: Flatten', {}, { call: 'functional' }],
    ['fc: Linear', { out_features: 5 }],
    ['y: Output'],
  ],
  ['image → block1.x', 'block1.out → stage.x', 'stage.y → pool', 'pool → flatten', 'flatten → fc', 'fc → y'],
  {
    Block: block,
    Stage: testModule(
      [
        ['x: Input'],
        ['widen: Conv2d', { out_channels: 4, kernel_size: 1 }],
        ['block: Module', { module: 'Block' }],
        ['drop: Dropout', { p: 0.25 }, { call: 'functional' }],
        ['y: Output'],
      ],
      ['x → widen', 'widen → block.x', 'block.out → drop', 'drop → y'],
    ),
  },
)

/** As an import leaves it: modules that hang in a Sequential, lists and dictionaries of the source, some frozen there. */
const sourced = testDocument(
  [
    ['image: Input', { shape: [2, 6, 6] }],
    ['n7: Conv2d', { out_channels: 3, kernel_size: 1 }, { pytorch_name: '7' }],
    [
      'features: Module',
      { module: 'Features' },
      { pytorch_name: 'body.features', requires_grad: { 'n0.weight': false } },
    ],
    [
      'body_shift: Parameter',
      { shape: [3, 1, 1], init: 'constant', val: 0.5 },
      { pytorch_name: 'body.shift' },
    ],
    [
      'body_still: Constant',
      { value: [1, 2, 3], shape: [3, 1, 1], persistent: true },
      { pytorch_name: 'body.still' },
    ],
    ['shifted: Add'],
    ['moved: Mul'],
    ['blocks_0: Module', { module: 'Block' }, { pytorch_name: 'blocks.0' }],
    ['blocks_1: Module', { module: 'Block' }, { pytorch_name: 'blocks.1', requires_grad: false }],
    ['stages_0_0: Conv2d', { out_channels: 2, kernel_size: 1 }, { pytorch_name: 'stages.0.0' }],
    ['stages_0_1: BatchNorm2d', {}, { pytorch_name: 'stages.0.1' }],
    ['stages_1_0: Conv2d', { out_channels: 2, kernel_size: 3 }, { pytorch_name: 'stages.1.0' }],
    ['relu: ReLU', {}, { pytorch_name: 'acts.relu' }],
    ['again: ReLU', {}, { shared_with: 'relu' }],
    ['scales_0: Parameter', { shape: [1], init: 'ones' }, { pytorch_name: 'scales.0' }],
    ['scales_1: Parameter', { shape: [1], init: 'constant', val: 2 }, { pytorch_name: 'scales.1' }],
    ['scaled: Mul'],
    ['rescaled: Mul'],
    ['flat: Flatten', {}, { call: 'functional' }],
    ['heads_a: Linear', { out_features: 3 }, { pytorch_name: 'heads.a' }],
    ['heads_b: Linear', { out_features: 2 }, { pytorch_name: 'heads.b' }],
    ['a: Output'],
    ['b: Output'],
  ],
  [
    'image → n7',
    'n7 → features.x',
    'features.output → shifted',
    'body_shift → shifted.other',
    'shifted → moved',
    'body_still → moved.other',
    'moved → blocks_0.x',
    'blocks_0.output → relu',
    'relu → blocks_1.x',
    'blocks_1.output → again',
    'again → stages_0_0',
    'stages_0_0 → stages_0_1',
    'stages_0_1 → stages_1_0',
    'stages_1_0 → scaled',
    'scales_0 → scaled.other',
    'scaled → rescaled',
    'scales_1 → rescaled.other',
    'rescaled → flat',
    'flat → heads_a',
    'flat → heads_b',
    'heads_a → a',
    'heads_b → b',
  ],
  {
    Features: testModule(
      [
        ['x: Input'],
        ['n0: Conv2d', { out_channels: 3, kernel_size: 1 }, { pytorch_name: '0' }],
        ['n1: Tanh', {}, { pytorch_name: '1' }],
        ['output: Output'],
      ],
      ['x → n0', 'n0 → n1', 'n1 → output'],
    ),
    Block: testModule(
      [
        ['x: Input'],
        ['conv_0: Conv2d', { out_channels: 3, kernel_size: 1 }, { pytorch_name: 'conv.0' }],
        ['conv_2: Conv2d', { out_channels: 3, kernel_size: 1 }, { pytorch_name: 'conv.2' }],
        ['sum: Add'],
        ['output: Output'],
      ],
      ['x → conv_0', 'conv_0 → conv_2', 'conv_2 → sum', 'x → sum.other', 'sum → output'],
    ),
  },
)

/** As a bare Sequential is imported. */
const numbered = testDocument(
  [
    ['x: Input', { shape: [6] }],
    ['n0: Linear', { out_features: 8 }, { pytorch_name: '0' }],
    ['n1: Tanh', {}, { pytorch_name: '1' }],
    ['n2: Linear', { out_features: 3 }, { pytorch_name: '2' }],
    ['output: Output'],
  ],
  ['x → n0', 'n0 → n1', 'n1 → n2', 'n2 → output'],
)

/** One Linear used twice; two results of one module; hooks both ways, on wires into modules and functions. */
const shared = {
  ...testDocument(
    [
      ['a: Input', { shape: [6] }],
      ['b: Input', { shape: [6] }],
      ['encoder: Linear', { out_features: 6 }],
      ['again: Linear', { out_features: 6 }, { shared_with: 'encoder' }],
      ['tanh: Tanh'],
      ['pair: Module', { module: 'Pair' }],
      ['cat: Cat', { dim: 1 }],
      ['head: Linear', { out_features: 2 }],
      ['near: Output'],
      ['far: Output'],
    ],
    [
      'a → encoder',
      'b → again',
      'encoder → tanh',
      'tanh → pair.left',
      'again → pair.right',
      'pair.sum → cat.tensors.0',
      'pair.product → cat.tensors.1',
      'cat → head',
      'head → near',
      'pair.sum → far',
    ],
    {
      Pair: testModule(
        [
          ['right: Input'],
          ['left: Input'],
          ['minus: Sub'],
          ['times: Mul'],
          ['product: Output'],
          ['sum: Output'],
        ],
        [
          'left → minus',
          'right → minus.other',
          'left → times',
          'right → times.other',
          'times → product',
          'minus → sum',
        ],
      ),
    },
  ),
}

function withHooks(document: GraphDocument): GraphDocument {
  const net = document.modules['Net']
  if (net === undefined) throw new Error('no main module')
  const hooks = [
    { id: 'h0', edge: 'e7', pass: 'forward', type: 'scale', params: { factor: 0.5 } },
    { id: 'h1', edge: 'e2', pass: 'backward', type: 'clip_norm', params: { max_norm: 0.01 } },
    { id: 'h2', edge: 'e5', pass: 'forward', type: 'clip_norm', params: {} },
    { id: 'h3', edge: 'e5', pass: 'backward', type: 'scale', params: { factor: 3 } },
    { id: 'h4', edge: 'e9', pass: 'backward', type: 'zero', params: {} },
  ] as const
  return { ...document, modules: { ...document.modules, Net: { ...net, hooks: [...hooks] } } }
}

/** Three losses, one inside a module, with weights; the target of one is computed. */
const losses = testDocument(
  [
    ['x: Input', { shape: [8] }],
    ['y: Input', { shape: [], dtype: 'int64' }],
    ['body: Linear', { out_features: 8 }],
    ['code: Module', { module: 'Code' }],
    ['scores: Linear', { out_features: 3 }],
    ['main: CrossEntropyLoss', { weight: [1, 2, 0.5], label_smoothing: 0.1 }],
    ['shifted: Add'],
    ['copy: MSELoss', { reduction: 'sum' }, { call: 'functional', loss_weight: 0.01 }],
    ['aside: L1Loss', {}, { loss_weight: 2 }],
  ],
  [
    'x → body',
    'body → code.h',
    'code.z → scores',
    'scores → main',
    'y → main.target',
    'x → shifted',
    'x → shifted.other',
    'body → copy',
    'shifted → copy.target',
    'body → aside',
    'x → aside.target',
  ],
  {
    Code: testModule(
      [['h: Input'], ['inner: Linear', { out_features: 8 }], ['z: Output'], ['sparse: SmoothL1Loss', { beta: 0.5 }, { loss_weight: 0.1 }]],
      ['h → inner', 'inner → z', 'inner → sparse', 'h → sparse.target'],
    ),
  },
) // prettier-ignore

/** Losses that are results besides, and that other modules hand on or compute with. */
const handed = testDocument(
  [
    ['x: Input', { shape: [4] }],
    ['wanted: Input', { shape: [4] }],
    ['stage: Module', { module: 'Stage' }],
    ['aside: L1Loss', {}, { loss_weight: 0.5 }],
    ['distance: Output'],
    ['y: Output'],
    ['both: Output'],
    ['last: Output'],
  ],
  ['x → stage.x', 'wanted → stage.wanted', 'stage.y → aside', 'x → aside.target', 'aside → distance', 'stage.y → y', 'stage.both → both', 'stage.last → last'],
  {
    Stage: testModule(
      [['x: Input'], ['wanted: Input'], ['cell: Module', { module: 'Cell' }], ['again: Module', { module: 'Cell' }, { shared_with: 'cell' }], ['sum: Add'], ['both: Output'], ['last: Output'], ['y: Output']],
      ['x → cell.x', 'wanted → cell.wanted', 'cell.y → again.x', 'wanted → again.wanted', 'cell.error → sum', 'again.error → sum.other', 'sum → both', 'again.error → last', 'again.y → y'],
    ),
    Cell: testModule(
      [['x: Input'], ['wanted: Input'], ['fc: Linear', { out_features: 4 }], ['miss: MSELoss'], ['error: Output'], ['act: Tanh'], ['y: Output'], ['size: L1Loss', {}, { loss_weight: 0.1 }]],
      ['x → fc', 'fc → miss', 'wanted → miss.target', 'miss → error', 'fc → act', 'act → y', 'act → size', 'x → size.target'],
    ),
  },
) // prettier-ignore

/** Slopes below 0 that PyTorch cannot go back through where the input was overwritten. */
const slopes = testDocument(
  [
    ['x: Input', { shape: [5] }],
    ['fc1: Linear', { out_features: 6 }],
    ['leaky: LeakyReLU', { negative_slope: -0.5, inplace: true }],
    ['fc2: Linear', { out_features: 6 }],
    ['elu: ELU', { alpha: -1.5, inplace: true }],
    ['fc3: Linear', { out_features: 6 }],
    ['celu: CELU', { alpha: -0.7, inplace: true }],
    ['fc4: Linear', { out_features: 6 }],
    ['relu: ReLU', { inplace: true }],
    ['y: Output'],
  ],
  ['x → fc1', 'fc1 → leaky', 'leaky → fc2', 'fc2 → elu', 'elu → fc3', 'fc3 → celu', 'celu → fc4', 'fc4 → relu', 'relu → y'],
) // prettier-ignore

/** Metrics inside modules, one of them in a block that is there three times, twice with the same parameters. */
const inside = testDocument(
  [
    ['x: Input', { shape: [6] }],
    ['y: Input', { shape: [], dtype: 'int64' }],
    ['size: Input', { shape: [6] }],
    ['stage: Module', { module: 'Stage' }],
    ['last: Module', { module: 'Cell' }],
    ['scores: Linear', { out_features: 3 }],
    ['loss: CrossEntropyLoss'],
    ['accuracy: Accuracy'],
  ],
  ['x → stage.x', 'y → stage.y', 'size → stage.size', 'stage.out → last.x', 'size → last.size', 'last.out → scores', 'scores → loss', 'y → loss.target', 'scores → accuracy', 'y → accuracy.target'],
  {
    Stage: testModule(
      [['x: Input'], ['y: Input'], ['size: Input'], ['cell: Module', { module: 'Cell' }], ['again: Module', { module: 'Cell' }, { shared_with: 'cell' }], ['top: TopK', { k: 2 }], ['guess: Linear', { out_features: 3 }], ['relu: ReLU'], ['out: Output']],
      ['x → cell.x', 'size → cell.size', 'cell.out → again.x', 'size → again.size', 'again.out → guess', 'guess → top', 'y → top.target', 'again.out → relu', 'relu → out'],
    ),
    Cell: testModule(
      [['x: Input'], ['size: Input'], ['fc: Linear', { out_features: 6 }], ['mae: MAE'], ['act: Tanh'], ['r2: R2Score'], ['out: Output']],
      ['x → fc', 'fc → mae', 'size → mae.target', 'fc → act', 'act → r2', 'size → r2.target', 'act → out'],
    ),
  },
) // prettier-ignore

/** A sequence, with states in and out. */
const sequence = testDocument(
  [
    ['words: Input', { shape: [7], dtype: 'int64' }],
    ['embedding: Embedding', { num_embeddings: 11, embedding_dim: 4 }],
    ['lstm: LSTM', { hidden_size: 5, batch_first: true, num_layers: 2 }],
    ['gru: GRU', { hidden_size: 5, batch_first: true, num_layers: 2 }],
    ['norm: LayerNorm', { bias: false }],
    ['rms: RMSNorm'],
    ['y: Output'],
    ['memory: Output'],
  ],
  ['words → embedding', 'embedding → lstm', 'lstm → norm', 'norm → gru', 'lstm.h_n → gru.hx', 'gru → rms', 'rms → y', 'lstm.c_n → memory'],
) // prettier-ignore

/** One block called on two inputs and on its own result, another inside it; the blocks and a head are plain chains. */
const siamese = testDocument(
  [
    ['left: Input', { shape: [3, 6, 6] }],
    ['right: Input', { shape: [3, 6, 6] }],
    ['tower: Module', { module: 'Tower' }],
    ['twin: Module', { module: 'Tower' }, { shared_with: 'tower' }],
    ['deeper: Module', { module: 'Tower' }, { shared_with: 'tower' }],
    ['gap: Sub'],
    ['head: Module', { module: 'Head' }],
    ['y: Output'],
  ],
  [
    'left → tower.x',
    'right → twin.x',
    'twin.output → deeper.x',
    'tower.output → gap',
    'deeper.output → gap.other',
    'gap → head.x',
    'head.output → y',
  ],
  {
    Tower: testModule(
      [['x: Input'], ['stem: Module', { module: 'Stem' }], ['again: Module', { module: 'Stem' }, { shared_with: 'stem' }], ['narrow: Conv2d', { out_channels: 3, kernel_size: 1 }], ['output: Output']],
      ['x → stem.x', 'stem.output → again.x', 'again.output → narrow', 'narrow → output'],
    ),
    Stem: testModule(
      [['x: Input'], ['conv: Conv2d', { out_channels: 3, kernel_size: 3, padding: 1, bias: false }], ['bn: BatchNorm2d'], ['act: ReLU', { inplace: true }], ['output: Output']],
      ['x → conv', 'conv → bn', 'bn → act', 'act → output'],
    ),
    Head: testModule(
      [['x: Input'], ['flatten: Flatten'], ['fc: Linear', { out_features: 4 }], ['output: Output']],
      ['x → flatten', 'flatten → fc', 'fc → output'],
    ),
  },
) // prettier-ignore

/** By name; with what an export needs beyond the samples. */
/** Every metric, on scores and on numbers, and a rate that follows the loss. */
const measured: GraphDocument = {
  ...testDocument(
    [
      ['x: Input', { shape: [8] }],
      ['y: Input', { shape: [], dtype: 'int64' }],
      ['size: Input', { shape: [2] }],
      ['body: Linear', { out_features: 8 }],
      ['relu: ReLU', {}, { call: 'functional' }],
      ['scores: Linear', { out_features: 3 }],
      ['sizes: Linear', { out_features: 2 }],
      ['loss: CrossEntropyLoss'],
      ['accuracy: Accuracy', { ignore_index: 0 }],
      ['top: TopK', { k: 2 }],
      ['confusion: ConfusionMatrix'],
      ['mae: MAE'],
      ['r2: R2Score'],
    ],
    [
      'x → body', 'body → relu', 'relu → scores', 'relu → sizes', 'scores → loss', 'y → loss.target',
      'scores → accuracy', 'y → accuracy.target', 'scores → top', 'y → top.target', 'scores → confusion',
      'y → confusion.target', 'sizes → mae', 'size → mae.target', 'sizes → r2', 'size → r2.target',
    ], // prettier-ignore
  ),
  training: {
    optimizer: { type: 'Adam', params: {} },
    scheduler: { type: 'ReduceLROnPlateau', params: { patience: 2 } },
    batch_size: 8,
    epochs: 5,
    seed: 1,
  },
}

export const exportDocuments: Readonly<Record<string, GraphDocument>> = {
  numbered,
  sourced,
  residual,
  shared: withHooks(shared),
  losses,
  measured,
  sequence,
  slopes,
  ...operationDocuments,
  siamese,
}

/** Graphs that go to PyTorch only: what training looks at inside them goes nowhere else. */
export const trainingDocuments: Readonly<Record<string, GraphDocument>> = { handed, inside }
