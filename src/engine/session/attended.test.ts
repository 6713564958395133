import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { testDocument } from '../../graph/document/test-graph'
import { ready } from '../backend/index'
import { difference } from '../reference/tolerance'
import type { SavedNumbers } from '../reference/tolerance'
import { newSession } from './session-harness'

/** What PyTorch says; `make_attention.py` writes it. */
const PYTORCH = JSON.parse(readFileSync(new URL('attention.json', import.meta.url), 'utf8')) as Record<
  'attn' | 'encoder',
  SavedNumbers
>

const NET = {
  ...testDocument(
    [
      ['data: Dataset', { source: 'xor', count: 4, held_out: 0, seed: 0 }],
      ['stem: Linear', { out_features: 32 }],
      ['words: Unflatten', { dim: 1, unflattened_size: [4, 8] }],
      ['attn: MultiheadAttention', { num_heads: 2, batch_first: true, need_weights: false }],
      ['encoder: TransformerEncoder', { nhead: 4, dim_feedforward: 16, num_layers: 2, batch_first: true }],
      ['flat: Flatten'],
      ['head: Linear', { out_features: 2 }],
      ['loss: CrossEntropyLoss'],
    ],
    [
      'data.x → stem',
      'stem → words',
      'words → attn.query',
      'words → attn.key',
      'words → attn.value',
      'attn → encoder.src',
      'encoder → flat',
      'flat → head',
      'head → loss',
      'data.y → loss.target',
    ],
  ),
  training: { optimizer: { type: 'SGD', params: { lr: 0.5 } }, batch_size: 2, epochs: 4, seed: 3 },
}

async function opened() {
  const { session } = newSession()
  await session.handle({ kind: 'open', document: NET })
  return session
}

const of = (node: string, sample = 1) => ({
  kind: 'attention' as const,
  call: { path: [] as string[], node },
  sample,
})

beforeAll(() => ready())

describe('where heads look', () => {
  it("is PyTorch's, of a node that gives no weights, and of every layer inside of an encoder", async () => {
    const session = await opened()
    const own = await session.handle(of('attn'))
    expect(own).toMatchObject({
      of: 'train',
      samples: 4,
      sample: 1,
      layers: 1,
      heads: 2,
      rows: 4,
      columns: 4,
    })
    expect(difference(own.values, PYTORCH.attn)).toBeNull()
    const inside = await session.handle(of('encoder'))
    expect(inside).toMatchObject({ layers: 2, heads: 4, rows: 4, columns: 4 })
    expect(difference(inside.values, PYTORCH.encoder)).toBeNull()
  })

  it('is that of the last sample where there are fewer', async () => {
    const session = await opened()
    const [last, beyond] = [await session.handle(of('attn', 3)), await session.handle(of('attn', 99))]
    expect(beyond).toEqual(last)
    expect(last.sample).toBe(3)
  })

  it('leaves no trace, and is refused where nothing attends', async () => {
    const session = await opened()
    await session.handle({ kind: 'step', count: 1 })
    const before = await session.handle({ kind: 'weights' })
    await session.handle(of('encoder'))
    expect(await session.handle({ kind: 'weights' })).toEqual(before)
    await expect(session.handle(of('stem'))).rejects.toThrow('No attention')
  })
})
