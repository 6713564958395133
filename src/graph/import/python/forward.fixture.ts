/** A net of one `forward`, and what it is imported as. */
import { collectFindings } from '../../check/collect-findings'
import { inferDocument } from '../../infer/infer'
import { readPython } from './read-python'

/** `shape`: what the net is called with, after the batch. */
export function readForward(forward: string, init = 'self.fc = nn.Linear(4, 4)', shape = '3, 4') {
  const lines = (text: string): string =>
    text
      .split('\n')
      .map((line) => `        ${line}`)
      .join('\n')
  const source = `import torch
import torch.nn as nn
import torch.nn.functional as F
from einops import rearrange, reduce, repeat
from einops.layers.torch import Rearrange, Reduce

class Net(nn.Module):
    def __init__(self):
        super().__init__()
${lines(init)}

    def forward(self, x):
${lines(forward)}

net = Net()
net(torch.randn(2, ${shape}))
`
  const result = readPython(source)
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
  const { document, notes } = result
  const inference = inferDocument(document)
  const { main } = inference
  const nodes = document.modules[document.main]?.nodes ?? []
  const output = nodes.find(({ type }) => type === 'Output')?.id ?? ''
  return {
    types: nodes.map(({ type }) => type).filter((type) => !['Input', 'Output', 'Linear'].includes(type)),
    params: Object.fromEntries(nodes.map(({ type, params }) => [type, params])),
    told: notes.filter(({ severity }) => severity !== 'info').map(({ code }) => code),
    wrong: collectFindings(inference)
      .filter(({ severity }) => severity === 'error')
      .map(({ message }) => message),
    result: main.nodes.get(output)?.inputs['input'],
  }
}
