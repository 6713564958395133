/** Masks that a `forward` computes, as PyTorch's source writes them. */
import { describe, expect, it } from 'vitest'
import { readForward as read } from './forward.fixture'

describe('a mask that forward computes', () => {
  it.each([
    ['return self.fc(x) * (x > 0)', ['Compare', 'Mul'], 'float32'],
    ['return self.fc(x) > 0.5', ['Compare'], 'bool'],
    ['return 0.5 < x', ['Compare'], 'bool'],
    ['return torch.where(x > 0, x, self.fc(x))', ['Compare', 'Where'], 'float32'],
    ['return torch.where(x > 0, x, 0.0)', ['Compare', 'Constant', 'Where'], 'float32'],
    ['return x.where(x > 0, self.fc(x))', ['Compare', 'Where'], 'float32'],
    ['return torch.where(x > 0, 1, 0)', ['Compare', 'Constant', 'Constant', 'Where'], 'float32'],
    ['return x.masked_fill(x == 0, float("-inf"))', ['Compare', 'MaskedFill'], 'float32'],
    ['return ((x > 0) & ~(x > 1)).float()', ['Compare', 'Compare', 'LogicalNot', 'Logical', 'To'], 'float32'],
    ['return torch.logical_or(x > 1, x < -1)', ['Compare', 'Compare', 'Logical'], 'bool'],
    ['return (x > 0).sum(-1)', ['Compare', 'Sum'], 'int64'],
    ['return (x > 0) * 2', ['Compare', 'Constant', 'Mul'], 'int64'],
    ['return x.ge(0).to(x.dtype)', ['Compare', 'To'], 'float32'],
    ['return self.fc(x).float().to(torch.float32)', [], 'float32'],
    ['return (x > 0).type_as(x)', ['Compare', 'To'], 'float32'],
    [
      'mask = torch.eq(x, 0)\nreturn self.fc(x).masked_fill_(mask, -1e9)',
      ['Compare', 'MaskedFill'],
      'float32',
    ],
  ])('is wires: %s', (forward, types, dtype) => {
    const found = read(forward)
    expect(found).toMatchObject({ told: [], wrong: [] })
    expect(found.types.toSorted()).toEqual(types.toSorted())
    expect(found.result?.dtype).toBe(dtype)
  })

  it('turns round where the number stands first', () => {
    expect(read('return 0.5 < x').params['Compare']).toEqual({ other: 0.5 })
    expect(read('return 0 == x').params['Compare']).toMatchObject({ operator: 'eq' })
  })

  it('hides what does not count from attention', () => {
    const found = read(
      'mask = x.sum(-1) == 0\nreturn self.encoder(x, src_key_padding_mask=mask)',
      'layer = nn.TransformerEncoderLayer(4, 2, 8, batch_first=True)\nself.encoder = nn.TransformerEncoder(layer, 1)',
    )
    expect(found).toMatchObject({ types: ['Sum', 'Compare', 'TransformerEncoder'], told: [], wrong: [] })
  })

  it('hides a future that the constructor works out', () => {
    const found = read(
      'att = x @ x.transpose(-2, -1)\nreturn F.softmax(att.masked_fill(self.mask[:3, :3] == 0, float("-inf")), dim=-1)',
      'self.register_buffer("mask", torch.tril(torch.ones(5, 5)))',
    )
    expect(found).toMatchObject({ told: [], wrong: [] })
    expect(found.types.toSorted()).toEqual([
      'Compare',
      'Constant',
      'MaskedFill',
      'MatMul',
      'Slice',
      'Slice',
      'Softmax',
      'Transpose',
    ])
    expect(found.params['MaskedFill']).toEqual({ value: null })
  })
})
