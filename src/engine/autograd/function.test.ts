import { beforeAll, describe, expect, it } from 'vitest'
import { autograd, memory, noGrad, ones, ready, scope, tensor, type Tensor } from '../index'

beforeAll(async () => void (await ready()))

class Cube extends autograd.Function {
  static override forward(ctx: autograd.FunctionContext, x: Tensor, factor: number): Tensor {
    ctx.saveForBackward(x)
    ctx['factor'] = factor
    return x.pow(3).mul(factor)
  }

  static override backward(ctx: autograd.FunctionContext, grad: Tensor): autograd.FunctionGradients {
    const [x] = ctx.savedTensors
    const slope = x!.square().mul(3 * (ctx['factor'] as number))
    return [slope.mul(grad), null]
  }
}

/** Twice the first argument; its gradients are what the second says. */
class Answering extends autograd.Function {
  static override forward(
    ctx: autograd.FunctionContext,
    x: Tensor,
    answer: autograd.FunctionGradients,
  ): Tensor {
    ctx['answer'] = answer
    return x.mul(2)
  }

  static override backward(ctx: autograd.FunctionContext): autograd.FunctionGradients {
    return ctx['answer'] as autograd.FunctionGradients
  }
}

function leaf(values: number[] = [1, 2]): Tensor {
  return tensor(values, { requiresGrad: true })
}

describe('a function of one’s own', () => {
  it('gives its own gradient, under its own name, and records nothing else', () => {
    const x = leaf()
    const y = Cube.apply(x, 2)
    expect(y.toArray()).toEqual([2, 16])
    expect(y.gradFn!.name).toBe('CubeBackward')
    y.mul(tensor([1, 10]))
      .sum()
      .backward()
    expect(x.grad!.toArray()).toEqual([6, 240])
  })

  it('records nothing where no input wants a gradient', () => {
    expect(Cube.apply(tensor([2]), 1).requiresGrad).toBe(false)
    expect(noGrad(() => Cube.apply(leaf(), 1)).requiresGrad).toBe(false)
  })

  it('knows which arguments want a gradient', () => {
    let seen: readonly boolean[] = []
    class Looking extends autograd.Function {
      static override forward(ctx: autograd.FunctionContext, a: Tensor, _: number, b: Tensor): Tensor {
        seen = ctx.needsInputGrad
        return a.add(b)
      }
    }
    Looking.apply(tensor([1]), 2, leaf([1]))
    expect(seen).toEqual([false, false, true])
  })

  it('gives an output that is its input a place of its own on the tape', () => {
    class Tripled extends autograd.Function {
      static override forward(_: autograd.FunctionContext, x: Tensor): Tensor {
        return x
      }

      static override backward(_: autograd.FunctionContext, grad: Tensor): Tensor {
        return grad.mul(3)
      }
    }
    const x = leaf()
    const y = Tripled.apply(x)
    expect(y).not.toBe(x)
    expect(x.isLeaf).toBe(true)
    y.sum().backward()
    expect(x.grad!.toArray()).toEqual([3, 3])
  })

  it('gets zeros, or null where asked for, for an output that nothing flowed to', () => {
    const got: unknown[] = []
    class Pair extends autograd.Function {
      static override forward(
        ctx: autograd.FunctionContext,
        x: Tensor,
        materialize: boolean,
      ): [Tensor, Tensor] {
        ctx.setMaterializeGrads(materialize)
        return [x.mul(2), x.mul(3)]
      }

      static override backward(_: autograd.FunctionContext, a: Tensor | null, b: Tensor | null) {
        got.push(a?.toArray() ?? null, b?.toArray() ?? null)
        return [a ?? b, null]
      }
    }
    const [a] = Pair.apply(leaf(), true)
    a.sum().backward()
    const [, b] = Pair.apply(leaf(), false)
    b.sum().backward()
    expect(got).toEqual([[1, 1], [0, 0], null, [1, 1]])
  })

  it('can say that an output has no gradient', () => {
    class Sorted extends autograd.Function {
      static override forward(ctx: autograd.FunctionContext, x: Tensor): [Tensor, Tensor] {
        const places = x.argmax().float()
        ctx.markNonDifferentiable(places)
        return [x.mul(1), places]
      }
    }
    const [values, places] = Sorted.apply(leaf())
    expect([values.requiresGrad, places.requiresGrad]).toEqual([true, false])
  })

  it('sums a gradient over the dimensions along which its input would have been broadcast', () => {
    const x = leaf()
    Answering.apply(x, [ones([4, 2]), null])
      .sum()
      .backward()
    expect(x.grad!.toArray()).toEqual([4, 4])
  })

  it('may leave a gradient out', () => {
    const x = leaf()
    Answering.apply(x, [null, null]).sum().backward()
    expect(x.grad).toBeNull()
    Answering.apply(x, [ones([2]), null, null])
      .sum()
      .backward()
    expect(x.grad!.toArray()).toEqual([1, 1])
  })

  it('is refused with the sentences of PyTorch', () => {
    const backward = (answer: autograd.FunctionGradients) => () =>
      Answering.apply(leaf(), answer).sum().backward()
    expect(backward(ones([2]))).toThrow(
      'function AnsweringBackward returned an incorrect number of gradients (expected 2, got 1)',
    )
    expect(backward([ones([2]), null, ones([2])])).toThrow(
      'function AnsweringBackward returned an incorrect number of gradients (expected 2, got 3)',
    )
    expect(backward([ones([2]), ones([2])])).toThrow(
      'function AnsweringBackward returned a gradient different than None at position 2, but the corresponding forward input was not a Variable',
    )
    expect(backward([ones([3]), null])).toThrow(
      'Function AnsweringBackward returned an invalid gradient at index 0 - got [3] but expected shape compatible with [2]',
    )
    expect(backward([ones([1]), null])).toThrow('got [1] but expected shape compatible with [2]')
    class Empty extends autograd.Function {}
    expect(() => Empty.apply()).toThrow(
      'You must implement the forward function for custom autograd.Function.',
    )
    class Forward extends autograd.Function {
      static override forward(_: autograd.FunctionContext, x: Tensor): Tensor {
        return x.mul(2)
      }
    }
    expect(() => Forward.apply(leaf()).sum().backward()).toThrow(
      'You must implement either the backward or vjp method for your custom autograd.Function to use it with backward mode AD.',
    )
  })

  it('notices that what it saved was changed, or used up', () => {
    const saved = tensor([1, 2])
    class Scaled extends autograd.Function {
      static override forward(ctx: autograd.FunctionContext, x: Tensor): Tensor {
        ctx.saveForBackward(saved)
        return x.mul(saved)
      }

      static override backward(ctx: autograd.FunctionContext, grad: Tensor): Tensor {
        return grad.mul(ctx.savedTensors[0]!)
      }
    }
    const y = Scaled.apply(leaf()).sum()
    y.backward()
    expect(() => y.backward()).toThrow('Trying to backward through the graph a second time')
    const z = Scaled.apply(leaf()).sum()
    saved.add_(1)
    expect(() => z.backward()).toThrow('has been modified by an inplace operation')
  })

  it('leaves no tensor behind', () => {
    const once = (): void =>
      scope(() => {
        Cube.apply(leaf(), 2).sum().backward()
      })
    once()
    const before = memory()
    once()
    expect(memory()).toEqual(before)
  })
})

describe('autograd.grad', () => {
  it('gives zeros for what was not used, where asked for', () => {
    const [used, unused] = [leaf(), leaf()]
    const y = used.mul(2).sum()
    const [a, b] = autograd.grad(y, [used, unused], { materializeGrads: true })
    expect([a!.toArray(), b!.toArray()]).toEqual([
      [2, 2],
      [0, 0],
    ])
  })

  it('refuses gradients of gradients plainly', () => {
    const x = leaf()
    expect(() => autograd.grad(x.sum(), x, { createGraph: true })).toThrow('createGraph is not supported')
    expect(() => x.sum().backward(null, { createGraph: true })).toThrow('createGraph is not supported')
  })
})
