import { beforeAll, expect, it } from 'vitest'
import { inferDocument, inferenceFindings } from '../../graph/infer/infer'
import { planGraph } from '../../graph/plan/make-plan'
import { summarise } from '../../graph/export/summary'
import { testDocument, testModule } from '../../graph/document/test-graph'
import { ready, scope, tensor } from '../index'
import { compile, runPass } from './compile'
import { Flow } from './flow'

beforeAll(async () => void (await ready()))

const twins = testDocument(
  [
    ['x: Input', { shape: [2] }],
    ['late: Module', { module: 'Half' }, { shared_with: 'base' }],
    ['base: Module', { module: 'Half' }],
    ['y: Output'],
  ],
  ['x → late.x', 'late.y → base.x', 'base.y → y'],
  {
    Half: testModule(
      [['x: Input'], ['fc: Linear', { out_features: 2 }], ['y: Output']],
      ['x → fc', 'fc → y'],
    ),
  },
)

it('calls one submodule twice: registered once, its gradients added up, each call seen where it is', () => {
  const result = planGraph(inferDocument(twins))
  if (result.kind !== 'plan') throw new Error(result.findings[0]?.message)
  const compiled = compile(result.plan)
  expect(String(compiled.net)).toBe(
    'Net(\n  (base): Half(\n    (fc): Linear(in_features=2, out_features=2, bias=True)\n  )\n)',
  )
  expect(compiled.net.parameters()).toHaveLength(2)
  const flow = new Flow()
  scope(() => {
    compiled.net.loadStateDict({
      'base.fc.weight': tensor([
        [0, 2],
        [1, 0],
      ]),
      'base.fc.bias': tensor([1, 0]),
    })
    const x = tensor([[3, 4]])
    const { results } = runPass(compiled, new Map([[compiled.slots[0]!.node, { output: x }]]), flow)
    expect(results[0]!.toArray()).toEqual([[7, 9]])
    results[0]!.sum().backward()
    const port = (path: string) => flow.lane({ kind: 'port', path: [path], node: 'fc', handle: 'output' })!
    expect(port('late').forward.toArray()).toEqual([[9, 3]])
    expect(port('base').forward.toArray()).toEqual([[7, 9]])
    expect(port('late').backward!.toArray()).toEqual([[1, 2]])
    // Of the later call [1, 1]ᵀ · [9, 3], of the earlier [1, 2]ᵀ · [3, 4].
    expect(compiled.net.getParameter('base.fc.weight').grad!.toArray()).toEqual([
      [12, 7],
      [15, 11],
    ])
  })
  flow.dispose()
})

it('counts shared parameters once, in the total and in the table', () => {
  const summary = summarise(inferDocument(twins))
  expect(summary.parameterCount).toBe(6)
  expect(summary.parameters.map(({ name }) => name)).toEqual(['base.fc.weight', 'base.fc.bias'])
  expect(summary.rows.map(({ path, parameters }) => `${path} ${parameters}`)).toEqual([
    'x 0', 'late 0', 'late.x 0', 'late.fc 0', 'late.y 0', 'base 6', 'base.x 0', 'base.fc 6', 'base.y 0', 'y 0',
  ]) // prettier-ignore
})

it('says why instances cannot share: other sizes, another module', () => {
  const messages = (width: number, module: string) =>
    inferenceFindings(
      inferDocument(
        testDocument(
          [
            ['x: Input', { shape: [2] }],
            ['base: Module', { module: 'Half' }],
            ['wide: Linear', { out_features: width }],
            ['late: Module', { module }, { shared_with: 'base' }],
            ['y: Output'],
          ],
          ['x → base.x', 'base.y → wide', 'wide → late.x', 'late.y → y'],
          { Half: twins.modules['Half']!, Other: twins.modules['Half']! },
        ),
      ),
    ).map(({ message }) => message)
  expect(messages(2, 'Half')).toEqual([])
  expect(messages(3, 'Half')).toEqual(['late cannot share the parameters of base: their shapes differ.'])
  expect(messages(2, 'Other')).toEqual([
    'late cannot share the parameters of base: they are instances of different modules.',
  ])
})
