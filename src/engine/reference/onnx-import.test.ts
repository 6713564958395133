/** What is imported from ONNX gives in the engine what the file gives in onnxruntime: models of the usual exporters. */
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { ready } from '../index'
import { expectSameAsOnnxruntime } from './onnx-compare.fixture'
import { nodesOf } from './run-document.fixture'

/** Those that are saved, or what make_fixtures.py wrote anew with other exporters. */
const models = process.env.GRADWIRE_ONNX_MODELS
const FIXTURES = models
  ? pathToFileURL(`${models}/`)
  : new URL('../../graph/import/onnx/fixtures/', import.meta.url)

await ready()

const bytesOf = (name: string) => new Uint8Array(readFileSync(new URL(`${name}.onnx`, FIXTURES)))

describe('what is imported from ONNX', () => {
  it.each([
    'convnet', 'convnet-new', 'resnet', 'resnet-new', 'words', 'gru', 'gru-new', 'signals', 'signals-new', 'unet',
    'keras', 'attention', 'attention-14', 'attention-new', 'transformer-new',
  ])('gives what onnxruntime gives: %s', async (name) => {
    await expectSameAsOnnxruntime(name, bytesOf(name), { timeFirst: name.startsWith('gru') })
  }) // prettier-ignore

  it('has the names and the layers of the net that was exported', async () => {
    const { document, weights, notes } = await expectSameAsOnnxruntime('resnet', bytesOf('resnet'))
    expect(notes).toEqual([])
    expect(
      nodesOf(document)
        .slice(0, 5)
        .map(({ name, type }) => [name, type]),
    ).toEqual([
      ['x', 'Input'],
      ['conv1', 'Conv2d'],
      ['layer1_0_conv1', 'Conv2d'],
      ['layer1_0_bn1', 'BatchNorm2d'],
      ['layer1_0', 'ReLU'],
    ])
    expect([...weights.keys()].slice(0, 8)).toEqual([
      'conv1.weight', 'conv1.bias', 'layer1_0_conv1.weight', 'layer1_0_bn1.weight', 'layer1_0_bn1.bias',
      'layer1_0_bn1.running_mean', 'layer1_0_bn1.running_var', 'layer1_0_bn1.num_batches_tracked',
    ]) // prettier-ignore
  })

  it('has the batch first where the file has the time first, and says so', async () => {
    const { document, notes } = await expectSameAsOnnxruntime('gru', bytesOf('gru'), { timeFirst: true })
    expect(nodesOf(document)[1]?.params).toEqual({ hidden_size: 3, batch_first: true, bidirectional: true })
    expect(notes.map(({ message }) => message)).toEqual([
      "The input 'x' has the batch as dimension 0 here, in the file as dimension 1.",
    ])
  })
})
