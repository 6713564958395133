/** The code panel: the network as PyTorch and ONNX say it. */
export const code = {
  title: 'Code',
  views: 'Texts of the network',
  view: {
    print: 'print(net)',
    model: 'model.py',
    train: 'train.py',
    summary: 'Summary',
    onnx: 'ONNX',
  },
  copy: 'Copy {{what}}',
  copied: 'Copied {{what}}',
  close: 'Close code panel',
  line: 'Line {{line}}',
  show: 'Line {{line}}: {{text}}',
  more_one: '{{count}} more line; the copy has it.',
  more_other: '{{count, number}} more lines; the copy has them.',
  refused: '{{what}} cannot be written:',
  before: 'Below is what was last written.',
  noModule: '{{name}} has no line in print(net): it is no module of the net, but a function, a loss or data.',
  noLine: '{{name}} has no line in {{what}}.',
  find: 'Find it',
  none: {
    empty: 'Nothing to write yet',
    noLoss: 'Nothing to train',
    noEngine: 'Waiting for the engine',
  },
  noneText: {
    empty: 'Add layers: here stands what they are in PyTorch.',
    noLoss: 'train.py comes with a loss: add one, and wire the prediction and the target to it.',
    noEngine: 'print(net) is that of the network that the engine has built.',
  },
} as const
