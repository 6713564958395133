/** For each code of a finding a document that it is told of. */
import type { GraphDocument, ModuleDefinition } from '../document/document'
import { testDocument, testModule } from '../document/test-graph'

const net = testDocument([['x: Input', { shape: [4] }], ['a: ReLU'], ['y: Output']], ['x → a', 'a → y'])

type Json = Record<string, unknown>

/** The document as JSON, with one thing changed. */
function changed(
  change: (document: Json, main: { nodes: Json[]; edges: Json[] } & Json) => void,
  document = net,
): string {
  const copy = JSON.parse(JSON.stringify(document)) as { modules: Record<string, Json> } & Json
  change(copy, copy.modules['Net'] as { nodes: Json[]; edges: Json[] } & Json)
  return JSON.stringify(copy)
}

const trainedBy = (training: Json, document = net): string =>
  changed((copy) => (copy['training'] = training), document)

const node = (index: number, more: Json): string =>
  changed((_, { nodes }) => Object.assign(nodes[index] ?? {}, more))
const wire = (more: Json): string =>
  changed((_, { edges }) =>
    edges.push({
      id: 'new',
      source: 'x',
      sourceHandle: 'output',
      target: 'a',
      targetHandle: 'input',
      ...more,
    }),
  )
const graph = (...args: Parameters<typeof testDocument>): string => JSON.stringify(testDocument(...args))

/** With one breakpoint that could stop nothing. */
const breakpoint = (more: Json): string =>
  changed((document) => {
    document['view'] = { breakpoints: [{ id: 'b0', module: 'Net', pass: 'forward', ...more }] }
  })

/** A Linear and an Embedding between inputs and outputs, with that hook. */
const hooked = (...hooks: Json[]): string =>
  changed(
    (_, main) => Object.assign(main, { hooks }),
    testDocument(
      [
        ['x: Input', { shape: [4] }],
        ['i: Input', { shape: [], dtype: 'int64' }],
        ['fc: Linear', { out_features: 4 }],
        ['relu: ReLU', {}, { call: 'functional' }],
        ['table: Embedding', { num_embeddings: 4, embedding_dim: 4 }],
        ['sum: Add'],
        ['y: Output'],
      ],
      ['x → fc', 'fc → relu', 'i → table', 'relu → sum', 'table → sum.other', 'sum → y'],
    ),
  )
const scale = { pass: 'forward', type: 'scale' }
const expr = (text: string): string =>
  hooked({ edge: 'e0', pass: 'forward', type: 'expression', params: { expr: text } })

const frozen = (requires_grad: unknown, more: Json = {}): string =>
  graph(
    [
      ['x: Input', { shape: [4] }],
      ['a: Linear', { out_features: 4 }],
      ['b: Linear', { out_features: 4 }, { requires_grad, ...more }],
      ['y: Output'],
    ],
    ['x → a', 'a → b', 'b → y'],
  )

const linear = (params: Json, more: Json = {}): readonly [string, Json, Json] => ['b: Linear', params, more]
const shared = (
  second: readonly [string, Json?, Json?],
  others: Parameters<typeof testDocument>[2] = {},
  wires = ['x → a', 'a → b', 'b → y'],
): string =>
  graph(
    [['x: Input', { shape: [4] }], ['a: Linear', { out_features: 4 }], second, ['y: Output']],
    wires,
    others,
  )

const instance = testModule([['input: Input'], ['out: Output']], ['input → out'])

/** Definitions each of which holds one instance of the next. */
function nested(depth: number): GraphDocument['modules'] {
  const levels = Array.from({ length: depth }, (_, level) => [
    `M${level}`,
    level === depth - 1
      ? instance
      : testModule(
          [['input: Input'], ['m: Module', { module: `M${level + 1}` }], ['out: Output']],
          ['input → m.input', 'm.out → out'],
        ),
  ])
  return Object.fromEntries(levels) as GraphDocument['modules']
}

/** Each level calls the next twenty times. */
function multiplied(depth: number): GraphDocument['modules'] {
  const calls = Array.from({ length: 20 }, (_, call) => `m${call}`)
  return Object.fromEntries<ModuleDefinition>(
    Array.from({ length: depth }, (_, level): [string, ModuleDefinition] => {
      if (level === depth - 1) return [`M${level}`, instance]
      const chain = ['input', ...calls].map(
        (name, at) =>
          `${name}${at === 0 ? '' : '.out'} → ${calls[at] === undefined ? 'out' : `${calls[at]}.input`}`,
      )
      const nodes = calls.map((name) => [`${name}: Module`, { module: `M${level + 1}` }] as const)
      return [`M${level}`, testModule([['input: Input'], ...nodes, ['out: Output']], chain)]
    }),
  )
}

/** Two of each module in the next one, of which one gets a shape of its own. */
function doubled(depth: number): GraphDocument['modules'] {
  const pad = (level: number) => ({ out_channels: 1, kernel_size: 1, padding: 2 ** level })
  return Object.fromEntries<ModuleDefinition>(
    Array.from({ length: depth }, (_, level): [string, ModuleDefinition] => {
      const inner = level === depth - 1 ? [] : ([['a: Module', { module: `M${level + 1}` }], ['b: Module', { module: `M${level + 1}` }]] as const) // prettier-ignore
      const wires = level === depth - 1 ? [] : ['input → a.input', 'wide → b.input']
      return [`M${level}`, testModule([['input: Input'], ['wide: Conv1d', pad(level)], ...inner, ['out: Output']], ['input → wide', 'wide → out', ...wires])] // prettier-ignore
    }),
  )
}

const inModule = (modules: GraphDocument['modules']): string =>
  graph(
    [['x: Input', { shape: [4] }], ['m: Module', { module: 'M0' }], ['y: Output']],
    ['x → m.input', 'm.out → y'],
    modules,
  )

/** A text for each code, which that code is found in. */
export const WRONG: Record<string, string> = {
  'json.syntax': '{"format": }',
  'json.name_twice': '{"a": 1, "a": 2}',
  'file.too_large': ' '.repeat(17 * 1024 * 1024),
  'file.too_deep': '['.repeat(100),
  'file.no_object': '[]',
  'file.other_format': '{"format": "other"}',
  'file.no_version': changed((document) => delete document['version']),
  'file.newer_version': changed((document) => (document['version'] = 99)),
  'file.too_many': changed((_, main) => (main.nodes = Array.from({ length: 20_001 }, () => ({})))),
  'file.unknown_key': changed((document) => (document['colour'] = 'red')),
  'schema.missing': changed((_, { nodes }) => delete nodes[0]?.['type']),
  'schema.type': node(0, { name: 7 }),
  'schema.value': changed(
    (_, main) => (main['hooks'] = [{ edge: 'e0', pass: 'sideways', type: 'clip', params: {} }]),
  ),
  'schema.too_small': changed((document) => (document['training'] = { batch_size: 0 })),
  'schema.too_large': changed((document) => (document['training'] = { seed: 1e300 })),
  'breakpoint.unreadable': breakpoint({ pass: 'sideways' }),
  'breakpoint.unknown_module': breakpoint({ module: 'Nte', node: 'a' }),
  'breakpoint.unknown_path': breakpoint({ path: ['a'], node: 'a' }),
  'breakpoint.no_place': breakpoint({}),
  'breakpoint.unknown_place': breakpoint({ node: 'b' }),
  'breakpoint.no_pass': breakpoint({ node: 'a', pass: 'after_step' }),
  'breakpoint.condition': breakpoint({ node: 'a', condition: 'nrom > 1' }),
  'document.no_main': changed((document) => (document['main'] = 'Other')),
  'name.empty': node(1, { name: '' }),
  'name.too_long': node(1, { name: 'a'.repeat(101) }),
  'name.no_identifier': node(1, { name: '1a' }),
  'name.underscores': node(1, { name: '__a' }),
  'name.keyword': node(1, { name: 'class' }),
  'name.module_attribute': node(1, { name: 'train' }),
  'name.engine_attribute': node(1, { name: 'toString' }),
  'node.name_taken': node(1, { name: 'x' }),
  'node.id_twice': changed((_, { nodes }) => nodes.push({ ...nodes[0] })),
  'node.call': graph(
    [['x: Input', { shape: [4] }], ['a: Linear', { out_features: 4 }, { call: 'functional' }], ['y: Output']],
    ['x → a', 'a → y'],
  ),
  'node.loose': changed((_, { nodes }) =>
    nodes.push({ id: 'c', type: 'ReLU', name: 'c', params: {}, position: { x: 0, y: 0 } }),
  ),
  'node.open_input': graph([['x: Input', { shape: [4] }], ['a: Add'], ['y: Output']], ['x → a', 'a → y']),
  'position.too_far': node(1, { position: { x: 1e20, y: -4 } }),
  'node.unknown_type': node(1, { type: 'ReLu6x' }),
  'edge.id_twice': wire({ id: 'e0' }),
  'edge.unknown_node': wire({ source: 'z' }),
  'edge.unknown_input': wire({ targetHandle: 'other' }),
  'edge.unknown_output': wire({ sourceHandle: 'other' }),
  'edge.second_wire': wire({}),
  'edge.cycle': graph(
    [['x: Input', { shape: [4] }], ['a: Add'], ['b: ReLU'], ['y: Output']],
    ['x → a', 'b → a.other', 'a → b', 'b → y'],
  ),
  'edge.not_float32': graph(
    [['x: Input', { shape: [4], dtype: 'int64' }], ['a: ReLU'], ['y: Output']],
    ['x → a', 'a → y'],
  ),
  'edge.truths': graph(
    [['x: Input', { shape: [4], dtype: 'bool' }], ['a: ReLU'], ['y: Output']],
    ['x → a', 'a → y'],
  ),
  'edge.open_output': graph(
    [['x: Input', { shape: [4] }], ['m: Module', { module: 'M0' }], ['y: Output']],
    ['x → m.input', 'm.out → y'],
    { M0: testModule([['input: Input'], ['out: Output'], ['a: ReLU']], ['input → a']) },
  ),
  'probe.unknown_edge': changed((_, main) => (main['probes'] = [{ edge: 'e9' }])),
  'hook.unknown_edge': changed(
    (_, main) => (main['hooks'] = [{ edge: 'e9', pass: 'forward', type: 'clip', params: {} }]),
  ),
  'param.unknown': node(1, { params: { colour: 1 } }),
  'param.missing': graph([['x: Input', { shape: [4] }], ['a: Linear'], ['y: Output']], ['x → a', 'a → y']),
  'param.out_of_range': graph(
    [['x: Input', { shape: [4] }], ['a: Linear', { out_features: 0 }], ['y: Output']],
    ['x → a', 'a → y'],
  ),
  'param.wrong': graph(
    [['x: Input', { shape: [4] }], ['a: Linear', { out_features: 'many' }], ['y: Output']],
    ['x → a', 'a → y'],
  ),
  pytorch: graph(
    [['x: Input', { shape: [4] }], ['a: Linear', { in_features: 3, out_features: 1 }], ['y: Output']],
    ['x → a', 'a → y'],
  ),
  'module.contains_itself': inModule({
    M0: testModule(
      [['input: Input'], ['m: Module', { module: 'M0' }], ['out: Output']],
      ['input → m.input', 'm.out → out'],
    ),
  }),
  'module.too_deep': inModule(nested(70)),
  'module.too_many_calls': inModule(multiplied(6)),
  'module.too_many_inside': graph([['x: Input', { shape: [1, 4] }], ['m: Module', { module: 'M0' }], ['y: Output']], ['x → m.input', 'm.out → y'], doubled(14)), // prettier-ignore
  'node.pytorch_names': graph(
    [
      ['x: Input', { shape: [4] }],
      ['layers: Linear', { out_features: 4 }],
      ['b: Linear', { out_features: 4 }, { pytorch_name: 'layers.0' }],
      ['y: Output'],
    ],
    ['x → layers', 'layers → b', 'b → y'],
  ),
  'shared.no_owner': shared(linear({ out_features: 4 }, { shared_with: 'x' })),
  'shared.sizes': graph(
    [
      ['x: Input', { shape: [4] }],
      ['a: Linear', { out_features: 5 }],
      ['b: Linear', { out_features: 5 }, { shared_with: 'a' }],
      ['y: Output'],
    ],
    ['x → a', 'a → b', 'b → y'],
  ),
  'shared.params': graph(
    [
      ['x: Input', { shape: [4] }],
      ['a: LayerNorm', { normalized_shape: [4] }],
      ['b: LayerNorm', { normalized_shape: [4], eps: 0.1 }, { shared_with: 'a' }],
      ['y: Output'],
    ],
    ['x → a', 'a → b', 'b → y'],
  ),
  'shared.loose_owner': shared(linear({ out_features: 4 }, { shared_with: 'a' }), {}, ['x → b', 'b → y']),
  'shared.other_module': graph(
    [
      ['x: Input', { shape: [4] }],
      ['a: Module', { module: 'M0' }],
      ['b: Module', { module: 'M1' }, { shared_with: 'a' }],
      ['y: Output'],
    ],
    ['x → a.input', 'a.out → b.input', 'b.out → y'],
    { M0: instance, M1: instance },
  ),
  'hook.id_twice': hooked({ ...scale, id: 'h', edge: 'e0' }, { ...scale, id: 'h', edge: 'e1' }),
  'hook.no_place': hooked(scale),
  'hook.several_places': hooked({ ...scale, edge: 'e0', node: 'fc' }),
  'hook.unknown_node': hooked({ pass: 'forward', type: 'print', node: 'fd' }),
  'hook.unknown_handle': hooked({ ...scale, port: { node: 'fc', handle: 'outptu' } }),
  'hook.no_gradient': hooked({ edge: 'e2', pass: 'backward', type: 'stats' }),
  'hook.no_module': hooked({ pass: 'forward', type: 'print', node: 'relu' }),
  'hook.unknown_type': hooked({ edge: 'e0', pass: 'forward', type: 'scael' }),
  'hook.wrong_place': hooked({ edge: 'e0', pass: 'after_step', type: 'scale' }),
  'hook.whole_numbers': hooked({ ...scale, edge: 'e2' }),
  'hook.truths': changed(
    (_, main) => (main['hooks'] = [{ ...scale, edge: 'e1' }]),
    testDocument([['x: Input', { shape: [4] }], ['m: Compare'], ['y: Output']], ['x → m', 'm → y']),
  ),
  'hook.unknown_parameter': hooked({
    pass: 'backward',
    type: 'scale',
    parameter: { node: 'fc', name: 'wieght' },
  }),
  'hook.frozen': changed(
    (_, main) =>
      Object.assign(main, {
        hooks: [{ pass: 'backward', type: 'scale', parameter: { node: 'b', name: 'weight' } }],
      }),
    JSON.parse(frozen(false)) as GraphDocument,
  ),
  'expression.empty': expr(''),
  'expression.too_long': expr('x'.padEnd(3000)),
  'expression.too_deep': expr('-'.repeat(60)),
  'expression.number': expr('2x'),
  'expression.character': expr('x.data'),
  'expression.expected': expr('(x'),
  'expression.unexpected': expr('x x'),
  'expression.ends': expr('x +'),
  'expression.no_number': expr('1 / 0'),
  'expression.no_call': expr('norm'),
  'expression.arguments': expr('norm()'),
  'expression.near_function': expr('maxi(x)'),
  'expression.near_name': expr('steps'),
  'expression.unknown_function': expr('gradient(x)'),
  'expression.unknown_name': expr('gradient'),
  'requires_grad.no_parameters': graph(
    [['x: Input', { shape: [4] }], ['a: ReLU', {}, { requires_grad: false }], ['y: Output']],
    ['x → a', 'a → y'],
  ),
  'requires_grad.unknown': frozen({ wieght: false }),
  'requires_grad.shared': frozen(false, { shared_with: 'a' }),
  'memory.weights': graph(
    [['x: Input', { shape: [100_000] }], ['a: Linear', { out_features: 100_000 }], ['y: Output']],
    ['x → a', 'a → y'],
  ),
  'memory.weights_here': graph(
    [
      ['x: Input', { shape: [100_000] }],
      ['a: Linear', { out_features: 100_000 }],
      ['b: Linear', { out_features: 10_000 }],
      ['y: Output'],
    ],
    ['x → a', 'a → b', 'b → y'],
  ),
  'memory.many_weights': graph(
    [
      ['x: Input', { shape: [4000] }],
      ...Array.from({ length: 80 }, (_, at) => [`f${at}: Linear`, { out_features: 4000 }] as const),
      ['y: Output'],
    ],
    ['x → f0', ...Array.from({ length: 79 }, (_, at) => `f${at} → f${at + 1}`), 'f79 → y'],
  ),
  'memory.output': graph([['x: Input', { shape: [100_000_000] }], ['y: Output']], ['x → y']),
  'optimizer.unknown': changed(
    (document) => (document['training'] = { optimizer: { type: 'Best', params: {} } }),
  ),
  'optimizer.lbfgs': trainedBy({ optimizer: { type: 'LBFGS', params: {} } }),
  'optimizer.sparse_adam': trainedBy({ optimizer: { type: 'SparseAdam', params: {} } }),
  'optimizer.base_class': trainedBy({ optimizer: { type: 'Optimizer', params: {} } }),
  'optimizer.shape': trainedBy(
    { optimizer: { type: 'Muon', params: {} } },
    testDocument(
      [
        ['x: Input', { shape: [4] }],
        ['t: Input', { shape: [3] }],
        ['a: Linear', { out_features: 3 }],
        ['l: MSELoss'],
      ],
      ['x → a', 'a → l', 't → l.target'],
    ),
  ),
  'scheduler.of_function': trainedBy({ scheduler: { type: 'LambdaLR', params: {} } }),
  'scheduler.of_several': trainedBy({ scheduler: { type: 'SequentialLR', params: {} } }),
  'scheduler.unknown': changed(
    (document) => (document['training'] = { scheduler: { type: 'Best', params: {} } }),
  ),
  'scheduler.needs_momentum': changed(
    (document) =>
      (document['training'] = {
        optimizer: { type: 'Adagrad', params: {} },
        scheduler: { type: 'OneCycleLR', params: { max_lr: 0.1 } },
      }),
  ),
}
