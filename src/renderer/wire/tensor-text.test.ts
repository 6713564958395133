import { describe, expect, it } from 'vitest'
import { numbersJson, numpyText, pytorchText, tensorCsv, tensorJson } from './tensor-text'

const tensor = { step: 4, shape: [2, 1, 3], values: new Float32Array([0.1, -2, NaN, 1 / 3, 5e-20, Infinity]) }

describe('tensorJson', () => {
  it('nests as the shape says and reads back as the same float32 values', () => {
    const read = JSON.parse(tensorJson('conv1', tensor)) as { values: (number | string)[][][] }
    expect(read).toMatchObject({ name: 'conv1', step: 4, shape: [2, 1, 3] })
    expect(read.values[0]).toEqual([[0.1, -2, 'NaN']])
    expect(new Float32Array(read.values.flat(2).map(Number))).toEqual(tensor.values)
  })

  it('writes a scalar as a number', () => {
    expect(tensorJson('loss', { step: 1, shape: [], values: new Float32Array([2.5]) })).toContain(
      '"values":2.5',
    )
  })
})

describe('tensorCsv', () => {
  it('has a line a row, led by its index', () => {
    expect(tensorCsv(tensor).split('\n')).toEqual([
      'index0,index1,0,1,2',
      '0,0,0.1,-2,NaN',
      '1,0,0.33333334,5e-20,Infinity',
      '',
    ])
  })

  it('writes a vector and a scalar in one line', () => {
    expect(tensorCsv({ step: 1, shape: [2], values: new Float32Array([1, 2]) })).toBe('0,1\n1,2\n')
    expect(tensorCsv({ step: 1, shape: [], values: new Float32Array([7]) })).toBe('0\n7\n')
  })
})

describe('texts for Python', () => {
  it('nest as the shape says, a row a line, with every value as float32 has it', () => {
    expect(pytorchText(tensor, 'float32')).toBe(
      "torch.tensor([[[0.1, -2, float('nan')]],\n [[0.33333334, 5e-20, float('inf')]]], dtype=torch.float32)",
    )
    expect(numpyText({ step: 1, shape: [2], values: Float32Array.of(-Infinity, -0) }, null)).toBe(
      'np.array([-np.inf, -0.0], dtype=np.float32)',
    )
  })

  it('have scalars, nothing, whole numbers and truth values', () => {
    expect(pytorchText({ step: 1, shape: [], values: Float32Array.of(2.5) }, 'float32')).toBe(
      'torch.tensor(2.5, dtype=torch.float32)',
    )
    expect(numpyText({ step: 1, shape: [0, 3], values: new Float32Array() }, 'float32')).toBe(
      'np.empty((0, 3), dtype=np.float32)',
    )
    expect(numpyText({ step: 1, shape: [0], values: new Float32Array() }, 'int64')).toBe(
      'np.empty((0,), dtype=np.int64)',
    )
    expect(pytorchText({ step: 1, shape: [2], values: Float32Array.of(3, 0) }, 'int64')).toBe(
      'torch.tensor([3, 0], dtype=torch.int64)',
    )
    expect(pytorchText({ step: 1, shape: [2], values: Float32Array.of(1, 0) }, 'bool')).toBe(
      'torch.tensor([True, False], dtype=torch.bool)',
    )
  })
})

describe('numbersJson', () => {
  it('keeps what JSON has no number for', () => {
    const statistics = { min: 0, max: 1, mean: NaN, std: 1, norm: 2, zeros: 0, nan: 1, inf: 0 }
    const histogram = { low: 0, high: 1, counts: new Uint32Array(64) }
    const frame = {
      probe: 1,
      direction: 'forward' as const,
      step: 2,
      shape: [3],
      statistics,
      histogram,
      picture: null,
    }
    expect(JSON.parse(numbersJson('a', frame))).toMatchObject({ name: 'a', step: 2, mean: 'NaN', norm: 2 })
  })
})
