import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { NODE_HEIGHT, NODE_WIDTH, portHeight } from '../drawing/node-size'
import { inputHandles, outputHandles } from '../nodes/handles'
import { inferDocument } from '../infer/infer'
import { planGraph } from '../plan/make-plan'
import { parseDocument } from './parse'
import { serialiseDocument } from './serialise'
import { summarise } from '../export/summary'

const folder = new URL('../../../resources/samples/', import.meta.url)

function read(file: string) {
  const text = readFileSync(new URL(file, folder), 'utf8')
  const { document, findings } = parseDocument(text)
  if (document === null) throw new Error(JSON.stringify(findings))
  return { text, document, findings }
}

describe.each(readdirSync(folder).filter((file) => file.endsWith('.json')))('the sample %s', (file) => {
  it('is clean, has a title and a lesson, and is written as the program writes it', () => {
    const { text, document, findings } = read(file)
    expect(findings).toEqual([])
    expect(document.meta?.title).toBeTruthy()
    expect(document.meta?.lesson).toBeTruthy()
    expect(serialiseDocument(document)).toBe(text)
  })

  it('has its nodes side by side, none on another', () => {
    const { document } = read(file)
    for (const [module, { nodes, edges }] of Object.entries(document.modules)) {
      const boxes = nodes.map((node) => {
        const wired = edges.filter(({ target }) => target === node.id).map((edge) => edge.targetHandle)
        const inputs = inputHandles(node, document, wired).length
        const rows = Math.max(inputs, outputHandles(node, document).length)
        return { ...node.position, name: node.name, height: portHeight(rows, rows) + NODE_HEIGHT - 18 }
      })
      const covered = boxes.flatMap((a, i) =>
        boxes
          .slice(i + 1)
          .filter(
            (b) =>
              Math.abs(a.x - b.x) < NODE_WIDTH && (a.y < b.y ? b.y - a.y < a.height : a.y - b.y < b.height),
          )
          .map((b) => `${module}: ${a.name}, ${b.name}`),
      )
      expect(covered).toEqual([])
    }
  })

  it('can be planned', () => {
    expect(planGraph(inferDocument(read(file).document)).kind).toBe('plan')
  })
})

describe('the summary of the CNN', () => {
  const summary = summarise(inferDocument(read('mnist-cnn.json').document))

  it('has 8 parameters with 813,802 values', () => {
    expect(summary.parameters).toEqual([
      { name: 'conv1.weight', shape: [32, 1, 3, 3] },
      { name: 'conv1.bias', shape: [32] },
      { name: 'conv2.weight', shape: [32, 32, 3, 3] },
      { name: 'conv2.bias', shape: [32] },
      { name: 'fc1.weight', shape: [128, 6272] },
      { name: 'fc1.bias', shape: [128] },
      { name: 'fc2.weight', shape: [10, 128] },
      { name: 'fc2.bias', shape: [10] },
    ])
    expect(summary.parameterCount).toBe(813_802)
  })

  it('lists every node with shape, parameters and multiply-adds', () => {
    expect(
      summary.rows.map(({ path, shape, parameters, multiplyAdds }) => [
        path,
        shape?.join('x'),
        parameters,
        multiplyAdds,
      ]),
    ).toEqual([
      ['data', 'Nx1x28x28', 0, 0],
      ['conv1', 'Nx32x28x28', 320, 225_792],
      ['relu1', 'Nx32x28x28', 0, 0],
      ['conv2', 'Nx32x28x28', 9248, 7_225_344],
      ['relu2', 'Nx32x28x28', 0, 0],
      ['pool', 'Nx32x14x14', 0, 0],
      ['flatten', 'Nx6272', 0, 0],
      ['fc1', 'Nx128', 802_944, 802_816],
      ['relu3', 'Nx128', 0, 0],
      ['fc2', 'Nx10', 1290, 1280],
      ['loss', '', 0, 0],
    ])
  })
})
