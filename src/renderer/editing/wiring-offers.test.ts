import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { applyCommand } from '../../graph/commands/apply'
import { parseDocument } from '../../graph/file/parse'
import { inferDocument, inferenceFindings } from '../../graph/infer/infer'
import type { Scene } from './connections'
import { wiringOffers } from './wiring-offers'

/** data → conv1 → relu1 → conv2 → relu2 → pool → flatten → fc1 → relu3 → fc2 → loss, without some of its wires. */
function without(...wires: [string, string, string?][]): Scene {
  const { document } = parseDocument(readFileSync('resources/samples/mnist-cnn.json', 'utf8'))
  if (document === null) throw new Error('not a document')
  const module = document.main
  const { nodes, edges } = document.modules[module]!
  const id = (name: string) => nodes.find((node) => node.name === name)?.id
  const cut = edges.filter(({ source, target, targetHandle }) =>
    wires.some(
      ([from, to, input = 'input']) => source === id(from) && target === id(to) && targetHandle === input,
    ),
  )
  const result = applyCommand(document, { kind: 'disconnect', module, edges: cut.map((edge) => edge.id) })
  if (result.kind === 'refused') throw new Error(result.reason)
  return { document: result.document, module, inference: inferDocument(result.document) }
}

function offered(scene: Scene): string[] {
  return inferenceFindings(scene.inference).flatMap((finding) =>
    wiringOffers(scene, finding).map(({ label }) => label),
  )
}

it('offers data.y to a loss with a free target', () => {
  expect(offered(without(['data', 'loss', 'target']))).toEqual(['Wire data.y to target'])
})

it('offers a node without input the nearest output that nobody takes and that fits', () => {
  expect(offered(without(['conv1', 'relu1']))).toEqual(['Wire conv1 to input'])
  expect(offered(without(['flatten', 'fc1']))).toEqual(['Wire flatten to input'])
})

it('offers each of several open inputs its own', () => {
  expect(offered(without(['fc2', 'loss'], ['data', 'loss', 'target']))).toEqual([
    'Wire fc2 to input',
    'Wire data.y to target',
  ])
})

it('offers the data to the first layer', () => {
  expect(offered(without(['data', 'conv1']))).toEqual(['Wire data.x to input'])
})

it('is about no other finding', () => {
  const scene = without(['conv1', 'relu1'])
  const [finding] = inferenceFindings(scene.inference)
  expect(wiringOffers(scene, { ...finding!, code: 'node.unknown_type' })).toEqual([])
  expect(wiringOffers(scene, { ...finding!, module: 'Other' })).toEqual([])
})
