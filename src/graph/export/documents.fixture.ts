/** Graphs whose texts and pictures the tests look at. */
import type { GraphDocument } from '../document/document'
import { testDocument, testModule } from '../document/test-graph'

/** A block used twice, several inputs, and a definition that nothing uses. */
export const nestedDocument = testDocument(
  [
    ['x: Input', { shape: [8, 16, 16] }],
    ['block1: Module', { module: 'Basic' }],
    ['block2: Module', { module: 'Basic' }],
    ['y: Output'],
  ],
  ['x → block1.x', 'block1.y → block2.x', 'block2.y → y'],
  {
    Basic: testModule(
      [
        ['x: Input'],
        ['conv: Conv2d', { out_channels: 8, kernel_size: 3, padding: 1, bias: false }],
        ['relu: ReLU', {}, { call: 'functional' }],
        ['add: Add'],
        ['y: Output'],
      ],
      ['x → conv', 'conv → relu', 'relu → add', 'x → add.other', 'add → y'],
    ),
    Spare: testModule([['a: Input'], ['tanh: Tanh'], ['b: Output']], ['a → tanh', 'tanh → b']),
  },
)

/** Names that mean something to XML, Mermaid, Markdown and JavaScript. */
export const HOSTILE = [
  '</text><script>alert(1)</script>',
  '" onload="alert(1)',
  "a'b&amp;c]]>",
  '`code` | **bold** "quote"; end',
  'x\u0000y\u001b[31m\ud800z\ufffe',
  'constructor',
  '名前はとても長い名前です、本当にとても長い',
  '🧠🧠🧠🧠🧠🧠🧠🧠🧠🧠🧠🧠',
  'W'.repeat(200),
  '\u202eright to left',
]

const chain = testModule(
  [['x: Input', { shape: [4] }], ...HOSTILE.map((_, index) => [`n${index}: ReLU`] as const)],
  ['x → n0', ...HOSTILE.slice(1).map((_, index) => `n${index} → n${index + 1}`)],
)

/** A chain of nodes with those names. */
export const hostileDocument: GraphDocument = {
  ...testDocument([], []),
  meta: { title: HOSTILE.join(' '), lesson: HOSTILE.join('\n') },
  modules: {
    Net: {
      ...chain,
      nodes: chain.nodes.map((node, index) => ({ ...node, name: HOSTILE[index - 1] ?? 'x' })),
    },
  },
}
