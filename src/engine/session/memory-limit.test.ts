import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { writeSafetensors } from '../../graph/formats/safetensors'
import { ready } from '../backend/index'
import { memory } from '../core/storage'
import { memoryLimit } from '../build/machine-memory'
import type { RefusedCase } from './memory-limit.fixture'
import { DATA, documentOf, newSession } from './session-harness'
import type { TestNode } from './session-harness'

beforeAll(async () => {
  await ready()
})
afterEach(() => void vi.unstubAllEnvs())

const data: TestNode = { id: 'd', type: 'Dataset', name: 'data', params: DATA }
const flatten: TestNode = { id: 'f', type: 'Flatten', name: 'flatten' }
const loss: TestNode = { id: 'l', type: 'CrossEntropyLoss', name: 'loss' }

/** A layer of so many units, and ten scores. */
function wide(units: number, training: object = {}) {
  return documentOf(
    [
      data,
      flatten,
      { id: 'w', type: 'Linear', name: 'wide', params: { out_features: units } },
      { id: 's', type: 'Linear', name: 'scores', params: { out_features: 10 } },
      loss,
    ],
    ['d.x>f', 'f>w', 'w>s', 's>l.input', 'd.y>l.target'],
    { batch_size: 8, ...training },
  )
}

/** An image blown up by so much, behind a layer. */
function grown(size: number, batch = 8) {
  return documentOf(
    [
      data,
      { id: 'c', type: 'Conv2d', name: 'conv', params: { out_channels: 2, kernel_size: 3 } },
      { id: 'g', type: 'AdaptiveAvgPool2d', name: 'grow', params: { output_size: size } },
      { id: 'p', type: 'AdaptiveAvgPool2d', name: 'shrink', params: { output_size: 1 } },
      flatten,
      { id: 's', type: 'Linear', name: 'scores', params: { out_features: 10 } },
      loss,
    ],
    ['d.x>c', 'c>g', 'g>p', 'p>f', 'f>s', 's>l.input', 'd.y>l.target'],
    { batch_size: batch },
  )
}

describe('a net that the memory cannot hold', () => {
  it('is refused with its place before its weights are made, and the one before it stays', async () => {
    vi.stubEnv('GRADWIRE_MEMORY', '1M')
    const { session } = newSession()
    await session.handle({ kind: 'open', document: wide(100) })
    const before = memory()
    await expect(session.handle({ kind: 'open', document: wide(400) })).rejects.toMatchObject({
      problem: {
        module: 'Net',
        node: 'w',
        name: 'wide',
        message:
          'There is not enough memory for the weights of the net: they take 1.2 MiB, and this machine has 1 MiB.',
        remedy: 'Use a smaller layer or a smaller batch, or close other programs.',
      },
    })
    expect(memory()).toEqual(before)
    await session.handle({ kind: 'step' })
  })

  it('is not trained where a batch of what it makes is too large, and trains with one that fits', async () => {
    vi.stubEnv('GRADWIRE_MEMORY', '4M')
    const { session, events, state } = newSession()
    // 8 · 2 · 300 · 300 numbers are 5.5 MiB.
    await session.handle({ kind: 'open', document: grown(300) })
    await session.handle({ kind: 'step' })
    expect(state()).toBe('failed')
    expect(events.findLast((event) => event.kind === 'problem')).toMatchObject({
      problem: {
        module: 'Net',
        node: 'g',
        name: 'grow',
        message: expect.stringContaining('a tensor of shape [8, 2, 300, 300]') as string,
        remedy: 'Use a batch of at most 2, or fewer values a sample.',
      },
    })
    await session.handle({ kind: 'open', document: grown(300, 2) })
    await session.handle({ kind: 'step' })
    expect(state()).toBe('paused')
  })

  it('counts all that flows and its gradients, not the largest tensor alone', async () => {
    // Three tensors of 8 · 2 · 300 · 300 numbers are 16.5 MiB.
    const { session, events, state } = newSession()
    const document = documentOf(
      [
        data,
        { id: 'c', type: 'Conv2d', name: 'conv', params: { out_channels: 2, kernel_size: 3 } },
        { id: 'g', type: 'AdaptiveAvgPool2d', name: 'grow', params: { output_size: 300 } },
        { id: 'r', type: 'ReLU', name: 'relu' },
        { id: 'p', type: 'AdaptiveAvgPool2d', name: 'shrink', params: { output_size: 1 } },
        flatten,
        { id: 's', type: 'Linear', name: 'scores', params: { out_features: 10 } },
        loss,
      ],
      ['d.x>c', 'c>g', 'g>r', 'r>p', 'p>f', 'f>s', 's>l.input', 'd.y>l.target'],
      { batch_size: 8 },
    )
    await session.handle({ kind: 'open', document })
    vi.stubEnv('GRADWIRE_MEMORY', '16M')
    await session.handle({ kind: 'run', mode: 'eval', grad: false })
    await session.handle({ kind: 'step' })
    expect(state()).toBe('failed')
    expect(events.findLast((event) => event.kind === 'problem')).toMatchObject({
      problem: {
        node: 'g',
        message: expect.stringMatching(
          /^There is not enough memory for a pass over a batch of 8: /,
        ) as string,
        remedy: expect.stringMatching(/^Use a batch of at most [4-7], /) as string,
      },
    })
  })

  it('counts gradients of the weights where there will be some', async () => {
    // 784 · 300 weights are 0.9 MiB, and their gradients as many.
    vi.stubEnv('GRADWIRE_MEMORY', '1.5M')
    const { session, state } = newSession()
    await session.handle({ kind: 'open', document: wide(300) })
    await session.handle({ kind: 'run', mode: 'eval', grad: false })
    await expect(session.handle({ kind: 'run', mode: 'train', grad: true })).rejects.toThrow(
      'not enough memory',
    )
    await session.handle({ kind: 'step' })
    expect(state()).toBe('failed')
  })

  // 785 · 300 + 301 · 10 values are 0.91 MiB; their gradients and each thing that the optimiser keeps are as many.
  it.each([
    ['SGD', {}, '2M', true],
    ['SGD', { momentum: 0.9 }, '2M', false],
    ['SGD', { momentum: 0.9 }, '3M', true],
    ['Adam', {}, '3M', false],
    ['Adam', {}, '4M', true],
    ['Adam', { amsgrad: true }, '4M', false],
  ])('counts what %s keeps with %o before it trains: %s', async (type, params, limit, fits) => {
    vi.stubEnv('GRADWIRE_MEMORY', limit)
    const { session, events, state } = newSession()
    await session.handle({ kind: 'open', document: wide(300, { optimizer: { type, params } }) })
    await session.handle({ kind: 'run', mode: 'train', grad: true })
    const before = memory()
    await session.handle({ kind: 'step' })
    expect(state()).toBe(fits ? 'paused' : 'failed')
    if (fits) return
    expect(memory()).toEqual(before)
    expect(events.findLast((event) => event.kind === 'problem')).toMatchObject({
      problem: {
        module: 'Net',
        node: 'w',
        message: expect.stringContaining(`what ${type} keeps of them`) as string,
      },
    })
  })

  it('says so of inputs that are given by hand, which may be a larger batch', async () => {
    vi.stubEnv('GRADWIRE_MEMORY', '1M')
    const { session } = newSession()
    const input = { id: 'i', type: 'Input', name: 'x', params: { shape: [4] } }
    const linear = { id: 'a', type: 'Linear', name: 'fc', params: { out_features: 1000 } }
    await session.handle({ kind: 'open', document: documentOf([input, linear], ['i>a']) })
    const given = (count: number): Uint8Array =>
      writeSafetensors(
        new Map([['x', { dtype: 'F32', shape: [count, 4], values: new Float32Array(count * 4) }]]),
      )
    await session.handle({ kind: 'run', inputs: given(100), mode: 'eval', grad: false })
    await expect(
      session.handle({ kind: 'run', inputs: given(300), mode: 'eval', grad: false }),
    ).rejects.toMatchObject({
      problem: { node: 'a', message: expect.stringContaining('[300, 1000]') as string },
    })
  })
})

describe('the limit', () => {
  it('is what a person says, else what the machine has', () => {
    const machine = memoryLimit()
    expect(machine).toBeGreaterThan(2 ** 28)
    expect(machine).toBeLessThan(2 ** 50)
    for (const [text, bytes] of [
      ['6G', 6 * 2 ** 30],
      ['1.5m', 1.5 * 2 ** 20],
      ['2048', 2048],
      ['lots', machine],
      ['', machine],
    ] as const) {
      vi.stubEnv('GRADWIRE_MEMORY', text)
      expect(memoryLimit()).toBe(bytes)
    }
  })
})

describe('nets that are larger than any machine', () => {
  it.each(['linear', 'pool', 'max', 'upsample', 'padded', 'transposed'])(
    '%s: the process stays small',
    (name) => {
      const fixture = fileURLToPath(new URL('memory-limit.fixture.ts', import.meta.url))
      const { stdout, stderr } = spawnSync(
        process.execPath,
        ['--import', import.meta.resolve('tsx'), fixture, name],
        { env: { ...process.env, GRADWIRE_MEMORY: '8G' }, encoding: 'utf8' },
      )
      expect(stderr).toBe('')
      const { problems, grown: bytes } = JSON.parse(stdout) as RefusedCase
      expect(problems.length).toBeGreaterThan(0)
      for (const problem of problems) {
        expect(problem).toMatchObject({ module: 'Net', node: 'n' })
        expect(problem.message).toMatch(/^There is not enough memory for /)
      }
      expect(bytes).toBeLessThan(300 * 2 ** 20)
    },
  )
})
