import { describe, expect, it } from 'vitest'
import { importFile, isImportable } from './import-file'
import { isPyTorchText, readPyTorchText } from './pytorch-text'

const LINES = ['import torch.nn as nn', 'class Mạng(nn.Module):', '    def __init__(self):', '        super().__init__()', '        self.lớp = nn.Linear(4, 2)', '    def forward(self, x):', '        return self.lớp(x)'] // prettier-ignore
const SOURCE = LINES.join('\n')

function linear(result: ReturnType<typeof readPyTorchText>) {
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
  const { document } = result
  return document.modules[document.main]?.nodes.find(({ type }) => type === 'Linear')
}

describe('text as it is copied', () => {
  it.each([
    ['with prompts and answers', `>>> ${LINES[0]}\n${LINES.slice(1).map((line, index) => `${index === 0 ? '>>>' : '...'} ${line}`).join('\n')}\n...\n>>> Mạng()\nMạng(\n  (lớp): Linear(in_features=4, out_features=2, bias=True)\n)\n`],
    ['with the numbers of IPython', `In [1]: ${LINES[0]}\n\nIn [2]: ${LINES.slice(1).join('\n   ...: ')}\n   ...: \n\nIn [3]: Mạng()\nOut[3]: \nMạng(\n  (lớp): Linear(in_features=4, out_features=2, bias=True)\n)\n`],
    ['with spaces that do not break', SOURCE.replaceAll(' ', '\u00A0')],
    ['with the line ends of Windows', SOURCE.replaceAll('\n', '\r\n')],
    ['with letters and accents apart', SOURCE.normalize('NFD')],
  ])('is read %s', (_, text) => {
    expect(isPyTorchText(text)).toBe(true)
    expect(linear(readPyTorchText(text))?.params).toEqual({ out_features: 2 })
  }) // prettier-ignore

  it('names a node without accents, and keeps the name of the source for weights', () => {
    expect(linear(readPyTorchText(SOURCE))).toMatchObject({ name: 'lop', pytorch_name: 'lớp' })
  })

  it('of a notebook is its code, without commands of the notebook', () => {
    const code = (source: unknown) => ({ cell_type: 'code', source })
    const cells = [{ cell_type: 'markdown', source: ['# A net'] }, code(['%matplotlib inline\n', '!pip install torch\n', 'import torch.nn as nn']), code(`%%time\nfiles = !ls\n${SOURCE}`), code('%%bash\nls -la'), code('net = Mạng()\nnet?')] // prettier-ignore
    const bytes = new TextEncoder().encode(JSON.stringify({ cells, nbformat: 4 }))
    expect(isImportable('net.ipynb')).toBe(true)
    const read = importFile({ name: 'net.ipynb', bytes })
    expect(linear(read)?.params).toEqual({ out_features: 2 })
    expect(read.kind === 'imported' && read.notes.filter(({ severity }) => severity === 'warning')).toEqual(
      [],
    )
  })

  it.each([
    'from tensorflow import keras\nmodel = keras.Sequential([keras.layers.Dense(3)])\n',
    'Model: "sequential"\n____\n Layer (type)                Output Shape              Param #   \n====\n dense (Dense)               (None, 10)                216330    \n',
  ])('of a net of Keras is refused as such', (text) => {
    expect(isPyTorchText(text)).toBe(true)
    const result = readPyTorchText(text)
    expect(result.kind === 'refused' && result.findings[0]?.code).toBe('python.no_keras')
  })
})
