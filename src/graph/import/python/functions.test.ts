/** Functions that models call between their layers, as PyTorch's source writes them. */
import { describe, expect, it } from 'vitest'
import { readForward } from './forward.fixture'

type Row = readonly [
  forward: string,
  types: readonly string[],
  shape: readonly (number | string)[],
  init?: string,
]

const PARAMETERS = 'self.w = nn.Parameter(torch.randn(6, 4))\nself.b = nn.Parameter(torch.zeros(6))'
const AFFINE = 'self.weight = nn.Parameter(torch.ones(4))\nself.bias = nn.Parameter(torch.zeros(4))'

const ROWS: readonly Row[] = [
  ['return -torch.sin(x) + x.cos()', ['Add', 'Constant', 'Cos', 'Mul', 'Sin'], ['N', 3, 4]],
  ['std = torch.exp(0.5 * x)\nreturn x + torch.randn_like(std) * std', ['Add', 'Constant', 'Exp', 'Mul', 'Mul', 'RandnLike'], ['N', 3, 4]],
  ['return F.layer_norm(x, (4,))', ['LayerNorm'], ['N', 3, 4]],
  ['return F.layer_norm(x, self.weight.shape, self.weight, self.bias, 1e-5)', ['Add', 'LayerNorm', 'Mul', 'Parameter', 'Parameter'], ['N', 3, 4], AFFINE],
  ['return F.linear(x, self.w, self.b)', ['Add', 'MatMul', 'Parameter', 'Parameter', 'Transpose'], ['N', 3, 6], PARAMETERS],
  ['return F.normalize(x, dim=-1)', ['Normalize'], ['N', 3, 4]],
  ['return x.norm(dim=-1, keepdim=True)', ['Norm'], ['N', 3, 1]],
  ['return torch.linalg.norm(x, ord=2, dim=1)', ['Norm'], ['N', 4]],
  ['return x.var(dim=(1, 2), unbiased=False)', ['Var'], ['N']],
  ['return torch.std(x, -1, keepdim=True)', ['Std'], ['N', 3, 1]],
  ['return torch.einsum("bij,bkj->bik", x, x)', ['Einsum'], ['N', 3, 3]],
  ['return torch.einsum("...ij,...kj->...ik", x, x)', ['Einsum'], ['N', 3, 3]],
  ['return x.repeat(1, 2, 1)', ['Repeat'], ['N', 6, 4]],
  ['return x.repeat_interleave(2, dim=1)', ['Flatten', 'Stack'], ['N', 6, 4]],
  ['a, b, c = x.unbind(1)\nreturn a + b * c', ['Add', 'Mul', 'Select', 'Select', 'Select'], ['N', 4]],
  ['return x[:, [-1], :]', ['Slice'], ['N', 1, 4]],
  ['return x[:, [0, 2]]', ['Cat', 'Slice', 'Slice'], ['N', 2, 4]],
  ['return x[..., 0]', ['Select'], ['N', 3]],
  ['return x[:, None]', ['Unsqueeze'], ['N', 1, 3, 4]],
  ['return x.cumsum(1)', ['Cumsum'], ['N', 3, 4]],
  ['return torch.tril(x, diagonal=-1)', ['Tril'], ['N', 3, 4]],
  ['return x.triu()', ['Triu'], ['N', 3, 4]],
  ['return x.argmax(dim=-1)', ['Max'], ['N', 3]],
  ['return F.one_hot(x.argmax(-1), num_classes=4).float()', ['Max', 'OneHot', 'To'], ['N', 3, 4]],
  ['return torch.roll(x, shifts=(1, -1), dims=(1, 2))', ['Roll'], ['N', 3, 4]],
  ['return F.scaled_dot_product_attention(x, x, x, is_causal=True)', ['ScaledDotProductAttention'], ['N', 3, 4]],
  ['return F.scaled_dot_product_attention(x, x, x, attn_mask=x @ x.mT > 0)', ['Compare', 'MatMul', 'ScaledDotProductAttention', 'Transpose'], ['N', 3, 4]],
  ['return rearrange(x, "b n (h d) -> b h n d", h=2)', ['Permute', 'Unflatten'], ['N', 2, 3, 2]],
  ['return rearrange(x, "b n d -> (b n) d")', ['Flatten'], ['3N', 4]],
  ['y = rearrange(x, "b n d -> (b n) d")\nreturn rearrange(y, "(b n) d -> b n d", n=3)', ['Flatten', 'Unflatten'], ['N', 3, 4]],
  ['return reduce(x, "b n d -> b d", "mean")', ['Mean'], ['N', 4]],
  ['return repeat(x, "b n d -> b n r d", r=2)', ['Expand', 'Unsqueeze'], ['N', 3, 2, 4]],
  ['return rearrange(x, "b ... -> b (...)")', ['Flatten'], ['N', 12]],
  ['return self.to_patches(x)', ['Flatten', 'Permute', 'Unflatten'], ['N', 2, 6], 'self.to_patches = Rearrange("b n (p d) -> b p (d n)", p=2)'],
  ['return self.net(x)', [], ['N', 4], 'self.net = nn.Sequential(nn.Linear(4, 4), Reduce("b n d -> b d", "mean"))'],
] // prettier-ignore

describe('a function that models call', () => {
  it.each(ROWS.map((row) => [row[0], row] as const))('becomes nodes: %s', (_, row) => {
    const [forward, types, shape, init] = row
    const found = readForward(forward, init)
    expect(found).toMatchObject({ told: [], wrong: [] })
    expect(found.result?.shape).toEqual(shape)
    if (types.length > 0) expect(found.types.toSorted()).toEqual(types)
  })

  it('of attention drops while the net trains what the source drops then', () => {
    const attention =
      'return F.scaled_dot_product_attention(x, x, x, dropout_p=0.5 if self.training else 0.0)'
    const found = readForward(attention)
    expect(found.told).toEqual([])
    expect(found.params['ScaledDotProductAttention']).toMatchObject({ dropout_p: 0.5 })
    const dropped = readForward('return F.dropout(x, 0.25 if self.training else 0)')
    expect(dropped.told).toEqual([])
    expect(dropped.params['Dropout']).toMatchObject({ p: 0.25 })
    // Any other choice is read as it is in evaluation, or left out, which is told.
    const slope = 'return F.leaky_relu(x, 0.25 if self.training else 0.0)'
    expect(() => readForward(slope)).toThrow(/python\.unknown_size/)
    expect(readForward('return x * (0.5 if self.training else 2)').told).toEqual(['python.while_training'])
  })

  it('of numbers that are drawn once is told: nobody knows them', () => {
    expect(readForward('return x + self.noise', 'self.noise = torch.randn(4)').told).toEqual(['python.drawn'])
  })

  it('is refused with its pattern where einops could not be read', () => {
    expect(() => readForward('return rearrange(x, "b (n m) d -> b n m d")')).toThrow(/python\.einops/)
  })
})
