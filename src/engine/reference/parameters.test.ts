/** The learnable tensors that are listed while a graph is drawn are those that the engine makes. */
import { describe, expect, it } from 'vitest'
import { inferDocument } from '../../graph/infer/infer'
import { planGraph } from '../../graph/plan/make-plan'
import { ready, scope } from '../index'
import { freeModel, makeModel } from '../visited/make-model'
import { planned } from '../executor/planned-document'
import { nodeGraph, nodeRows } from './node-graphs.fixture'

await ready()

const graphs = nodeRows({ fewer: true })
  .flatMap((row, index) => nodeGraph(row, 'module', { index, cubed: false }))
  .filter(({ document }) => planGraph(inferDocument(document)).kind === 'plan')
  .filter(({ document }) => inferDocument(document).main.parameterCount > 0)

describe('the parameters of a node', () => {
  it.each(graphs)('are listed as the engine has them: $title', ({ document }) => {
    const listed = inferDocument(document).main.nodes.get('node')!.parameters
    const model = makeModel(planned(inferDocument(document)))
    const made = [...model.compiled.net.namedParameters()].map(([name, { shape }]) => ({
      name: name.replace('node.', ''),
      shape: [...shape],
    }))
    scope(() => freeModel(model))
    const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1)
    expect(listed.map(({ name, shape }) => ({ name, shape: [...shape] })).toSorted(byName)).toEqual(
      made.toSorted(byName),
    )
  })
})
