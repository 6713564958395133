import { beforeAll, describe, expect, it } from 'vitest'
import { F, autograd, memory, nn, noGrad, ones, ready, scope, tensor, zeros, type Tensor } from '../index'

beforeAll(async () => void (await ready()))

function leaf(values: number[] = [1, 2]): Tensor {
  return tensor(values, { requiresGrad: true })
}

describe('backward', () => {
  it('starts from null, adds to grad, and sets nothing where no gradient is wanted (G1, G2)', () => {
    const x = leaf()
    const frozen = tensor([3, 4])
    expect(x.grad).toBeNull()
    x.mul(frozen).sum().backward()
    x.mul(frozen).sum().backward()
    expect(x.grad!.toArray()).toEqual([6, 8])
    expect(frozen.grad).toBeNull()
  })

  it('adds to the same grad tensor, so that an alias sees it', () => {
    const x = leaf()
    x.sum().backward()
    const first = x.grad
    x.sum().backward()
    expect(x.grad).toBe(first)
    expect(first!.toArray()).toEqual([2, 2])
  })

  it('gives two leaves of one sum gradients of their own', () => {
    const a = leaf()
    const b = leaf()
    a.add(b).sum().backward()
    a.grad!.mul_(5)
    expect(a.grad!.toArray()).toEqual([5, 5])
    expect(b.grad!.toArray()).toEqual([1, 1])
  })

  it('takes the gradient of a result that is more than one value', () => {
    const x = leaf()
    x.mul(x).backward(tensor([1, 10]))
    expect(x.grad!.toArray()).toEqual([2, 40])
  })

  it('sums over every path', () => {
    const x = leaf([3])
    const y = x.mul(x)
    y.add(y).mul(x).backward()
    expect(x.grad!.item()).toBe(54)
  })

  it('names operations as PyTorch does', () => {
    const linear = new nn.Linear(2, 2)
    expect(linear.call(ones([1, 2])).gradFn!.name).toBe('AddmmBackward0')
    expect(leaf().relu().gradFn!.name).toBe('ReluBackward0')
    expect(F.conv2d(zeros([1, 1, 3, 3]), ones([1, 1, 2, 2], { requiresGrad: true })).gradFn!.name).toBe(
      'ConvolutionBackward0',
    )
    expect(leaf().gradFn).toBeNull()
  })

  it('speaks as PyTorch where it cannot run (G3)', () => {
    expect(() => leaf().mul(2).backward()).toThrow('grad can be implicitly created only for scalar outputs')
    expect(() => ones([1]).backward()).toThrow(
      'element 0 of tensors does not require grad and does not have a grad_fn',
    )
    const loss = leaf().exp().sum()
    loss.backward()
    expect(() => loss.backward()).toThrow('Trying to backward through the graph a second time')
  })

  it('runs again where the graph was retained', () => {
    const x = leaf()
    const loss = x.mul(x).sum()
    loss.backward(null, { retainGraph: true })
    loss.backward()
    expect(x.grad!.toArray()).toEqual([4, 8])
  })

  it('refuses values that changed after they were saved', () => {
    const x = leaf()
    const weight = tensor([2, 2], { requiresGrad: true })
    const loss = x.mul(weight).sum()
    noGrad(() => weight.add_(1))
    expect(() => loss.backward()).toThrow('has been modified by an inplace operation')
  })
})

describe('tensor hooks', () => {
  it('see the sum over all consumers once, in the order of registration (T1)', () => {
    const seen: number[] = []
    const x = leaf([1])
    const y = x.mul(1)
    y.registerHook((grad) => void seen.push(grad.item()))
    y.registerHook((grad) => grad.mul(2))
    y.registerHook((grad) => void seen.push(grad.item()))
    y.mul(5).add(y.mul(2)).backward()
    expect(seen).toEqual([7, 14])
    expect(x.grad!.item()).toBe(14)
  })

  it('are gone after they were removed', () => {
    const x = leaf([1])
    const handle = x.registerHook((grad) => grad.mul(10))
    handle.remove()
    x.mul(3).backward()
    expect(x.grad!.item()).toBe(3)
  })

  it('come before the gradient is retained (T2)', () => {
    const y = leaf([1]).mul(1)
    y.retainGrad()
    y.registerHook((grad) => grad.mul(10))
    y.mul(1).backward()
    expect(y.grad!.item()).toBe(10)
  })

  it('need a tensor that wants gradients, and leaves for the ones after accumulation (T3)', () => {
    expect(() => ones([1]).registerHook(() => {})).toThrow(
      "cannot register a hook on a tensor that doesn't require gradient",
    )
    expect(() =>
      leaf()
        .mul(2)
        .registerPostAccumulateGradHook(() => {}),
    ).toThrow('non-leaf')
    const x = leaf([1])
    const seen: unknown[] = []
    x.registerPostAccumulateGradHook((param) => seen.push(param, param.grad!.item()))
    x.mul(4).backward()
    expect(seen).toEqual([x, 4])
  })
})

describe('grad', () => {
  it('gives gradients of leaves and of results on the way, and leaves grad alone', () => {
    const x = leaf()
    const y = x.mul(2)
    const [dx, dy] = autograd.grad(y.mul(y).sum(), [x, y])
    expect(dx!.toArray()).toEqual([8, 16])
    expect(dy!.toArray()).toEqual([4, 8])
    expect(x.grad).toBeNull()
  })

  it('refuses inputs that were not used, unless null will do', () => {
    const x = leaf()
    const other = leaf()
    expect(() => autograd.grad(x.sum(), [other])).toThrow('appears to not have been used in the graph')
    expect(autograd.grad(x.sum(), [x, other], { allowUnused: true })[1]).toBeNull()
  })
})

describe('recording', () => {
  it('stops inside noGrad, and detach cuts the tape', () => {
    const x = leaf()
    expect(noGrad(() => x.mul(2)).requiresGrad).toBe(false)
    const cut = x.mul(2).detach()
    expect([cut.requiresGrad, cut.gradFn]).toEqual([false, null])
  })

  it('keeps changes in place away from leaves', () => {
    expect(() => leaf().add_(1)).toThrow(
      'a leaf Variable that requires grad is being used in an in-place operation.',
    )
    expect(() => tensor([1], { dtype: 'int64', requiresGrad: true })).toThrow('floating point dtype')
  })
})

describe('scope', () => {
  it('frees all but what is returned, kept, or a leaf’s gradient', () => {
    const parameter = new nn.Parameter(ones([3]))
    const before = memory().tensors
    const result = scope(() => {
      const y = parameter.mul(2)
      y.exp().sum().backward()
      return { list: [y.detach()] }
    })
    expect(result.list[0]!.toArray()).toEqual([2, 2, 2])
    expect(memory().tensors - before).toBe(2)
    scope(() => void (parameter.grad!.storage.letGo(), (parameter.grad = null)))
    result.list[0]!.dispose()
    expect(memory().tensors).toBe(before)
  })

  it('frees when its body throws, and says what to do where a freed tensor is used', () => {
    const before = memory().tensors
    let lost: Tensor | undefined
    expect(() =>
      scope(() => {
        lost = ones([2])
        throw new Error('stop')
      }),
    ).toThrow('stop')
    expect(memory().tensors).toBe(before)
    expect(() => lost!.data()).toThrow('This tensor was freed when its scope ended; use keep(tensor)')
  })

  it('frees the gradients on the way during the backward pass', () => {
    scope(() => {
      let y: Tensor = tensor([1], { requiresGrad: true })
      for (let i = 0; i < 10; i++) y = y.mul(2)
      const before = memory().tensors
      y.backward()
      expect(memory().tensors - before).toBe(1)
    })
  })

  it('frees what an operation makes on its way back when it is done', () => {
    const atTheEnd = (depth: number): number =>
      scope(() => {
        const x = ones([30, 40], { requiresGrad: true })
        let y = x.mul(2)
        for (let i = 0; i < depth; i++) y = F.layerNorm(y, [40])
        const loss = y.sum()
        const before = memory().bytes
        let bytes = 0
        x.registerHook(() => void (bytes = memory().bytes - before))
        loss.backward()
        return bytes
      })
    expect(atTheEnd(10)).toBe(atTheEnd(2))
  })
})
