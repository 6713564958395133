import { beforeAll, describe, expect, it } from 'vitest'
import { writeSafetensors } from '../../graph/formats/safetensors'
import type { SafeTensor } from '../../graph/formats/safetensors'
import { ready } from '../backend/index'
import { defaultGenerator } from '../random/generator'
import { readDocument } from '../executor/planned-document'
import type { PlanCall } from '../../graph/plan/plan'
import { tensor } from '../core/create'
import { causeIn } from '../visited/not-finite-causes'
import { findNotFinite, drawnFrom } from '../visited/not-finite'
import { makeModel } from '../visited/make-model'
import { branched, documentOf, edge, newSession } from './session-harness'
import type { TestNode } from './session-harness'

const PRICES = { source: 'house-prices', count: 30, held_out: 6 }
const TRAINING = { optimizer: { type: 'SGD', params: { lr: 0.01 } }, batch_size: 8, epochs: 2, seed: 0 }

/** Take what comes in twice. */
const TWICE = new Set(['Div', 'Sub'])

/** A regression whose prediction goes through these nodes, one after the other; of some types it is both inputs. */
function through(...nodes: TestNode[]): object {
  const names = nodes.map(({ id }) => id)
  const wires = names.flatMap((id, at) => {
    const from = names[at - 1] ?? 'f'
    return TWICE.has(nodes[at]!.type) ? [`${from}>${id}.input`, `${from}>${id}.other`] : [`${from}>${id}`]
  })
  return documentOf(
    [
      { id: 'd', type: 'Dataset', name: 'data', params: PRICES },
      { id: 'f', type: 'Linear', name: 'fc', params: { out_features: 4 } },
      ...nodes,
      { id: 'o', type: 'Linear', name: 'last', params: { out_features: 1 } },
      { id: 'l', type: 'MSELoss', name: 'loss' },
    ],
    ['d.x>f', ...wires, `${names.at(-1) ?? 'f'}>o`, 'o>l.input', 'd.y>l.target'],
    TRAINING,
  )
}

/** What comes in is far from 0 behind it. */
const HUGE = [{ id: 'h', type: 'Pow', name: 'square', params: { exponent: 2 } }] as const
const RELU = { id: 'r', type: 'ReLU', name: 'relu' }

const SOFTMAX = { id: 's', type: 'Softmax', name: 'softmax', params: { dim: 1 } }

/** A regression in which −∞ hides the first of four features, or all of them, before it goes on through these nodes. */
function hidden(whole: boolean, behind: readonly TestNode[]): object {
  const names = ['m', ...behind.map(({ id }) => id), 'o']
  return documentOf(
    [
      { id: 'd', type: 'Dataset', name: 'data', params: PRICES },
      { id: 'f', type: 'Linear', name: 'fc', params: { out_features: 4 } },
      { id: 'h', type: 'Constant', name: 'hide', params: { value: whole ? [1, 1, 1, 1] : [1, 0, 0, 0], dtype: 'bool' } },
      { id: 'm', type: 'MaskedFill', name: 'fill', params: { value: null } },
      ...behind.map((node) => ({ ...node })),
      { id: 'o', type: 'Linear', name: 'last', params: { out_features: 1 } },
      { id: 'l', type: 'MSELoss', name: 'loss' },
    ],
    ['d.x>f', 'f>m', 'h>m.mask', ...names.slice(1).map((id, at) => `${names[at]!}>${id}`), 'o>l.input', 'd.y>l.target'],
    TRAINING,
  ) // prettier-ignore
}

async function foundIn(document: object, inputs?: Uint8Array) {
  const { session, events, until } = newSession()
  await session.handle({ kind: 'open', document })
  if (inputs) await session.handle({ kind: 'useInputs', inputs })
  await session.handle({ kind: 'train' })
  await until('done')
  const told = events.flatMap((event) => (event.kind === 'notFinite' ? [event.found] : []))
  const { notFinite } = await session.handle({ kind: 'snapshot' })
  expect(told).toEqual(notFinite ? [notFinite] : [])
  return notFinite
}

beforeAll(() => ready())

describe('the first NaN or infinity of a run', () => {
  it.each([
    ['the logarithm of 0', [RELU, { id: 'g', type: 'Log', name: 'log' }], { node: 'g', pass: 'forward', kind: 'inf', cause: 'log_zero' }],
    ['0 by 0', [RELU, { id: 'g', type: 'Div', name: 'share' }], { node: 'g', pass: 'forward', kind: 'nan', cause: 'zero_by_zero' }],
    ['the square root of what is below 0', [{ id: 'g', type: 'Sqrt', name: 'root' }], { node: 'g', pass: 'forward', kind: 'nan', cause: 'sqrt_negative' }],
    ['a power of e above 88.7', [...HUGE, { id: 'g', type: 'Exp', name: 'exp' }], { node: 'g', pass: 'forward', kind: 'inf', cause: 'exp_large' }],
    ['the reciprocal of 0', [RELU, { id: 'g', type: 'Pow', name: 'reciprocal', params: { exponent: -1 } }], { node: 'g', pass: 'forward', kind: 'inf', cause: 'reciprocal_zero' }],
    ['the slope of a root at 0', [RELU, { id: 'g', type: 'Pow', name: 'root', params: { exponent: 0.5 } }], { node: 'g', pass: 'backward', kind: 'inf', cause: 'power_zero' }],
    ['a root of what is below 0', [{ id: 'g', type: 'Pow', name: 'root', params: { exponent: 0.5 } }], { node: 'g', pass: 'forward', kind: 'nan', cause: 'power_negative' }],
    ['a large power', [...HUGE, { id: 'g', type: 'Pow', name: 'power', params: { exponent: 40 } }], { node: 'g', pass: 'forward', kind: 'inf', cause: 'power_large' }],
    ['the slope of the square root at 0', [RELU, { id: 'g', type: 'Sqrt', name: 'root' }], { node: 'g', pass: 'backward', kind: 'inf', cause: 'sqrt_zero' }],
  ] as const)('is found where it is %s', async (_, nodes, expected) => {
    const found = await foundIn(through(...nodes.map((node) => ({ ...node }))))
    expect(found).toMatchObject({ ...expected, step: 1, module: 'Net', path: [] })
  }) // prettier-ignore

  it.each([
    ['a divisor near 0', 'Div', {}, [1, 1e-30], 'by_small'],
    ['a target below 0', 'KLDivLoss', { log_target: false }, [-1, -0.5], 'target_negative'],
  ] as const)('is laid to %s', (_, type, params, [input, other], cause) => {
    const call = { kind: 'operation', type, params, inputs: {} } as unknown as PlanCall
    expect(causeIn(call, [tensor([input]), tensor([other])])).toBe(cause)
  })

  it.each([
    ['ignore_index', { ignore_index: 1 }, 1],
    ['class weights of 0', { weight: [0, 0, 0] }, 2],
  ] as const)('is found where no target of a batch counts, by %s', async (_, params, label) => {
    const document = documentOf(
      [
        { id: 'x', type: 'Input', name: 'x', params: { shape: [2] } },
        { id: 't', type: 'Input', name: 't', params: { shape: [], dtype: 'int64' } },
        { id: 'f', type: 'Linear', name: 'fc', params: { out_features: 3 } },
        { id: 'l', type: 'CrossEntropyLoss', name: 'loss', params },
      ],
      ['x>f', 'f>l.input', 't>l.target'],
      { ...TRAINING, batch_size: 2, epochs: 1 },
    )
    const inputs = writeSafetensors(
      new Map([
        ['x', { dtype: 'F32' as const, shape: [2, 2], values: Float32Array.from([1, 2, 3, 4]) }],
        ['t', { dtype: 'I64' as const, shape: [2], values: Int32Array.from([label, label]) }],
      ]),
    )
    expect(await foundIn(document, inputs)).toMatchObject({ node: 'l', cause: 'no_target', kind: 'nan' })
  })

  it('is found where it is the variance of one value', async () => {
    const row = { id: 'i', type: 'Unflatten', name: 'row', params: { dim: 1, unflattened_size: [1, 4] } }
    const found = await foundIn(through(row, { id: 'g', type: 'Var', name: 'spread', params: { dim: 1 } }))
    expect(found).toMatchObject({ node: 'g', cause: 'too_few_values', pass: 'forward', kind: 'nan', step: 1 })
  })

  it('is found in the data', async () => {
    const document = documentOf(
      [
        { id: 'x', type: 'Input', name: 'x', params: { shape: [2] } },
        { id: 't', type: 'Input', name: 't', params: { shape: [1] } },
        { id: 'f', type: 'Linear', name: 'fc', params: { out_features: 1 } },
        { id: 'l', type: 'MSELoss', name: 'loss' },
      ],
      ['x>f', 'f>l.input', 't>l.target'],
      { ...TRAINING, batch_size: 2, epochs: 1 },
    )
    const of = (...values: number[]) => Float32Array.from(values)
    const inputs = writeSafetensors(
      new Map([
        ['x', { dtype: 'F32' as const, shape: [4, 2], values: of(1, 2, NaN, 4, 5, 6, 7, 8) }],
        ['t', { dtype: 'F32' as const, shape: [4, 1], values: of(1, 2, 3, 4) }],
      ]),
    )
    expect(await foundIn(document, inputs)).toMatchObject({ node: 'x', cause: 'data', pass: 'forward' })
  })

  it.each([
    ['a softmax of −∞ alone', true, [SOFTMAX], { node: 's', cause: 'masked_whole', kind: 'nan' }],
    ['what −∞ was filled in for, where no softmax follows', false, [], { node: 'm', cause: 'infinite_given', kind: 'inf' }],
    ['a logarithm behind masks that are sound', false, [SOFTMAX, { id: 'g', type: 'Log', name: 'log' }], { node: 'g', cause: 'log_zero', kind: 'inf' }],
  ] as const)('is laid to %s', async (_, whole, behind, expected) => {
    expect(await foundIn(hidden(whole, behind))).toMatchObject({ ...expected, pass: 'forward', step: 1 })
  }) // prettier-ignore

  it('is not a −∞ that a softmax takes', async () => {
    expect(await foundIn(hidden(false, [SOFTMAX]))).toBeNull()
  })

  it('is laid to a constant that single precision does not hold', async () => {
    const document = documentOf(
      [
        { id: 'd', type: 'Dataset', name: 'data', params: PRICES },
        { id: 'c', type: 'Constant', name: 'huge', params: { value: -1e39 } },
        { id: 'a', type: 'Add', name: 'sum' },
        { id: 'f', type: 'Linear', name: 'fc', params: { out_features: 1 } },
        { id: 'l', type: 'MSELoss', name: 'loss' },
      ],
      ['d.x>a', 'c>a.other', 'a>f', 'f>l.input', 'd.y>l.target'],
      TRAINING,
    )
    expect(await foundIn(document)).toMatchObject({ node: 'c', cause: 'infinite_given', kind: 'inf' })
  })

  it.each([
    ['MultiheadAttention', { num_heads: 1, batch_first: true }, ['query', 'key', 'value'], 'key_padding_mask', [1, 1, 1], [3]],
    ['MultiheadAttention', { num_heads: 1, batch_first: true }, ['query', 'key', 'value'], 'attn_mask', [1, 1, 1, 0, 0, 0, 0, 0, 0], [3, 3]],
    // Without weights, PyTorch gives 0 there.
    ['MultiheadAttention', { num_heads: 1, batch_first: true, need_weights: false }, ['query', 'key', 'value'], 'attn_mask', [1, 1, 1, 0, 0, 0, 0, 0, 0], [3, 3]],
    ['TransformerEncoderLayer', { nhead: 1, dim_feedforward: 4, batch_first: true }, ['src'], 'src_key_padding_mask', [1, 1, 1], [3]],
    ['ScaledDotProductAttention', {}, ['query', 'key', 'value'], 'attn_mask', [0, 0, 0, 1, 1, 1, 1, 1, 1], [3, 3]],
  ] as const)('is laid to the %s of masks that leave nothing, where there is one: %j', async (type, params, handles, mask, values, shape) => {
    // A mask of padding has the batch; one of pairs has none.
    const padding = shape.length === 1
    const document = documentOf(
      [
        { id: 'x', type: 'Input', name: 'x', params: { shape: [3, 2] } },
        { id: 't', type: 'Input', name: 't', params: { shape: [3, 2] } },
        { id: 'f', type: 'Linear', name: 'fc', params: { out_features: 2 } },
        padding
          ? { id: 'c', type: 'Input', name: 'mask', params: { shape: [...shape], dtype: 'bool' } }
          : { id: 'c', type: 'Constant', name: 'mask', params: { value: [...values], shape: [...shape], dtype: 'bool' } },
        { id: 'g', type, name: 'attention', params: { ...params } },
        { id: 'l', type: 'MSELoss', name: 'loss' },
      ],
      ['x>f', ...handles.map((handle) => `f>g.${handle}`), `c>g.${mask}`, 'g>l.input', 't>l.target'],
      { ...TRAINING, batch_size: 2, epochs: 1 },
    )
    const of = { dtype: 'F32' as const, shape: [2, 3, 2], values: Float32Array.from({ length: 12 }, (_, at) => at / 7) }
    const masks = { dtype: 'BOOL' as const, shape: [2, 3], values: Uint8Array.from([...values, 0, 0, 1]) }
    const inputs = writeSafetensors(new Map<string, SafeTensor>([['x', of], ['t', of], ...(padding ? [['mask', masks] as const] : [])]))
    const found = await foundIn(document, inputs)
    if (type !== 'MultiheadAttention' || 'need_weights' in params) expect(found).toBeNull()
    else expect(found).toMatchObject({ node: 'g', cause: 'masked_whole', kind: 'nan' })
  }) // prettier-ignore

  it('is laid to the rate where the loss rose before', async () => {
    const document = through(RELU) as { training: object }
    const found = await foundIn({
      ...document,
      training: { ...TRAINING, optimizer: { type: 'SGD', params: { lr: 1e6 } }, epochs: 20 },
    })
    expect(found?.cause).toBe('overflow')
    expect(found?.step).toBeGreaterThan(1)
    expect(found?.remedy).toMatch(/learning rate.* 1000000[,.].* a tenth of it/)
  })

  it('is found inside a module, in the instance where it came first', async () => {
    const document = {
      ...documentOf(
        [
          { id: 'd', type: 'Dataset', name: 'data', params: PRICES },
          { id: 'u', type: 'Module', name: 'first', params: { module: 'Block' } },
          { id: 'l', type: 'MSELoss', name: 'loss' },
        ],
        ['d.x>u', 'u>l.input', 'd.y>l.target'],
        TRAINING,
      ),
    }
    const block = {
      nodes: [
        { id: 'i', type: 'Input', name: 'input', params: {} },
        { id: 'z', type: 'Sub', name: 'zero', params: {} },
        { id: 'g', type: 'Log', name: 'log', params: {} },
        { id: 'a', type: 'Linear', name: 'fc', params: { out_features: 1 } },
        { id: 'o', type: 'Output', name: 'output', params: {} },
      ],
      edges: ['i>z.input', 'i>z.other', 'z>g', 'g>a', 'a>o'].map(edge),
    }
    const nested = { ...document, modules: { ...document.modules, Block: block } }
    expect(await foundIn(nested)).toMatchObject({
      module: 'Block',
      path: ['u'],
      node: 'g',
      name: 'first.log',
      type: 'Log',
    })
  })

  it('is not there in a run that is sound', async () => {
    expect(await foundIn(branched())).toBeNull()
  })

  it('leaves generators, weights and gradients as they are when it is looked for', () => {
    const model = makeModel(readDocument(through(RELU, { id: 'g', type: 'Log', name: 'log' })))
    const from = drawnFrom(model)
    const [first] = model.compiled.net.parameters()
    const before = { weights: [...first!.data()], generator: defaultGenerator.getState() }
    const values = Float32Array.of(0, 1)
    const batch = ['x', 'y'].map((handle) => ({ node: 'd', handle, dtype: 'float32' as const, shape: [2, 1], values })) // prettier-ignore
    expect(findNotFinite(model, { number: 1, batch, from, lr: 0.1, losses: [] })).not.toBeNull()
    expect({ weights: [...first!.data()], generator: defaultGenerator.getState() }).toEqual(before)
    expect(first!.grad).toBeNull()
  })
})
