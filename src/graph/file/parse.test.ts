import { anything, assert, jsonValue, nat, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { times } from '../../../scripts/testing/test-scale.mjs'
import { parseDocument } from './parse'
import { serialiseDocument } from './serialise'
import { testCnn, testDocument } from '../document/test-graph'

const text = serialiseDocument(testCnn())

/** The text of the CNN with one part replaced. */
function changed(from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`${from} does not occur`)
  return text.replace(from, to)
}

function findings(json: string) {
  return parseDocument(json).findings
}

describe('parseDocument', () => {
  it('reads a document without a finding', () => {
    const { document, findings: found } = parseDocument(text)
    expect(found).toEqual([])
    expect(document).toEqual(testCnn())
  })

  it('fills in what may be left out', () => {
    const short =
      '{"format":"gradwire.graph","version":1,"main":"Net","modules":{"Net":{"nodes":[{"id":"a","type":"Input","name":"x"}],"edges":[]}}}'
    const { document } = parseDocument(short)
    expect(document?.training).toEqual({
      optimizer: { type: 'SGD', params: { lr: 0.01 } },
      batch_size: 64,
      epochs: 1,
      seed: 0,
    })
    expect(document?.modules['Net']?.nodes[0]).toEqual({
      id: 'a',
      type: 'Input',
      name: 'x',
      params: {},
      position: { x: 0, y: 0 },
    })
  })

  it('tells line and column of a syntax error', () => {
    const broken = changed('"version": 1,', '"version": 1')
    expect(findings(broken)).toMatchObject([
      {
        severity: 'error',
        line: 4,
        column: 3,
        message: expect.stringContaining("expected ',' or '}'") as string,
      },
    ])
  })

  it.each([
    [
      'another format',
      '{"format": "something", "version": 1}',
      'This is not a Gradwire graph: "format" is "something".',
    ],
    ['no object', '[1, 2]', 'This is not a Gradwire graph: the file holds [1,2].'],
    [
      'a newer version',
      changed('"version": 1', '"version": 7'),
      'The file has format version 7; this program reads versions up to 1.',
    ],
    [
      'no version',
      changed('"version": 1,', ''),
      'The version of the file must be a whole number from 1 to 1.',
    ],
    [
      'a depth of 10,000',
      '['.repeat(10_000) + ']'.repeat(10_000),
      'The file is nested more than 64 levels deep.',
    ],
    ['100 MB', ' '.repeat(100_000_000), 'The file has 95 MiB; a graph document has at most 16.'],
    [
      'nodes that are no list',
      changed('"nodes": [', '"nodes": 5, "other": ['),
      '"nodes" must be a list, but is 5.',
    ],
    [
      'a batch size of 0',
      changed('"batch_size": 64', '"batch_size": 0'),
      '"training.batch_size" must be at least 1, but is 0.',
    ],
    [
      'a position beyond all numbers',
      changed('"x": 0', '"x": 1e999'),
      '"nodes.0.position.x" must be a number, but is Infinity.',
    ],
    ['a duplicate node id', changed('"id": "relu1"', '"id": "conv1"'), "Two nodes have the id 'conv1'."],
    [
      'a dangling wire',
      changed('"target": "relu1"', '"target": "relu9"'),
      "The target of wire 'e1' is a node 'relu9' that does not exist.",
    ],
    [
      'a main module that is missing',
      changed('"main": "Net"', '"main": "Nett"'),
      "The main module 'Nett' does not exist.",
    ],
  ])('refuses %s', (_, json, message) => {
    const { document, findings: found } = parseDocument(json)
    expect(document).toBeNull()
    expect(found.map((finding) => finding.message)).toContain(message)
    expect(found[0]?.remedy).toBeTruthy()
  })

  it('locates a mistake of the schema at its node', () => {
    const [finding] = findings(changed('"type": "ReLU"', '"type": 3'))
    expect(finding).toMatchObject({ module: 'Net', node: 'relu1', name: 'relu1', param: 'nodes.2.type' })
  })

  it.each([
    [
      'an unknown type',
      '"type": "ReLU"',
      '"type": "Relu"',
      { name: 'relu1', remedy: "Did you mean 'ReLU'?" },
    ],
    ['a bad param', '"kernel_size": 2', '"kernel_size": 0', { name: 'pool', param: 'kernel_size' }],
    [
      'an unknown param',
      '"kernel_size": 2',
      '"kernel_sise": 2',
      { name: 'pool', param: 'kernel_sise', remedy: "Did you mean 'kernel_size'?" },
    ],
    ['a missing param', '"out_features": 10', '', { name: 'fc', param: 'out_features' }],
    [
      'a name that is no identifier',
      '"name": "relu1"',
      '"name": "relu 1"',
      { name: 'relu 1', remedy: "Rename it, for example to 'relu_1'." },
    ],
    [
      'a name that is a keyword',
      '"name": "relu1"',
      '"name": "lambda"',
      { message: "'lambda' is a Python keyword." },
    ],
    [
      'a name of nn.Module',
      '"name": "relu1"',
      '"name": "forward"',
      { message: "'forward' is already an attribute of every nn.Module." },
    ],
    ['a duplicate name', '"name": "relu1"', '"name": "conv2"', { name: 'conv2' }],
    [
      'an unknown input handle',
      '"targetHandle": "target"',
      '"targetHandle": "goal"',
      { name: 'loss', handle: 'goal', remedy: "Its inputs: 'input', 'target'." },
    ],
    [
      'an unknown output handle',
      '"sourceHandle": "y"',
      '"sourceHandle": "z"',
      { name: 'loss', message: "The wire comes from the output 'z', which data does not have." },
    ],
    [
      'two wires into one handle',
      '"targetHandle": "target"',
      '"targetHandle": "input"',
      { name: 'loss', message: "Two wires end at the input 'input'." },
    ],
    [
      'a call that the type does not have',
      '"name": "conv1",',
      '"name": "conv1", "call": "functional",',
      { name: 'conv1', message: "Conv2d cannot be called as 'functional'." },
    ],
    [
      'an unknown optimizer',
      '"type": "SGD"',
      '"type": "SDG"',
      { message: "The optimiser 'SDG' is not known.", remedy: "Did you mean 'SGD'?" },
    ],
    ['a bad optimizer param', '"lr": 0.01', '"lr": -1', { param: 'optimizer.lr' }],
  ])('opens a document with %s and says what is wrong', (_, from, to, expected) => {
    const { document, findings: found } = parseDocument(changed(from, to))
    expect(document).not.toBeNull()
    expect(found).toContainEqual(expect.objectContaining({ severity: 'error', ...expected }))
    expect(found.every((finding) => finding.message !== '' && finding.remedy !== '')).toBe(true)
  })

  it('names the nodes on a cycle', () => {
    const json = serialiseDocument(testDocument([['a: ReLU'], ['b: ReLU']], ['a → b', 'b → a']))
    expect(findings(json).map(({ message }) => message)).toContain('The wires form a cycle: a → b → a.')
  })

  it('keeps unknown keys and warns of them', () => {
    const json = changed('"name": "relu1",', '"name": "relu1", "lable": "first",')
    const { document, findings: found } = parseDocument(json)
    expect(found).toEqual([
      expect.objectContaining({
        severity: 'warning',
        node: 'relu1',
        message: expect.stringContaining('"lable" in the node') as string,
      }),
    ])
    expect(document?.modules['Net']?.nodes[2]).toMatchObject({ lable: 'first' })
  })

  it('takes no harm from names of JavaScript itself', () => {
    expect(findings(changed('"name": "relu1"', '"name": "__proto__"')).length).toBeGreaterThan(0)
    expect(findings(changed('"id": "relu1"', '"id": "__proto__"')).length).toBeGreaterThan(0)
    expect(findings(changed('"main": "Net"', '"main": "constructor"'))[0]?.message).toBe(
      "The main module 'constructor' does not exist.",
    )
    parseDocument(
      changed('"params": {}', '"params": { "__proto__": { "polluted": true }, "constructor": 1 }'),
    )
    parseDocument(changed('"format"', '"__proto__": { "polluted": true }, "format"'))
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  it('refuses a graph of more than 20,000 nodes and wires', () => {
    const node = '{"id":"a","type":"ReLU","name":"a"},'.repeat(30_000).slice(0, -1)
    const json = `{"format":"gradwire.graph","version":1,"main":"Net","modules":{"Net":{"nodes":[${node}],"edges":[]}}}`
    expect(findings(json)[0]?.message).toBe(
      'The graph has 30000 nodes and wires; at most 20000 can be opened.',
    )
  })
})

describe('a document in which a name stands twice', () => {
  it('is refused with the place, since one of the two would be lost', () => {
    const twice = serialiseDocument(testCnn()).replace(
      '"out_channels": 8,',
      '"out_channels": 8, "out_channels": 9,',
    )
    const { document, findings: found } = parseDocument(twice)
    expect(document).toBeNull()
    expect(found).toMatchObject([
      {
        severity: 'error',
        message: 'The name "out_channels" stands twice in one object; only the last would be read.',
        remedy: 'Mend the file at this place.',
        line: twice.split('\n').findIndex((line) => line.includes('"out_channels": 9')) + 1,
      },
    ])
  })
})

describe('hostile documents', () => {
  const wrap = (nodes: object[], edges: object[], more: object = {}): string =>
    JSON.stringify({
      format: 'gradwire.graph',
      version: 1,
      main: 'Net',
      modules: { Net: { nodes, edges } },
      ...more,
    })
  const many = (count: number, make: (index: number) => object): object[] =>
    Array.from({ length: count }, (_, index) => make(index))
  const cats = many(5000, (index) => ({ id: `n${index}`, type: 'Cat', name: `cat${index}` }))
  const wire = (id: string, source: number, target: number, handle: number): object => ({
    id,
    source: `n${source}`,
    sourceHandle: 'output',
    target: `n${target}`,
    targetHandle: `tensors.${handle}`,
  })

  it.each([
    [
      'thousands of cycles',
      wrap(cats, [
        ...many(4999, (i) => wire(`e${i}`, i + 1, i, 0)),
        ...many(5000, (i) => wire(`b${i}`, i, 4999, i % 1000)),
      ]),
    ],
    ...['Chunk', 'Opaque'].map((type): [string, string] => [
      `${type} with more outputs than there is memory`,
      wrap(
        [{ id: 'n0', type, name: 'many', params: { op: 'A', chunks: 1e9, outputs: 1e9 } }],
        [wire('e0', 0, 0, 0)],
      ),
    ]),
    [
      '200,000 unknown keys',
      wrap([], [], Object.fromEntries(many(200_000, () => []).map((_, index) => [`key${index}`, index]))),
    ],
    [
      '200,000 unknown params',
      wrap(
        [
          {
            id: 'a',
            type: 'ReLU',
            name: 'a',
            params: Object.fromEntries(many(200_000, () => []).map((_, index) => [`p${index}`, 1])),
          },
        ],
        [],
      ),
    ],
    [
      'one name for all',
      wrap(
        many(10_000, (index) => ({ id: `n${index}`, type: 'Rellu', name: 'same' })),
        [],
      ),
    ],
    ['an endless string', `"${'a'.repeat(10_000_000)}`],
    [
      'modules nested 5,000 deep',
      wrap([{ id: 'a', type: 'Module', name: 'a', params: { module: 'M0' } }], [], {}).replace(
        '"modules":{',
        `"modules":{${many(5000, () => ({}))
          .map(
            (_, index) =>
              `"M${index}":{"nodes":[{"id":"a","type":"Module","name":"a","params":{"module":"M${index + 1}"}}],"edges":[]}`,
          )
          .join(',')},`,
      ),
    ],
  ])('with %s get findings', (_, json) => {
    const { findings: found } = parseDocument(json)
    expect(found.length).toBeGreaterThan(0)
    expect(found.length).toBeLessThanOrEqual(200)
  })
})

describe('any text', () => {
  it('gives findings, never an exception', () => {
    assert(
      property(jsonValue(), (value) => void parseDocument(JSON.stringify(value))),
      { numRuns: times(100) },
    )
    assert(
      property(string(), (value) => void parseDocument(value)),
      { numRuns: times(100) },
    )
  })

  it('may be a mutated document', () => {
    const tokens = text.split(/(?<=[\s,:])/)
    assert(
      property(nat(), anything({ maxDepth: 2, withNullPrototype: false }), (at, value) => {
        const place = at % tokens.length
        const json = [
          ...tokens.slice(0, place),
          JSON.stringify(value) ?? '',
          ...tokens.slice(place + 1),
        ].join('')
        const { document, findings: found } = parseDocument(json)
        expect(document !== null || found.length > 0).toBe(true)
      }),
      { numRuns: times(500) },
    )
  })
})
