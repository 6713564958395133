import { beforeAll, expect, it } from 'vitest'
import { times } from '../../../scripts/testing/test-scale.mjs'
import type { GraphDocument, Params } from '../../graph/document/document'
import { expandHandles } from '../../graph/nodes/handles'
import { shapeAt } from '../../graph/types/dims'
import { inferDocument, inferenceFindings } from '../../graph/infer/infer'
import { planGraph } from '../../graph/plan/make-plan'
import { nodeDefinition } from '../../graph/nodes/index'
import layers from '../../graph/reference/layer-shapes.json'
import operations from '../../graph/reference/operation-shapes.json'
import shapes from '../../graph/reference/shapes.json'
import { testDocument } from '../../graph/document/test-graph'
import type { TestNode } from '../../graph/document/test-graph'
import { Generator, randn, ready, scope, zeros } from '../index'
import { compile, runPass } from './compile'
import { Flow } from './flow'

interface Row {
  type: string
  params: Params
}

const context = { modules: {} }
const rows = ([...shapes.cases, ...layers.cases, ...operations.cases] as unknown as Row[]).filter(
  // Whether a number is a row of an Embedding depends on its value.
  ({ type }) => nodeDefinition(type)?.role === undefined && type !== 'Embedding',
)
/** Sizes that many of the rows' params go with. */
const INPUTS = [[3, 7], [7], [3, 4, 7], [4, 9, 13], [4, 9], [1, 7], []]

beforeAll(async () => void (await ready()))

class Sketch {
  readonly nodes: TestNode[] = []
  readonly wires: string[] = []
  /** Every output so far, `node.handle`. */
  readonly ports: string[] = []

  constructor(private readonly random: Generator) {
    INPUTS.forEach((shape, i) => {
      this.nodes.push([`x${i}: Input`, { shape, dtype: i === INPUTS.length - 1 ? 'int64' : 'float32' }])
      this.ports.push(`x${i}.output`)
    })
    this.nodes.push(['free: Parameter', { shape: [1, 7] }], ['fixed: Constant', { value: 2 }])
    this.ports.push('free.output', 'fixed.output')
  }

  get document(): GraphDocument {
    return testDocument(this.nodes, this.wires)
  }

  /** One more node of a random row behind random outputs; false where it would not fit. */
  grow(): boolean {
    const { type, params } = this.pick(rows)
    const definition = nodeDefinition(type)!
    // What follows from the inputs is left to them.
    const given = Object.fromEntries(
      Object.entries(params).filter(
        ([name]) => !/^(in_|num_(features|channels)|normalized_shape)/.test(name),
      ),
    )
    const parsed = definition.params.safeParse(given)
    if (!parsed.success) return false
    const name = `n${this.nodes.length}`
    const wired = Array.from({ length: this.random.integer(1, 4) }, (_, i) => `tensors.${i}`)
    const handles = expandHandles(definition.inputs(parsed.data, context), wired).filter(
      (handle) => handle.optional !== true && (!/\.\d+$/.test(handle.name) || wired.includes(handle.name)),
    )
    const wires = handles.map((handle) => `${this.pick(this.ports)} → ${name}.${handle.name}`)
    const document = testDocument([...this.nodes, [`${name}: ${type}`, given]], [...this.wires, ...wires])
    const inferred = inferDocument(document).main.nodes.get(name)!
    const types = Object.entries(inferred.outputs)
    if (inferred.findings.some(({ severity }) => severity === 'error')) return false
    const tooMuch = types.some(
      ([, each]) => each === null || shapeAt(each.shape, 3).reduce((a, b) => a * b, 1) > 20_000,
    )
    if (tooMuch) return false
    this.nodes.push([`${name}: ${type}`, given])
    this.wires.push(...wires)
    this.ports.push(...types.map(([handle]) => `${name}.${handle}`))
    return true
  }

  private pick<T>(list: readonly T[]): T {
    return list[this.random.integer(0, list.length)]!
  }
}

it.each(Array.from({ length: times(40) }, (_, seed) => seed))(
  'a random graph has the shapes that were inferred, for every size of batch (%i)',
  (seed) => {
    const sketch = new Sketch(new Generator(seed))
    for (let tries = 0, grown = 0; tries < 600 && grown < 15; tries++) if (sketch.grow()) grown++
    const { document } = sketch
    expect(inferenceFindings(inferDocument(document)).filter(({ severity }) => severity === 'error')).toEqual(
      [],
    )
    const planned = planGraph(inferDocument(document))
    if (planned.kind === 'refused') throw new Error(JSON.stringify(planned.findings))
    const { nodes } = inferDocument(document).main
    const compiled = compile(planned.plan)
    // In training, BatchNorm wants more than one value.
    compiled.net.eval()
    for (const batch of [2, 3]) {
      const flow = new Flow()
      scope(() => {
        const feed = new Map(
          compiled.slots.map(({ node, params }) => {
            const { shape, dtype } = params as { shape: number[]; dtype: 'float32' | 'int64' }
            const size = [batch, ...shape]
            return [node, { output: dtype === 'int64' ? zeros(size, { dtype }) : randn(size) }]
          }),
        )
        runPass(compiled, feed, flow)
      })
      for (const [id, { outputs, node }] of nodes) {
        for (const [handle, type] of Object.entries(outputs)) {
          const value = flow.lane({ kind: 'port', path: [], node: id, handle })?.forward
          if (value === undefined) continue
          expect({ node, shape: [...value.shape], dtype: value.dtype }).toEqual({
            node,
            shape: shapeAt(type!.shape, batch),
            dtype: type!.dtype,
          })
        }
      }
      flow.dispose()
    }
  },
)
