import { describe, expect, it } from 'vitest'
import { isPrinted } from './parse-print'
import { readPrint } from './read-print'

const text = `Net(
  (stem): Sequential(
    (0): Conv2d(3, 8, kernel_size=(3, 5), stride=(1, 1), padding=(1, 2))
    (1): ReLU(inplace=True)
  )
  (blocks): ModuleList(
    (0-2): 3 x Block(
      (conv): Conv2d(8, 8, kernel_size=(3, 3), stride=(1, 1), padding=same, bias=False)
      (norm): BatchNorm2d(8, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)
    )
  )
  (attention): MultiheadAttention(
    (out_proj): NonDynamicallyQuantizableLinear(in_features=8, out_features=8, bias=True)
  )
  (fc): Linear(in_features=8, out_features=4, bias=True)
)
`

function read(printed: string) {
  const result = readPrint(printed)
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
  return result
}

describe('the text of print(net)', () => {
  it('is told from source', () => {
    expect(isPrinted(text)).toBe(true)
    expect(isPrinted('Linear(in_features=3, out_features=2, bias=True)')).toBe(true)
    expect(isPrinted('net = nn.Sequential(\n  nn.Linear(3, 2),\n)')).toBe(false)
  })

  it('gives nodes with the params that it shows, and repeats what it repeats', () => {
    const { modules, main } = read(text).document
    expect(modules[main]?.nodes.map(({ name }) => name)).toEqual([
      'x', 'stem', 'blocks_0', 'blocks_1', 'blocks_2', 'attention', 'fc', 'output',
    ]) // prettier-ignore
    expect(modules['Stem']?.nodes[1]?.params).toMatchObject({
      out_channels: 8,
      kernel_size: [3, 5],
      padding: [1, 2],
    })
    expect(modules['Block']?.nodes[1]?.params).toMatchObject({ kernel_size: 3, padding: 'same', bias: false })
    expect(modules[main]?.nodes[5]?.params).toMatchObject({ num_heads: 1 })
  })

  it('says what such a text cannot show', () => {
    const messages = read(text).notes.map(({ message }) => message)
    expect(messages).toContain('print(net) does not show num_heads of MultiheadAttention: 1 was taken.')
    expect(messages).toContain(
      'print(net) does not show forward: the layers of Net were wired one after another, in the order of the text.',
    )
  })

  it('is read as PyTorch printed it before 0.4', () => {
    const old = `Net (
  (conv1): Conv2d (1, 6, kernel_size=(5, 5), stride=(1, 1))
  (act): ReLU (inplace)
  (pool): MaxPool2d (size=(2, 2), stride=(2, 2), dilation=(1, 1))
  (features): Sequential (
    (0): Conv2d (6, 16, kernel_size=(3, 3), stride=(1, 1))
    (1): Dropout (p = 0.3)
  )
  (fc1): Linear (400 -> 120)
)
`
    expect(isPrinted(old)).toBe(true)
    const { document, notes } = read(old)
    const all = Object.values(document.modules).flatMap(({ nodes }) => nodes)
    const paramsOf = (name: string): unknown => all.find((node) => node.name === name)?.params
    expect(paramsOf('conv1')).toMatchObject({ out_channels: 6, kernel_size: 5 })
    expect(paramsOf('act')).toEqual({ inplace: true })
    expect(paramsOf('pool')).toEqual({ kernel_size: 2 })
    expect(paramsOf('n1')).toEqual({ p: 0.3 })
    expect(paramsOf('fc1')).toMatchObject({ out_features: 120 })
    expect(notes.map(({ code }) => code)).not.toContain('print.unread_line')
  })

  it('is refused where it is something else', () => {
    expect(readPrint('hello').kind).toBe('refused')
  })
})
