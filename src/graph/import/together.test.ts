import { describe, expect, it } from 'vitest'
import { importFile } from './import-file'
import { offeredNets } from './offered-nets'
import { filesTogether } from './together'

const HEAD = 'import torch.nn as nn\n'
const block = (name: string) =>
  `class ${name}(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.fc = nn.Linear(4, 2)\n    def forward(self, x):\n        return self.fc(x)\n`
const file = (name: string, text: string) => ({ name, bytes: new TextEncoder().encode(text) })
const MAIN = `${HEAD}from parts import Block\nnet = nn.Sequential(Block(), nn.ReLU())\n`
const SCRIPT =
  'import torch\nfrom model import net\noptimizer = torch.optim.SGD(net.parameters(), lr=0.5)\nfor x, y in data:\n    optimizer.zero_grad()\n    loss(net(x), y).backward()\n    optimizer.step()\n'
const WEIGHTS = { name: 'best.pth', bytes: Uint8Array.of(0x80, 2, 0x8a, 10) }

describe('files that are given together', () => {
  it('are a net, what it imports, the script that trains it, its weights, and others', () => {
    const files = [file('parts.py', HEAD + block('Block')), file('model.py', MAIN), file('train.py', SCRIPT), WEIGHTS, file('notes.md', '# Notes')]
    const { nets, weights, others } = filesTogether(files)
    expect(nets.map(({ name }) => name)).toEqual(['model.py'])
    expect(weights.map(({ name }) => name)).toEqual(['best.pth'])
    expect(others.map(({ name }) => name)).toEqual(['notes.md'])
    const read = importFile(nets[0]!)
    if (read.kind === 'refused') throw new Error(JSON.stringify(read.findings))
    expect(Object.keys(read.document.modules)).toContain('Block')
    expect(read.document.training.optimizer.params).toMatchObject({ lr: 0.5 })
  }) // prettier-ignore

  it('of a folder know it by its name', () => {
    const main = `${HEAD}from net.layers.parts import Block\nnet = nn.Sequential(Block(), nn.ReLU())\n`
    const { nets } = filesTogether([file('layers/parts.py', HEAD + block('Block')), file('model.py', main)], 'net')
    expect(nets).toHaveLength(1)
    const read = importFile(nets[0]!)
    expect(read.kind === 'imported' && Object.keys(read.document.modules)).toContain('Block')
  }) // prettier-ignore

  it('may have a net that is derived from one of another file', () => {
    const main = 'from parts import Block\nclass Net(Block):\n    pass\n'
    const { nets } = filesTogether([file('parts.py', HEAD + block('Block')), file('net.py', main)])
    expect(nets.map(({ name }) => name)).toEqual(['net.py'])
  })

  it('of which none imports the other are several nets', () => {
    const { nets } = filesTogether([file('a.py', HEAD + block('A')), file('b.py', HEAD + block('B'))])
    expect(nets.map(({ name }) => name)).toEqual(['a.py', 'b.py'])
  })

  it('may hold no net at all', () => {
    expect(filesTogether([WEIGHTS, file('x.txt', 'x')]).nets).toEqual([])
  })
})

describe('a source with several nets', () => {
  const source = file('gan.py', HEAD + block('Generator') + block('Discriminator'))

  it('offers them by name, and gives the one that is asked for without asking again', () => {
    expect(offeredNets(importFile(source))).toEqual({ taken: 'Discriminator', all: ['Discriminator', 'Generator'] })
    const chosen = importFile({ ...source, net: 'Generator' })
    expect(offeredNets(chosen)).toBeUndefined()
    expect(chosen.kind === 'imported' && chosen.document.main).toBe('Generator')
  }) // prettier-ignore

  it('offers nothing where there is one', () => {
    expect(offeredNets(importFile(file('net.py', HEAD + block('Net'))))).toBeUndefined()
    expect(offeredNets(importFile(file('net.py', 'nothing')))).toBeUndefined()
  })
})
