/** Graphs of operations, and of tensors that the class itself holds. */
import type { GraphDocument } from '../../document/document'
import { testDocument, testModule } from '../../document/test-graph'

/** A learned token before a sequence, positions added, heads apart and together again; parameters in a module, and shared. */
const tokens = testDocument(
  [
    ['x: Input', { shape: [4, 6] }],
    ['token: Parameter', { shape: [1, 1, 6], init: 'normal', std: 0.02 }],
    ['position: Parameter', { shape: [5, 6], init: 'uniform', a: -0.1, b: 0.1 }],
    ['first: Slice', { dim: 1, end: 1 }],
    ['tokens: ExpandAs'],
    ['joined: Cat', { dim: 1 }],
    ['placed: Add'],
    ['scale1: Module', { module: 'Scale' }],
    ['heads: Reshape', { shape: [-1, 5, 2, 3] }],
    ['apart: Permute', { dims: [0, 2, 1, 3] }],
    ['scores: MatMul'],
    ['turned: Transpose', { dim0: -2, dim1: -1 }],
    ['softmax: Softmax', { dim: -1 }, { call: 'functional' }],
    ['mixed: MatMul'],
    ['back: Permute', { dims: [0, 2, 1, 3] }],
    ['together: Reshape', { shape: [-1, 5, 6] }],
    ['again: Parameter', { shape: [5, 6], init: 'uniform', a: -0.1, b: 0.1 }, { shared_with: 'position' }],
    ['placed2: Add'],
    ['mean: Mean', { dim: 1 }],
    ['class_token: Select', { dim: 1, index: 0 }],
    ['stacked: Stack', { dim: 1 }],
    ['gate: Parameter', { shape: [], init: 'ones' }],
    ['gated: Mul'],
    ['y: Output'],
  ],
  [
    'x → first', 'token → tokens', 'first → tokens.other', 'tokens → joined.tensors.0', 'x → joined.tensors.1',
    'joined → placed', 'position → placed.other', 'placed → scale1.h', 'scale1.out → heads', 'heads → apart',
    'apart → scores', 'apart → turned', 'turned → scores.other', 'scores → softmax', 'softmax → mixed',
    'apart → mixed.other', 'mixed → back', 'back → together', 'together → placed2', 'again → placed2.other',
    'placed2 → mean', 'placed2 → class_token', 'mean → stacked.tensors.0', 'class_token → stacked.tensors.1',
    'stacked → gated', 'gate → gated.other', 'gated → y',
  ],
  {
    Scale: testModule(
      [
        ['h: Input'],
        ['gain: Parameter', { shape: [6], init: 'constant', val: 0.5 }],
        ['noise: Parameter', { shape: [20, 6], init: 'normal', mean: 0.1 }],
        ['row: Mean', { dim: 0 }],
        ['root: Constant', { value: 2.5 }],
        ['table: Constant', { value: [1, -2, 3, 4, 5, 6], shape: [1, 6] }],
        ['filled: Constant', { value: 3, shape: [5, 1], dtype: 'int64' }],
        ['grid: Constant', { value: Array.from({ length: 30 }, (_, i) => i / 8), shape: [5, 6] }],
        ['scaled: Mul'],
        ['divided: Div'],
        ['shifted: Add'],
        ['lifted: Add'],
        ['moved: Sub'],
        ['laid: Add'],
        ['out: Output'],
      ],
      [
        'noise → row', 'h → scaled', 'gain → scaled.other', 'scaled → divided', 'root → divided.other',
        'divided → shifted', 'table → shifted.other', 'shifted → lifted', 'row → lifted.other', 'lifted → moved',
        'filled → moved.other', 'moved → laid', 'grid → laid.other', 'laid → out',
      ],
    ),
  },
) // prettier-ignore

/** Parts with and without users, of one instance with three and one with four; largest values and their places. */
const parts = testDocument(
  [
    ['x: Input', { shape: [6, 4] }],
    ['wide: Input', { shape: [8, 4] }],
    ['cut: Split', { split_size_or_sections: [1, 2, 3], dim: 1 }],
    ['halves: Chunk', { chunks: 2, dim: 2 }],
    ['best: Max', { dim: 1 }],
    ['least: Min', { dim: -1, keepdim: true }],
    ['product: Mul'],
    ['pair1: Module', { module: 'Pair' }],
    ['pair2: Module', { module: 'Pair' }],
    ['squared: Pow', { exponent: 2 }],
    ['kept: Clamp', { min: -1, max: 1.5 }],
    ['padded: Pad', { pad: [1, 2], mode: 'circular' }],
    ['unused: Max', { dim: 1 }],
    ['a: Output'],
    ['b: Output'],
    ['c: Output'],
    ['d: Output'],
    ['e: Output'],
  ],
  [
    'x → cut', 'x → unused', 'cut.outputs.1 → halves', 'halves.outputs.0 → product', 'halves.outputs.1 → product.other',
    'product → padded', 'padded → a', 'x → best', 'best.values → squared', 'squared → b', 'x → least',
    'least.values → kept', 'kept → c', 'x → pair1.h', 'wide → pair2.h', 'pair1.out → d', 'pair2.out → e',
  ],
  {
    Pair: testModule(
      [
        ['h: Input'],
        ['steps: Split', { split_size_or_sections: 2, dim: 1 }],
        ['unused: Split', { split_size_or_sections: 2, dim: 1 }],
        ['sum: Add'],
        ['out: Output'],
      ],
      ['h → steps', 'h → unused', 'steps.outputs.2 → sum', 'steps.outputs.0 → sum.other', 'sum → out'],
    ),
  },
) // prettier-ignore

/** Masks, class numbers and casts: no gradient comes back through them, so they are proved beside what has one. */
const masks = testDocument(
  [
    ['x: Input', { shape: [4] }],
    ['labels: Input', { shape: [], dtype: 'int64' }],
    ['scores: Linear', { out_features: 3 }],
    ['positive: Compare'],
    ['large: Compare', { operator: 'ge', other: 1 }],
    ['small: LogicalNot'],
    ['middle: Logical'],
    ['classes: OneHot', { num_classes: 3 }],
    ['weights: To'],
    ['chosen: Mul'],
    ['kept: MaskedFill', { value: -2 }],
    ['sum: Add'],
    ['y: Output'],
  ],
  [
    'x → scores', 'scores → positive', 'scores → large', 'large → small', 'positive → middle', 'small → middle.other',
    'labels → classes', 'classes → weights', 'scores → chosen', 'weights → chosen.other', 'scores → kept', 'middle → kept.mask',
    'chosen → sum', 'kept → sum.other', 'sum → y',
  ],
) // prettier-ignore

export const operationDocuments: Readonly<Record<string, GraphDocument>> = {
  masks,
  tokens,
  parts,
}
