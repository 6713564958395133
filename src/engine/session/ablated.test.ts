import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { testDocument } from '../../graph/document/test-graph'
import { ready } from '../backend/index'
import { readTensors } from '../executor/named-tensors'
import { difference } from '../reference/tolerance'
import type { SavedNumbers } from '../reference/tolerance'
import { newSession } from './session-harness'

/** What PyTorch says; `make_ablations.py` writes it. */
const PYTORCH = JSON.parse(readFileSync(new URL('ablations.json', import.meta.url), 'utf8')) as Record<
  'none' | 'stem' | 'conv' | 'relu' | 'head',
  SavedNumbers
>

const NET = {
  ...testDocument(
    [
      ['data: Dataset', { source: 'xor', count: 4, held_out: 0, seed: 0 }],
      ['stem: Linear', { out_features: 32 }],
      ['image: Unflatten', { dim: 1, unflattened_size: [2, 4, 4] }],
      ['conv: Conv2d', { out_channels: 3, kernel_size: 3, stride: 2, padding: 1 }],
      ['norm: BatchNorm2d'],
      ['relu: ReLU'],
      ['flat: Flatten'],
      ['head: Linear', { out_features: 2 }],
      ['loss: CrossEntropyLoss'],
    ],
    [
      'data.x → stem',
      'stem → image',
      'image → conv',
      'conv → norm',
      'norm → relu',
      'relu → flat',
      'flat → head',
      'head → loss',
      'data.y → loss.target',
    ],
  ),
  training: { optimizer: { type: 'SGD', params: { lr: 0.5 } }, batch_size: 2, epochs: 4, seed: 3 },
}

const at = (node: string, path: string[] = []) =>
  ({ kind: 'ablate', target: { kind: 'port', path, node, handle: 'output' } }) as const

async function opened(document: unknown = NET) {
  const made = newSession()
  await made.session.handle({ kind: 'open', document })
  return made
}

beforeAll(() => ready())

describe('the loss without a channel', () => {
  it("is PyTorch's, for features, feature maps and scores", async () => {
    const { session } = await opened()
    for (const node of ['stem', 'conv', 'relu', 'head'] as const) {
      const { of, samples, loss, losses } = await session.handle(at(node))
      expect({ of, samples }).toEqual({ of: 'train', samples: 4 })
      expect(difference([loss], PYTORCH.none)).toBeNull()
      expect(difference(losses, PYTORCH[node]), node).toBeNull()
    }
  })

  it('leaves no trace: weights, statistics and the steps that follow are as if it had not been', async () => {
    const weightsAfter = async (ablates: boolean) => {
      const { session } = await opened()
      await session.handle({ kind: 'step', count: 3 })
      if (ablates) await session.handle(at('conv'))
      await session.handle({ kind: 'step', count: 2 })
      const file = readTensors(await session.handle({ kind: 'weights' }))
      return [...file].map(([key, { values }]) => [key, [...values]])
    }
    expect(await weightsAfter(true)).toEqual(await weightsAfter(false))
  })

  it('is refused where there is nothing to compare', async () => {
    const { session } = await opened()
    await expect(session.handle(at('nowhere'))).rejects.toThrow('no channels')
    const { loss: _, ...rest } = Object.fromEntries(NET.modules['Net']!.nodes.map((node) => [node.id, node]))
    const edges = NET.modules['Net']!.edges.filter(({ target }) => target !== 'loss')
    const bare = await opened({ ...NET, modules: { Net: { nodes: Object.values(rest), edges } } })
    await expect(bare.session.handle(at('conv'))).rejects.toThrow('no loss')
  })
})
