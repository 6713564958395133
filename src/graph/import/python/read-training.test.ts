import { describe, expect, it } from 'vitest'
import type { Training } from '../../document/document'
import { trainingSchema } from '../../document/document'
import { testDocument } from '../../document/test-graph'
import { exportPyTorch } from '../../export/pytorch/export-pytorch'
import { inferDocument } from '../../infer/infer'
import { readPython } from './read-python'

function read(source: string, script?: string): { training: Training; notes: string[]; frozen: unknown[] } {
  const result = readPython(source, { script: script })
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
  const { training, modules } = result.document
  const nodes = Object.values(modules).flatMap((definition) => definition.nodes)
  return {
    training,
    notes: result.notes.filter(({ line }) => line !== undefined).map(({ line, message }) => `${line}: ${message}`),
    frozen: nodes.flatMap(({ name, requires_grad: learns }) => (learns === undefined ? [] : [[name, learns]])),
  } // prettier-ignore
}

const NET = `import torch
import torch.nn as nn
import torch.optim as optim

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Linear(4, 4)
        self.fc = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc(self.conv(x))

net = Net()
optimizer = optim.SGD(net.parameters(), lr=0.1)
criterion = nn.MSELoss()
`

const loop = (text: string): string =>
  `${NET}accumulation_steps = 4\nfor epoch in range(3):\n${text.replace(/^/gm, '    ')}\n`

const BATCH = 'for i, (x, y) in enumerate(loader):'

/** What people write, what it is here, and a word of what is told. */
const LOOPS: [title: string, text: string, expected: Partial<Training>, told: RegExp[]][] = [
  [
    'the plain loop',
    `${BATCH}
    optimizer.zero_grad()
    loss = criterion(net(x), y)
    loss.backward()
    optimizer.step()`,
    {},
    [],
  ],
  [
    'cleared after the step',
    `${BATCH}
    criterion(net(x), y).backward()
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)`,
    {},
    [],
  ],
  [
    'never cleared',
    `${BATCH}
    loss = criterion(net(x), y)
    loss.backward()
    optimizer.step()`,
    { zero_grad: false },
    [],
  ],
  [
    'a step every four batches',
    `${BATCH}
    loss = criterion(net(x), y)
    loss.backward()
    if (i + 1) % 4 == 0:
        optimizer.step()
        optimizer.zero_grad()`,
    { accumulate: 4 },
    [],
  ],
  [
    'a constant, a divided loss, and what is left at the end',
    `${BATCH}
    loss = criterion(net(x), y) / accumulation_steps
    loss.backward()
    if (i + 1) % accumulation_steps == 0 or (i + 1) == len(loader):
        optimizer.step()
        optimizer.zero_grad()`,
    { accumulate: 4 },
    [/left at the end of an epoch/, /divided by 4.*loss_weight 0\.25/],
  ],
  [
    'a loss that is divided in place',
    `${BATCH}
    loss = criterion(net(x), y)
    loss /= 4
    loss.backward()
    if not (i + 1) % 4:
        optimizer.step()
        optimizer.zero_grad()`,
    { accumulate: 4 },
    [/divided by 4/],
  ],
  [
    'a loss that is divided as it goes back',
    `${BATCH}
    loss = criterion(net(x), y)
    (loss / accumulation_steps).backward()
    if i % 4 == 3:
        optimizer.step()
        optimizer.zero_grad()`,
    { accumulate: 4 },
    [/divided by 4/],
  ],
  [
    'counted from 1, cleared before',
    `for i, (x, y) in enumerate(loader, start=1):
    if (i - 1) % 3 == 0:
        optimizer.zero_grad()
    loss = criterion(net(x), y)
    loss.backward()
    if i % 3 == 0:
        optimizer.step()`,
    { accumulate: 3 },
    [],
  ],
  [
    'a counter of its own, and a scaler',
    `step = 0
for x, y in loader:
    with torch.autocast("cpu"):
        loss = criterion(net(x), y)
    scaler.scale(loss).backward()
    step += 1
    if step % 5 == 0:
        scaler.step(optimizer)
        scaler.update()
        optimizer.zero_grad()
        scheduler.step()`,
    { accumulate: 5 },
    [],
  ],
  [
    'batches that are passed by',
    `${BATCH}
    criterion(net(x), y).backward()
    if (i + 1) % 2 != 0:
        continue
    optimizer.step()
    optimizer.zero_grad()`,
    { accumulate: 2 },
    [],
  ],
  [
    'a step after the first batch',
    `${BATCH}
    criterion(net(x), y).backward()
    if i % 4 == 0:
        optimizer.step()
        optimizer.zero_grad()`,
    { accumulate: 4 },
    [/steps after batch 1 and then every 4/],
  ],
  [
    'cleared at every batch, though the optimiser steps every four',
    `${BATCH}
    optimizer.zero_grad()
    criterion(net(x), y).backward()
    if (i + 1) % 4 == 0:
        optimizer.step()`,
    { accumulate: 4 },
    [/cleared at other batches/],
  ],
  [
    'never cleared, with a step every two batches',
    `${BATCH}
    criterion(net(x), y).backward()
    if (i + 1) % 2 == 0:
        optimizer.step()`,
    { accumulate: 2, zero_grad: false },
    [],
  ],
  [
    'cleared once an epoch',
    `optimizer.zero_grad()
${BATCH}
    criterion(net(x), y).backward()
    optimizer.step()`,
    {},
    [/cleared outside of the loop/],
  ],
  [
    'a condition that says nothing of batches',
    `${BATCH}
    optimizer.zero_grad()
    criterion(net(x), y).backward()
    if torch.cuda.is_available():
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1)
    optimizer.step()`,
    {},
    [],
  ],
  [
    'a number of batches that is nowhere',
    `${BATCH}
    criterion(net(x), y).backward()
    if (i + 1) % args.every == 0:
        optimizer.step()
        optimizer.zero_grad()`,
    {},
    [/cannot be read here/],
  ],
]

describe('a training loop that people write', () => {
  it.each(LOOPS)('%s', (_, text, expected, told) => {
    const { training, notes } = read(loop(text))
    const plain = trainingSchema.parse({ optimizer: { type: 'SGD', params: { lr: 0.1 } }, epochs: 3 })
    expect(training).toEqual({ ...plain, ...expected })
    expect(notes).toHaveLength(told.length)
    told.forEach((words, i) => expect(notes[i]).toMatch(words))
  })

  it('stands in a function as well', () => {
    const { training } = read(
      `${NET}
def train_step(x, y, i):
    criterion(net(x), y).backward()
    if (i + 1) % 8 == 0:
        optimizer.step()
        optimizer.zero_grad()
`,
    )
    expect(training.accumulate).toBe(8)
  })

  it('says nothing where there is none', () => {
    expect(read(NET)).toMatchObject({ training: trainingSchema.parse({}), notes: [] })
  })

  it('brings optimiser, schedule, batch size and seed', () => {
    const { training, notes } = read(
      `${NET.replace('optim.SGD(net.parameters(), lr=0.1)', 'torch.optim.Adam(net.parameters(), 3e-4, betas=(0.8, 0.99), weight_decay=wd(3))')}
torch.manual_seed(7)
scheduler = optim.lr_scheduler.StepLR(optimizer, 2, gamma=0.5)
loader = DataLoader(data, batch_size=16, shuffle=True)
for epoch in range(5):
    for x, y in loader:
        optimizer.zero_grad()
        criterion(net(x), y).backward()
        optimizer.step()
    scheduler.step()
`,
    )
    expect(training).toEqual({
      optimizer: { type: 'Adam', params: { lr: 3e-4, betas: [0.8, 0.99] } },
      scheduler: { type: 'StepLR', params: { step_size: 2, gamma: 0.5 } },
      batch_size: 16,
      epochs: 5,
      seed: 7,
    })
    expect(notes).toEqual([expect.stringMatching(/^\d+: Adam: what stands for weight_decay is not read\.$/)])
  })
})

describe('parameters that a script freezes', () => {
  it.each([
    ['net.fc.requires_grad_(False)', [['fc', false]]],
    ['net.fc.weight.requires_grad = False', [['fc', { weight: false }]]],
    ['net.fc.bias.requires_grad_(False)', [['fc', { bias: false }]]],
    ['for p in net.conv.parameters():\n    p.requires_grad = False', [['conv', false]]],
    ['for parameter in net.conv.parameters():\n    parameter.requires_grad_(False)', [['conv', false]]],
    ['for p in net.parameters():\n    p.requires_grad = False\nnet.fc.requires_grad_(True)', [['conv', false]]],
    ['for name, p in net.named_parameters():\n    if name.startswith("conv"):\n        p.requires_grad = False', [['conv', { weight: false, bias: false }]]],
  ])('%s', (text, expected) => {
    expect(read(`${NET}${text}\n`).frozen).toEqual(expected)
  }) // prettier-ignore
})

describe('the optimiser of a script', () => {
  const script = (made: string): string =>
    loop(
      `${BATCH}\n    optimizer.zero_grad()\n    criterion(net(x), y).backward()\n    optimizer.step()`,
    ).replace('optim.SGD(net.parameters(), lr=0.1)', made)

  it('has the same numbers where Python says None', () => {
    const { training } = read(script('torch.optim.Adafactor(net.parameters(), eps=(None, 0.01))'))
    expect(training.optimizer).toEqual({ type: 'Adafactor', params: { eps: [2 ** -23, 0.01] } })
  })

  it.each([
    ['optim.LBFGS(net.parameters(), lr=1)', /^\d+: LBFGS wants the loss of a batch anew/],
    ['torch.optim.SparseAdam(net.parameters())', /^\d+: SparseAdam is for sparse gradients/],
    ['optim.SGD(net.parameters())\nscheduler = optim.lr_scheduler.LambdaLR(optimizer, f)', /^\d+: LambdaLR asks a function/],
    ['optim.SGD(net.parameters())\nscheduler = optim.lr_scheduler.ChainedScheduler([])', /^\d+: ChainedScheduler is made of several/],
  ])('is refused with its reason, once, at its line: %s', (made, reason) => {
    const { notes } = read(script(made))
    expect(notes).toEqual([expect.stringMatching(reason)])
  }) // prettier-ignore
})

describe('the training of an export', () => {
  const chosen: object[] = [
    {},
    { accumulate: 3 },
    { zero_grad: false },
    { accumulate: 2, zero_grad: false, batch_size: 5, epochs: 7, seed: 12 },
    { optimizer: { type: 'SGD', params: { lr: 0.05, momentum: 0.9, nesterov: true } } },
    { optimizer: { type: 'Adam', params: { lr: 0.002, betas: [0.8, 0.99], amsgrad: true } }, accumulate: 4 },
    { scheduler: { type: 'StepLR', params: { step_size: 2, gamma: 0.5 } }, accumulate: 2 },
    { scheduler: { type: 'CosineAnnealingLR', params: { eta_min: 0.001 } } },
    { scheduler: { type: 'ReduceLROnPlateau', params: { patience: 0, factor: 0.5 } } },
    { optimizer: { type: 'ASGD', params: { lr: 0.05, lambd: 0.001, alpha: 0.5, t0: 10, weight_decay: 0.1 } } },
    { optimizer: { type: 'Rprop', params: { lr: 0.05, etas: [0.4, 1.3], step_sizes: [0.001, 1] } } },
    { optimizer: { type: 'Adafactor', params: { lr: 0.05, beta2_decay: -0.5, eps: [0.001, 0.01], d: 2, maximize: true } } },
    { optimizer: { type: 'Muon', params: { lr: 0.05, nesterov: false, ns_steps: 3, adjust_lr_fn: 'match_rms_adamw' } } },
    { scheduler: { type: 'ConstantLR', params: { factor: 0.5, total_iters: 2 } } },
    { scheduler: { type: 'PolynomialLR', params: { total_iters: 3, power: 2 } } },
    { scheduler: { type: 'CyclicLR', params: { base_lr: 0.01, max_lr: 0.1, step_size_up: 3, mode: 'triangular2', cycle_momentum: false } } },
  ] // prettier-ignore

  it.each(chosen.map((training) => [JSON.stringify(training), training] as const))(
    'comes back as it was: %s',
    (_, given) => {
      const training = trainingSchema.parse(given)
      const document = testDocument(
        [
          ['x: Input', { shape: [4] }],
          ['y: Input', { shape: [2] }],
          ['a: Linear', { out_features: 3 }, { requires_grad: false }],
          ['b: Linear', { out_features: 2 }, { requires_grad: { bias: false } }],
          ['loss: MSELoss'],
        ],
        ['x → a', 'a → b', 'b → loss', 'y → loss.target'],
      )
      const result = exportPyTorch(inferDocument({ ...document, training }))
      if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
      const back = read(result.files['model.py']!, result.files['train.py'])
      expect(back.training).toEqual(training)
      expect(back.notes).toEqual([])
      expect(back.frozen).toEqual([['a', false], ['b', { bias: false }]]) // prettier-ignore
    },
  )
})

describe('settings that stand in objects', () => {
  const body = (at: (name: string) => string): string =>
    `${NET.replace('lr=0.1', `lr=${at('lr')}, momentum=${at('momentum')}`)}loader = DataLoader(data, batch_size=${at('batch_size')}, shuffle=True)
for epoch in range(${at('n_epochs')}):
    for x, y in loader:
        optimizer.zero_grad()
        criterion(net(x), y).backward()
        optimizer.step()
`
  it.each([
    [
      'options of a command line',
      'import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument("--n_epochs", type=int, default=7)\nparser.add_argument("-b", "--batch-size", type=int, default=16)\nparser.add_argument("--rate", dest="lr", type=float, default=3e-2)\nparser.add_argument("--momentum", default=.5)\nopt = parser.parse_args()\n',
      (name: string) => `opt.${name}`,
    ],
    [
      'a dictionary',
      'cfg = {"lr": 0.03, "momentum": 0.5, "n_epochs": 7}\ncfg["batch_size"] = 16\n',
      (name: string) => `cfg["${name}"]`,
    ],
    [
      'a class',
      'class Config:\n    lr = 0.03\n    momentum = 0.5\n    batch_size = 16\n    n_epochs = 7\n',
      (name: string) => `Config.${name}`,
    ],
    [
      'an object of a dataclass',
      'from dataclasses import dataclass\n@dataclass\nclass Config:\n    lr: float = 1.\n    momentum: float = 0.5\n    batch_size: int = 16\n    n_epochs: int = 7\nc = Config(lr=0.03)\n',
      (name: string) => `c.${name}`,
    ],
  ])('are read: %s', (_, settings, at) => {
    const { training, notes } = read(settings + body(at))
    expect(notes).toEqual([])
    expect(training).toMatchObject({ batch_size: 16, epochs: 7 })
    expect(training.optimizer).toEqual({ type: 'SGD', params: { lr: 0.03, momentum: 0.5 } })
  })

  it('that are no plain values are told where they are used', () => {
    const { notes } = read(`lrs = {"lr": load()}\n${NET.replace('lr=0.1', 'lr=lrs["lr"]')}for x, y in loader:\n    optimizer.zero_grad()\n    criterion(net(x), y).backward()\n    optimizer.step()\n`) // prettier-ignore
    expect(notes.join()).toMatch(/SGD: what stands for lr is not read/)
  })
})
