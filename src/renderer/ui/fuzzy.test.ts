import { expect, it } from 'vitest'
import { fuzzyFilter, fuzzyScore } from './fuzzy'

const TYPES = ['Linear', 'Conv2d', 'ReLU', 'MaxPool2d', 'AvgPool2d', 'CrossEntropyLoss', 'MSELoss'].map(
  (label) => ({ label }),
)

it('puts a prefix before the start of a word, and that before letters inside', () => {
  expect(fuzzyScore('max', 'MaxPool2d')).toBeGreaterThan(fuzzyScore('pool', 'max pool'))
  expect(fuzzyScore('pool', 'max pool')).toBeGreaterThan(fuzzyScore('pool', 'MaxPool2d'))
  expect(fuzzyScore('pool', 'MaxPool2d')).toBeGreaterThan(fuzzyScore('mpl', 'MaxPool2d'))
})

it('finds a type by its capitals', () => {
  expect(fuzzyFilter('cel', TYPES)[0]?.label).toBe('CrossEntropyLoss')
})

it('leaves out what does not fit and keeps the order of equals', () => {
  expect(fuzzyFilter('loss', TYPES).map(({ label }) => label)).toEqual(['MSELoss', 'CrossEntropyLoss'])
  expect(fuzzyFilter('zzz', TYPES)).toEqual([])
  expect(fuzzyFilter('', TYPES)).toEqual(TYPES)
})

it('finds a candidate by a keyword', () => {
  expect(fuzzyFilter('fully', [{ label: 'Linear', keywords: ['fully connected'] }])).toHaveLength(1)
})

it('understands PyTorch’s ways to write a name', () => {
  for (const query of ['nn.MaxPool2d', 'max_pool2d', 'F.max_pool2d', 'max pool', 'torch.nn.MaxPool2d'])
    expect(fuzzyFilter(query, TYPES)[0]?.label).toBe('MaxPool2d')
  expect(fuzzyFilter('cross entropy', TYPES)[0]?.label).toBe('CrossEntropyLoss')
})

it('takes a call for the name that is called', () => {
  const given = [{ label: 'Feed by hand', keywords: ['Feed by hand net(x) torch.randn'] }]
  for (const query of ['net(x)', 'randn', 'torch.randn', 'randn()'])
    expect(fuzzyFilter(query, given)).toHaveLength(1)
  expect(fuzzyFilter('()', given)).toEqual([])
})

it('takes the words of a keyword in any order, but not letters that are strewn over it', () => {
  const linear = [{ label: 'Linear', keywords: ['dense fully connected'] }]
  expect(fuzzyFilter('connected full', linear)).toHaveLength(1)
  expect(fuzzyFilter('dfc', linear)).toEqual([])
})

it('puts what is named before what only has the word, and means strewn letters only where nothing has them together', () => {
  const all = [
    { label: 'Reset weights' },
    { label: 'Code' },
    { label: 'Set optimiser to SGD' },
    { label: 'Add ReLU', name: 'ReLU', first: true },
    { label: 'Add Conv2d', name: 'Conv2d', first: true },
    { label: 'Add Sigmoid', name: 'Sigmoid', first: true },
  ]
  const found = (query: string) => fuzzyFilter(query, all).map(({ label }) => label)
  expect(found('re')).toEqual(['Add ReLU', 'Reset weights'])
  expect(found('co')).toEqual(['Add Conv2d', 'Code'])
  expect(found('code')).toEqual(['Code'])
  expect(found('sgd')).toEqual(['Set optimiser to SGD'])
  expect(found('sgmd')).toEqual(['Add Sigmoid'])
})

it('tells names apart by the place that is in them', () => {
  const keys = ['fc1.weight Grad norm', 'conv1.weight Grad norm'].map((label) => ({ label }))
  expect(fuzzyFilter('conv1.weight grad', keys)[0]).toEqual({ label: 'conv1.weight Grad norm' })
  expect(fuzzyFilter('fc1.weight grad', keys)[0]).toEqual({ label: 'fc1.weight Grad norm' })
})
