import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { noGrad, ones, ready, tensor, type Tensor } from '../index'
import * as nn from './index'

let log: string[] = []
const note = (name: string) => (): void => void log.push(name)

beforeAll(async () => void (await ready()))
beforeEach(() => {
  log = []
})

/** y = x·Wᵀ with W = [[1, 2]], so that dy/dx = W. */
function plainLinear(): nn.Linear {
  const linear = new nn.Linear(2, 1, { bias: false })
  linear.loadStateDict({ weight: tensor([[1, 2]]) })
  return linear
}

function input(): Tensor {
  return tensor([[1, 1]], { requiresGrad: true })
}

describe('forward hooks', () => {
  it('run around call and never around forward (F1)', () => {
    const linear = plainLinear()
    linear.registerForwardPreHook(note('pre'))
    linear.registerForwardHook(note('post'))
    linear.forward(input())
    expect(log).toEqual([])
    linear.call(input())
    expect(log).toEqual(['pre', 'post'])
  })

  it('run global ones first, then in the order of registration with prepended ones in front (F2)', () => {
    const linear = plainLinear()
    const handles = [
      nn.registerModuleForwardPreHook(note('gpre')),
      nn.registerModuleForwardHook(note('gfwd')),
    ]
    linear.registerForwardPreHook(note('pre1'))
    linear.registerForwardPreHook(note('pre2'))
    linear.registerForwardPreHook(note('pre0'), { prepend: true })
    linear.registerForwardHook(note('f0'))
    linear.registerForwardHook(note('f1'))
    linear.call(input())
    for (const handle of handles) handle.remove()
    expect(log).toEqual(['gpre', 'pre0', 'pre1', 'pre2', 'gfwd', 'f0', 'f1'])
    linear.call(input())
    expect(log.slice(7)).toEqual(['pre0', 'pre1', 'pre2', 'f0', 'f1'])
  })

  it('get the options of a call apart, and may change them (F3, F4)', () => {
    class Scale extends nn.Module {
      override forward(x: Tensor, { by = 1 }: { by?: number } = {}): Tensor {
        return x.mul(by)
      }
    }
    const scale = new Scale()
    const seen: unknown[] = []
    scale.registerForwardHook((_, args) => void seen.push(args.length))
    const pre = scale.registerForwardPreHook(
      (_, args, options) => {
        seen.push(args.length, options)
        return [args, { by: 5 }]
      },
      { withKwargs: true },
    )
    scale.registerForwardHook(
      (_, args, options, output) => {
        seen.push(args.length, options)
        return output.add(1)
      },
      { withKwargs: true },
    )
    expect(scale.call(ones([1]), { by: 3 }).item()).toBe(6)
    expect(seen).toEqual([1, { by: 3 }, 2, 1, { by: 5 }])
    pre.remove()
    expect(scale.call(ones([1])).item()).toBe(2)
    expect(seen.slice(5)).toEqual([1, 1, {}])
    scale.registerForwardPreHook((_, args) => args, { withKwargs: true })
    expect(() => scale.call(ones([1]))).toThrow('must return null or a list of [new args, new options]')
  })

  it('see what the hook before them gave back, for arguments and output (F3, F4)', () => {
    const linear = plainLinear()
    linear.registerForwardPreHook((_, [x]) => x.mul(2))
    linear.registerForwardPreHook((_, [x]) => [x.add(1)])
    linear.registerForwardHook((_, args, output) => {
      log.push(JSON.stringify(args.map((x) => x.toArray())))
      return output.mul(10)
    })
    linear.registerForwardHook((_, __, output) => output.add(0.5))
    expect(linear.call(input()).toArray()).toEqual([[90.5]])
    expect(log).toEqual(['[[[3,3]]]'])
  })

  it('run with alwaysCall also when forward throws, and the error goes on (F4)', () => {
    const linear = plainLinear()
    linear.registerForwardHook(note('usual'))
    linear.registerForwardHook((_, __, output) => void log.push(`always ${String(output)}`), {
      alwaysCall: true,
    })
    expect(() => linear.call(ones([1, 3]))).toThrow('mat1 and mat2 shapes cannot be multiplied (1x3 and 2x1)')
    expect(log).toEqual(['always undefined'])
  })

  it('run in the order of nesting (F5)', () => {
    const net = new nn.Sequential(plainLinear(), new nn.ReLU())
    for (const [name, module] of net.namedModules()) {
      const label = name === '' ? 'seq' : name
      module.registerForwardPreHook(note(`pre ${label}`))
      module.registerForwardHook(note(`fwd ${label}`))
      module.registerFullBackwardPreHook(note(`bpre ${label}`))
      module.registerFullBackwardHook(note(`bwd ${label}`))
    }
    net.call(input()).sum().backward()
    expect(log.join(', ')).toBe(
      'pre seq, pre 0, fwd 0, pre 1, fwd 1, fwd seq, bpre seq, bpre 1, bwd 1, bpre 0, bwd 0, bwd seq',
    )
  })

  it('run without recording too, where backward hooks do not (F6)', () => {
    const linear = plainLinear()
    linear.registerForwardHook(note('fwd'))
    linear.registerFullBackwardHook(note('bwd'))
    const output = noGrad(() => linear.call(input()))
    expect(output.requiresGrad).toBe(false)
    expect(log).toEqual(['fwd'])
  })
})

describe('backward hooks', () => {
  it('run in PyTorch’s order among tensor hooks (B3)', () => {
    const linear = plainLinear()
    const globals = [
      nn.registerModuleFullBackwardPreHook((module) => void (module === linear && log.push('global pre'))),
      nn.registerModuleFullBackwardHook((module) => void (module === linear && log.push('global bwd'))),
    ]
    linear.registerFullBackwardPreHook(note('module pre'))
    linear.registerFullBackwardHook(note('bwd1'))
    linear.registerFullBackwardHook(note('bwd0'), { prepend: true })
    linear.weight.registerHook(note('weight'))
    linear.weight.registerPostAccumulateGradHook(note('weight after'))
    const x = input().mul(1)
    x.registerHook(note('input tensor'))
    const output = linear.call(x)
    output.registerHook(note('output tensor'))
    output.sum().backward()
    for (const handle of globals) handle.remove()
    expect(log).toEqual([
      'output tensor',
      'global pre',
      'module pre',
      'weight',
      'weight after',
      'global bwd',
      'bwd0',
      'bwd1',
      'input tensor',
    ])
  })

  it('get one gradient for each input and output (B1)', () => {
    const linear = plainLinear()
    linear.registerFullBackwardHook((module, gradInput, gradOutput) => {
      log.push(
        module.constructor.name,
        JSON.stringify([gradInput, gradOutput].map((list) => list.map((g) => g!.toArray()))),
      )
    })
    linear.call(input()).sum().backward()
    expect(log).toEqual(['Linear', '[[[[1,2]]],[[[1]]]]'])
  })

  it('change parameter and input gradients with a new grad_output, and only what flows on with a new grad_input (B4)', () => {
    const linear = plainLinear()
    const pre = linear.registerFullBackwardPreHook((_, [grad]) => [grad!.mul(10)])
    let x = input()
    linear.call(x).sum().backward()
    expect(linear.weight.grad!.toArray()).toEqual([[10, 10]])
    expect(x.grad!.toArray()).toEqual([[10, 20]])
    pre.remove()
    linear.zeroGrad()
    linear.registerFullBackwardHook(() => [tensor([[7, 7]])])
    linear.registerFullBackwardHook((_, [grad]) => void log.push(JSON.stringify(grad!.toArray())))
    x = input()
    linear.call(x).sum().backward()
    expect(linear.weight.grad!.toArray()).toEqual([[1, 1]])
    expect(x.grad!.toArray()).toEqual([[7, 7]])
    expect(log).toEqual(['[[7,7]]'])
  })

  it('refuse a wrong number of gradients (B4)', () => {
    const linear = plainLinear()
    linear.registerFullBackwardHook((_, [grad]) => [grad!, grad!])
    expect(() => linear.call(input()).sum().backward()).toThrow(
      'Backward hook returned an invalid number of grad_input, got 2, but expected 1',
    )
  })

  it('fire with null where no input needs a gradient, with one warning, and never where no output does (B2)', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const linear = plainLinear()
    linear.registerFullBackwardHook((_, gradInput, gradOutput) => {
      log.push(JSON.stringify([gradInput, gradOutput.map((g) => g!.toArray())]))
    })
    linear
      .call(ones([1, 2]))
      .sum()
      .backward()
    linear
      .call(ones([1, 2]))
      .sum()
      .backward()
    expect(log).toEqual(['[[null],[[[1]]]]', '[[null],[[[1]]]]'])
    expect(warn).toHaveBeenCalledTimes(1)
    warn.mockRestore()
    linear.requiresGrad_(false)
    expect(linear.call(ones([1, 2])).requiresGrad).toBe(false)
    expect(log).toHaveLength(2)
  })

  it('give zeros for an input that needs no gradient beside one that does (B5)', () => {
    class Product extends nn.Module {
      override forward(a: Tensor, b: Tensor): Tensor {
        return a.mul(b)
      }
    }
    const product = new Product()
    product.registerFullBackwardHook(
      (_, gradInput) => void log.push(JSON.stringify(gradInput.map((g) => g!.toArray()))),
    )
    product.call(tensor([2], { requiresGrad: true }), tensor([5])).backward()
    expect(log).toEqual(['[[5],[0]]'])
  })

  it('see each place of a tensor that is given twice apart, and both shares come back (T1)', () => {
    class Product extends nn.Module {
      override forward(a: Tensor, b: Tensor): Tensor[] {
        const product = a.mul(b)
        return [product, product]
      }
    }
    const product = new Product()
    product.registerFullBackwardHook(
      (_, gradInput, gradOutput) =>
        void log.push(JSON.stringify([gradInput, gradOutput].map((list) => list.map((g) => g!.toArray())))),
    )
    const x = tensor([3], { requiresGrad: true })
    const [first, second] = product.call(x, x)
    first!.add(second!.mul(2)).backward()
    // As PyTorch says: 3 · 3 from each side, of gradients of 1 and 2.
    expect(log).toEqual(['[[[9],[9]],[[1],[2]]]'])
    expect(x.grad!.toArray()).toEqual([18])
  })

  it('do not see what is given as an option, nor what is in a tuple, and run where the outputs have a gradient alone', () => {
    const attention = new nn.MultiheadAttention(2, 1)
    attention.registerFullBackwardHook((_, gradInput) => void log.push(`attention ${gradInput.length}`))
    const x = ones([2, 1, 2])
    x.requiresGrad = true
    const [output] = attention.call(x, x, x, { needWeights: false })
    output.sum().backward()
    const lstm = new nn.LSTM(2, 2)
    lstm.registerFullBackwardHook((_, gradInput, gradOutput) => {
      log.push(JSON.stringify([gradInput.map((g) => g?.shape), gradOutput.map((g) => g?.shape)]))
    })
    const state = ones([1, 1, 2])
    x.grad = null
    lstm.call(x, [state, state])[1][0].sum().backward()
    expect(x.grad).not.toBeNull()
    lstm.call(x, [state, state])[0].sum().backward()
    expect(log).toEqual(['attention 3', '[[[2,1,2],null],[[2,1,2],null]]'])
  })

  it('fire once for each call of a reused module, the last call first (B6)', () => {
    const linear = new nn.Linear(1, 1, { bias: false })
    linear.loadStateDict({ weight: tensor([[3]]) })
    linear.registerFullBackwardHook((_, __, [grad]) => void log.push(String(grad!.item())))
    linear.call(linear.call(tensor([[1]], { requiresGrad: true }))).backward()
    expect(log).toEqual(['1', '3'])
  })

  it('are gone after remove, which may run twice and inside the hook (B8)', () => {
    const linear = plainLinear()
    const handle = linear.registerForwardHook(() => {
      log.push('once')
      handle.remove()
    })
    linear.registerForwardHook(note('other'))
    linear.call(input())
    linear.call(input())
    handle.remove()
    expect(log).toEqual(['once', 'other', 'other'])
  })
})

describe('hooks of registerBackwardHook', () => {
  it('see the gradients of the last operation: bias, input and weight of Linear', () => {
    const linear = new nn.Linear(2, 1)
    linear.loadStateDict({ weight: tensor([[1, 2]]), bias: tensor([0]) })
    linear.registerBackwardHook((_, gradInput, gradOutput) => {
      log.push(JSON.stringify([gradInput.map((g) => g!.toArray()), gradOutput.map((g) => g!.toArray())]))
    })
    linear
      .call(tensor([[3, 4]], { requiresGrad: true }))
      .mul(2)
      .sum()
      .backward()
    expect(log).toEqual(['[[[2],[[2,4]],[[6,8]]],[[[2]]]]'])
  })

  it('see only the last child of a Sequential, and replace what flows on', () => {
    const x = input()
    const chain = new nn.Sequential(plainLinear(), new nn.ReLU())
    chain.registerBackwardHook((_, gradInput) => {
      log.push(String(gradInput.length))
      return [gradInput[0]!.mul(10)]
    })
    chain.call(x).sum().backward()
    expect(log).toEqual(['1'])
    expect(x.grad!.toArray()).toEqual([[10, 20]])
    chain.registerBackwardHook(() => [null, null])
    expect(() => chain.call(input()).sum().backward()).toThrow(
      'incorrect number of values (got 2, but expected 1)',
    )
  })

  it('and full hooks cannot share a module, in either order (B7)', () => {
    const text =
      'Cannot use both regular backward hooks and full backward hooks on a single Module. Please use only one of them.'
    const linear = plainLinear()
    const handle = linear.registerBackwardHook(() => {})
    expect(() => linear.registerFullBackwardHook(() => {})).toThrow(text)
    handle.remove()
    linear.registerFullBackwardHook(() => {})
    expect(() => linear.registerBackwardHook(() => {})).toThrow(text)
  })
})
