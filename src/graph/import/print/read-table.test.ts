import { describe, expect, it } from 'vitest'
import { parseDocument } from '../../file/parse'
import { serialiseDocument } from '../../file/serialise'
import { isPyTorchText, readPyTorchText } from '../pytorch-text'

/** As torchsummary 1.5 prints a LeNet whose forward flattens. */
const FLAT = `----------------------------------------------------------------
        Layer (type)               Output Shape         Param #
================================================================
            Conv2d-1            [-1, 6, 24, 24]             156
              ReLU-2            [-1, 6, 24, 24]               0
         MaxPool2d-3            [-1, 6, 12, 12]               0
            Conv2d-4             [-1, 16, 8, 8]           2,416
             Block-5             [-1, 16, 8, 8]               0
         MaxPool2d-6             [-1, 16, 4, 4]               0
            Linear-7                  [-1, 120]          30,840
           Linear-8                   [-1, 10]           1,200
================================================================
Total params: 34,612
----------------------------------------------------------------
Input size (MB): 0.00
Forward/backward pass size (MB): 0.08
----------------------------------------------------------------
`

/** As torchinfo 1.8 does with all of its columns. */
const TREE = `=====================================================================================================================================================================
Layer (type (var_name))                  Input Shape               Output Shape              Param #                   Kernel Shape              Mult-Adds
=====================================================================================================================================================================
Res (Res)                                [2, 3, 64, 64]            [2, 5]                    --                        --                        --
├─Sequential (stem)                      [2, 3, 64, 64]            [2, 16, 16, 16]           --                        --                        --
│    └─Conv2d (0)                        [2, 3, 64, 64]            [2, 16, 32, 32]           2,352                     [7, 7]                    4,816,896
│    └─BatchNorm2d (1)                   [2, 16, 32, 32]           [2, 16, 32, 32]           32                        --                        64
│    └─MaxPool2d (3)                     [2, 16, 32, 32]           [2, 16, 16, 16]           --                        3                         --
├─Conv2d (dw)                            [2, 16, 16, 16]           [2, 16, 16, 16]           160                       [3, 3]                    40,960
├─ConvTranspose2d (up)                   [2, 16, 16, 16]           [2, 8, 32, 32]            520                       [2, 2]                    528,384
├─AdaptiveAvgPool2d (gap)                [2, 8, 32, 32]            [2, 8, 1, 1]              --                        --                        --
├─Flatten (fl)                           [2, 8, 1, 1]              [2, 8]                    --                        --                        --
├─Linear (fc)                            [2, 8]                    [2, 5]                    45                        --                        90
=====================================================================================================================================================================
Total params: 3,109
=====================================================================================================================================================================
Input size (MB): 0.10
`

const WORDS = `==========================================================================================
Layer (type:depth-idx)                   Output Shape              Param #
==========================================================================================
Text                                     [2, 3]                    --
├─Embedding: 1-1                         [2, 7, 8]                 400
├─LSTM: 1-2                              [2, 7, 24]                5,760
├─LayerNorm: 1-3                         [2, 24]                   48
├─Magic: 1-4                             [2, 24]                   99
├─Linear: 1-5                            [2, 3]                    75
==========================================================================================
Total params: 6,382
`

function read(text: string) {
  expect(isPyTorchText(text)).toBe(true)
  const result = readPyTorchText(text)
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
  const { document, notes } = result
  const nodes = document.modules[document.main]?.nodes ?? []
  return {
    nodes: nodes.map(({ type, name, params }) => [type, name, params]),
    told: notes.filter(({ severity }) => severity === 'warning').map(({ code, line }) => [code, line]),
    wrong: parseDocument(serialiseDocument(document)).findings.filter(({ severity }) => severity === 'error'),
  }
}

describe('a table of layers', () => {
  it('of torchsummary gives the layers, with what their shapes and parameters say', () => {
    const { nodes, told, wrong } = read(FLAT)
    expect(wrong).toEqual([])
    expect(nodes).toEqual([
      ['Input', 'x', { shape: [1, 28, 28] }],
      ['Conv2d', 'conv2d1', { out_channels: 6, kernel_size: 5 }],
      ['ReLU', 'relu1', {}],
      ['MaxPool2d', 'maxpool2d1', { kernel_size: 2 }],
      ['Conv2d', 'conv2d2', { out_channels: 16, kernel_size: 5 }],
      ['MaxPool2d', 'maxpool2d2', { kernel_size: 2 }],
      ['Flatten', 'flatten1', {}],
      ['Linear', 'linear1', { out_features: 120 }],
      ['Linear', 'linear2', { out_features: 10, bias: false }],
      ['Output', 'output', {}],
    ])
    expect(told).toEqual([['print.table', 4]])
  })

  it('of torchinfo gives the names and kernels that it shows', () => {
    const { nodes, told, wrong } = read(TREE)
    expect(wrong).toEqual([])
    expect(nodes.slice(0, 6)).toEqual([
      ['Input', 'x', { shape: [3, 64, 64] }],
      ['Conv2d', 'conv2d1', { out_channels: 16, kernel_size: 7, stride: 2, padding: 3, bias: false }],
      ['BatchNorm2d', 'batchnorm2d1', {}],
      ['MaxPool2d', 'maxpool2d1', { kernel_size: 3, stride: 2, padding: 1 }],
      ['Conv2d', 'dw', { out_channels: 16, kernel_size: 3, padding: 1, groups: 16 }],
      ['ConvTranspose2d', 'up', { out_channels: 8, kernel_size: 2, stride: 2 }],
    ])
    expect(told).toEqual([['print.table', 6]])
  })

  it('tells the line of what it does not show: what is between two rows, and layers that nobody knows', () => {
    const { nodes, told } = read(WORDS)
    expect(nodes.map(([type]) => type)).toEqual(['Input', 'Embedding', 'LSTM', 'LayerNorm', 'Opaque', 'Linear', 'Output']) // prettier-ignore
    expect(nodes[2]?.[2]).toEqual({ hidden_size: 12, num_layers: 2, batch_first: true, bidirectional: true })
    expect(told).toContainEqual(['print.table', 5])
    expect(told).toContainEqual(['print.table_gap', 7])
    expect(told).toContainEqual(['print.table_unread', 8])
  })

  it('whose rows cannot be read is told line by line', () => {
    const { told } = read(FLAT.replace('ReLU-2            [-1, 6, 24, 24]               0', '???'))
    expect(told).toContainEqual(['print.unread_line', 5])
  })
})
