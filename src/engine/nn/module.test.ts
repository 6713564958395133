import { beforeAll, describe, expect, it } from 'vitest'
import { ones, ready, tensor, zeros, type Tensor } from '../index'
import * as nn from './index'

beforeAll(async () => void (await ready()))

class Block extends nn.Module {
  conv = new nn.Conv2d(3, 8, 3, { padding: 1 })
  act = new nn.ReLU({ inplace: true })
}

class Net extends nn.Module {
  block = new Block()
  pool = new nn.MaxPool2d(2)
  head = new nn.Sequential({ flat: new nn.Flatten(), fc: new nn.Linear(128, 10, { bias: false }) })
  rep = new nn.Sequential(new nn.ReLU(), new nn.ReLU(), new nn.Linear(2, 2), new nn.ReLU())
  lst = new nn.ModuleList([new nn.Linear(2, 2), new nn.Linear(2, 2), new nn.Linear(2, 2), new nn.ReLU()])
  dct = new nn.ModuleDict({ a: new nn.Identity() })
}

class Own extends nn.Module {
  v = new nn.Parameter(zeros([2]))
  fc = new nn.Linear(2, 1)
}

describe('print(net)', () => {
  it('reads as PyTorch prints it (N6)', () => {
    expect(String(new Net())).toBe(`Net(
  (block): Block(
    (conv): Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
    (act): ReLU(inplace=True)
  )
  (pool): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
  (head): Sequential(
    (flat): Flatten(start_dim=1, end_dim=-1)
    (fc): Linear(in_features=128, out_features=10, bias=False)
  )
  (rep): Sequential(
    (0): ReLU()
    (1): ReLU()
    (2): Linear(in_features=2, out_features=2, bias=True)
    (3): ReLU()
  )
  (lst): ModuleList(
    (0-2): 3 x Linear(in_features=2, out_features=2, bias=True)
    (3): ReLU()
  )
  (dct): ModuleDict(
    (a): Identity()
  )
)`)
  })

  it('puts empty containers on one line', () => {
    expect([new nn.Sequential(), new nn.ModuleList()].map(String).join(' ')).toBe('Sequential() ModuleList()')
  })
})

describe('names', () => {
  it('are dotted, with own parameters before those of children (N1)', () => {
    expect(new Own().namedParameters().map(([name]) => name)).toEqual(['v', 'fc.weight', 'fc.bias'])
    expect(new Net().namedParameters().map(([name]) => name)).toEqual([
      'block.conv.weight',
      'block.conv.bias',
      'head.fc.weight',
      'rep.2.weight',
      'rep.2.bias',
      'lst.0.weight',
      'lst.0.bias',
      'lst.1.weight',
      'lst.1.bias',
      'lst.2.weight',
      'lst.2.bias',
    ])
  })

  it('list a shared parameter once, the state twice (N1)', () => {
    const shared = new nn.Linear(2, 2)
    const net = new nn.Sequential(shared, new nn.ReLU(), shared)
    expect(net.namedParameters().map(([name]) => name)).toEqual(['0.weight', '0.bias'])
    expect([...net.stateDict().keys()]).toEqual(['0.weight', '0.bias', '2.weight', '2.bias'])
  })

  it('walk modules from the root, parents first, each once (N5)', () => {
    const shared = new nn.ReLU()
    const net = new nn.Sequential(new nn.Sequential(shared), shared)
    expect(net.namedModules().map(([name]) => name)).toEqual(['', '0', '0.0'])
  })

  it('keep the order of registration, whatever the names', () => {
    const net = new nn.Module()
    net.addModule('2', new nn.ReLU())
    net.addModule('1', new nn.Identity())
    net.addModule('b', new nn.ReLU())
    expect(net.namedChildren().map(([name]) => name)).toEqual(['2', '1', 'b'])
  })

  it('may not be empty, hold a dot or clash with an attribute (N4)', () => {
    const net = new nn.Module()
    expect(() => net.addModule('a.b', new nn.ReLU())).toThrow(`module name can't contain ".", got: a.b`)
    expect(() => net.addModule('', new nn.ReLU())).toThrow(`module name can't be empty string ""`)
    expect(() => net.addModule('forward', new nn.ReLU())).toThrow("attribute 'forward' already exists")
  })

  it('lead to submodules', () => {
    const net = new Net()
    expect(net.getSubmodule('block.conv')).toBe(net.block.conv)
    expect(net.getParameter('head.fc.weight').shape).toEqual([10, 128])
    expect(() => net.getSubmodule('block.fc3')).toThrow('Block has no attribute `fc3`')
  })
})

describe('state', () => {
  it('is detached aliases of parameters and persistent buffers (N2)', () => {
    class WithBuffers extends nn.Module {
      mean = new nn.Buffer(zeros([1]))
      hidden = new nn.Buffer(zeros([1]), false)
      weight = new nn.Parameter(ones([1]))
      bias: nn.Parameter | null = null
    }
    const module = new WithBuffers()
    module.registerBuffer('later', ones([1]), { persistent: false })
    const state = module.stateDict()
    expect([...state.keys()]).toEqual(['weight', 'mean'])
    expect(state.get('weight')!.requiresGrad).toBe(false)
    state.get('weight')!.fill_(5)
    expect(module.weight.item()).toBe(5)
    expect(module.stateDict({ keepVars: true }).get('weight')).toBe(module.weight)
  })

  it('is refused where keys are missing or unexpected (N4)', () => {
    expect(() => new Own().loadStateDict({ zz: ones([1]) })).toThrow(
      'Error(s) in loading state_dict for Own:\n\tMissing key(s) in state_dict: "v", "fc.weight", "fc.bias". \n\tUnexpected key(s) in state_dict: "zz". ',
    )
  })

  it('loads what fits when not strict, but never another shape (N4)', () => {
    const module = new Own()
    expect(module.loadStateDict({ v: tensor([1, 2]), zz: ones([1]) }, { strict: false })).toEqual({
      missingKeys: ['fc.weight', 'fc.bias'],
      unexpectedKeys: ['zz'],
    })
    expect(module.v.toArray()).toEqual([1, 2])
    expect(() => module.loadStateDict({ v: ones([3]) }, { strict: false })).toThrow(
      'size mismatch for v: copying a param with shape torch.Size([3]) from checkpoint, the shape in current model is torch.Size([2]).',
    )
  })

  it('switches training and gradients for the whole tree (N5, G2)', () => {
    const net = new Net()
    expect(net.eval()).toBe(net)
    expect(net.modules().every((module) => !module.training)).toBe(true)
    expect(() => net.train('x' as unknown as boolean)).toThrow('training mode is expected to be boolean')
    net.requiresGrad_(false)
    expect(net.parameters().some((parameter) => parameter.requiresGrad)).toBe(false)
  })

  it('is visited children first by apply', () => {
    const seen: string[] = []
    new nn.Sequential(new nn.ReLU(), new nn.Sequential(new nn.Identity())).apply(
      (m) => void seen.push(m.constructor.name),
    )
    expect(seen).toEqual(['ReLU', 'Identity', 'Sequential', 'Sequential'])
  })
})

describe('forward', () => {
  it('is asked for where a module has none', () => {
    class Empty extends nn.Module {}
    expect(() => new Empty().call()).toThrow('Module [Empty] is missing the required "forward" function')
  })

  it('runs through a Sequential of any modules', () => {
    const net = new nn.Sequential(new nn.Flatten(), new nn.Linear(4, 2))
    const output: Tensor = net.call(ones([3, 2, 2]))
    expect(output.shape).toEqual([3, 2])
    expect(net.at(-1)).toBeInstanceOf(nn.Linear)
  })
})
