import { describe, expect, it } from 'vitest'
import type { Finding } from '../document/finding'
import { testDocument, testModule } from '../document/test-graph'
import { inferDocument, inferenceFindings } from './infer'
import { edit } from './inference.fixture'
import { amountText } from './memory'

function warnings(document: Parameters<typeof inferDocument>[0]): Finding[] {
  return inferenceFindings(inferDocument(document))
}

describe('a net that hardly fits into the memory', () => {
  it('is told of where most of its weights are', () => {
    const document = testDocument(
      [
        ['x: Input', { shape: [200_000] }],
        ['fc1: Linear', { out_features: 200_000 }],
        ['fc2: Linear', { out_features: 10_000 }],
        ['y: Output'],
      ],
      ['x → fc1', 'fc1 → fc2', 'fc2 → y'],
    )
    expect(warnings(document)).toEqual([
      {
        severity: 'warning',
        module: 'Net',
        node: 'fc1',
        name: 'fc1',
        code: 'memory.weights_here',
        values: {
          amount: '156 GiB',
          share: '149 GiB',
          training: 'training takes 156 GiB more, for their gradients',
        },
        message:
          'The weights of the net take 156 GiB, and training takes 156 GiB more, for their gradients; 149 GiB of the weights are here.',
        remedy: 'Make the layer smaller: its weight is [200000, 200000].',
      },
    ])
  })

  it('is told of inside the module that holds them', () => {
    const block = testModule(
      [['input: Input'], ['fc: Linear', { out_features: 20_000 }], ['output: Output']],
      ['input → fc', 'fc → output'],
    )
    const document = testDocument(
      [
        ['x: Input', { shape: [20_000] }],
        ['a: Module', { module: 'Block' }],
        ['b: Module', { module: 'Block' }],
        ['y: Output'],
      ],
      ['x → a.input', 'a.output → b.input', 'b.output → y'],
      { Block: block },
    )
    expect(warnings(document)).toMatchObject([
      {
        module: 'Block',
        node: 'fc',
        message:
          'The weights of the net take 3 GiB, and training takes 3 GiB more, for their gradients; 1.5 GiB of the weights are here.',
      },
    ])
  })

  it.each([
    ['SGD', {}, undefined, null],
    ['SGD', { momentum: 0.9 }, undefined, 'training takes 2.8 GiB more, for their gradients and what SGD keeps of them'],
    ['Adam', {}, undefined, 'training takes 4.2 GiB more, for their gradients and what Adam keeps of them'],
    ['Adam', { amsgrad: true }, undefined, 'training takes 5.6 GiB more, for their gradients and what Adam keeps of them'],
    ['Adam', {}, false, null],
    ['Adam', {}, { 'a.fc.weight': false }, null],
    ['Adam', {}, { 'a.fc.bias': false }, 'training takes 4.2 GiB more, for their gradients and what Adam keeps of them'],
    ['Adam', { lr: 'fast' }, undefined, null],
  ])('counts what training keeps: %s with %o, %o frozen', (type, params, learns, training) => {
    // 1.4 GiB of weights, two levels down.
    const block = testModule(
      [['input: Input'], ['fc: Linear', { out_features: 19_375 }], ['output: Output']],
      ['input → fc', 'fc → output'],
    )
    const outer = testModule(
      [['input: Input'], ['a: Module', { module: 'Block' }], ['output: Output']],
      ['input → a.input', 'a.output → output'],
    )
    const document = testDocument(
      [
        ['x: Input', { shape: [19_375] }],
        ['o: Module', { module: 'Outer' }, learns === undefined ? {} : { requires_grad: learns }],
        ['y: Output'],
      ],
      ['x → o.input', 'o.output → y'],
      { Block: block, Outer: outer },
    )
    const optimizer = { type, params }
    const found = warnings({ ...document, training: { ...document.training, optimizer } })
    const told = found.filter(({ code }) => code?.startsWith('memory.'))
    expect(told.map(({ values }) => values?.['training'])).toEqual(training === null ? [] : [training])
  }) // prettier-ignore

  it('is told of where a batch is too large, and which would fit', () => {
    const document = testDocument(
      [
        ['x: Input', { shape: [3, 2048, 2048] }],
        ['conv: Conv2d', { out_channels: 64, kernel_size: 1 }],
        ['y: Output'],
      ],
      ['x → conv', 'conv → y'],
    )
    const [finding, ...others] = warnings(document)
    expect(others).toEqual([])
    expect(finding).toMatchObject({
      node: 'conv',
      message: 'What conv gives for a batch takes 64 GiB: [64, 64, 2048, 2048].',
      remedy: 'Use a smaller batch, or fewer values a sample.',
      fixes: [{ label: 'batch_size=4 takes 4 GiB' }],
    })
    const [fix] = finding?.fixes ?? []
    expect(fix && warnings(edit(document, fix.command))).toEqual([])
  })
})

it('tells an amount in the largest unit of which it is at least a tenth', () => {
  const amounts = [0, 100, 336, 0.3 * 2 ** 20, 95 * 2 ** 20, 110 * 2 ** 20, 69524.4 * 2 ** 30]
  expect(amounts.map(amountText)).toEqual([
    '0 bytes',
    '100 bytes',
    '0.33 KiB',
    '0.3 MiB',
    '95 MiB',
    '0.11 GiB',
    '69524 GiB',
  ])
})
