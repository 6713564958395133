import { expect, it } from 'vitest'
import { testDocument } from '../document/test-graph'
import { inferDocument } from '../infer/infer'
import { collectFindings } from './collect-findings'
import { findingHelp } from './finding-help'

const document = {
  ...testDocument(
    [['x: Input', { shape: [4] }], ['fc: Linear', { in_features: 5, out_features: 2 }], ['out: Output']],
    ['x → fc', 'fc → out'],
  ),
}
const { training } = document

it('leads from a finding at a layer to its page', () => {
  const [wrong] = collectFindings(inferDocument(document))
  expect(wrong).toMatchObject({ node: 'fc', param: 'in_features' })
  expect(findingHelp(document, wrong!)).toEqual({
    name: 'Linear',
    url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html',
  })
})

it('leads from a setting to the page of the optimiser or the schedule', () => {
  const optimizer = { type: 'Adam', params: { lr: -1 } }
  const scheduler = { type: 'StepLR', params: { step_size: 0 } }
  const set = { ...document, training: { ...training, optimizer, scheduler } }
  const helps = collectFindings(inferDocument(set)).flatMap((finding) =>
    finding.node === undefined ? (findingHelp(set, finding)?.url ?? 'none') : [],
  )
  expect(new Set(helps)).toEqual(
    new Set([
      'https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html',
      'https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.StepLR.html',
    ]),
  )
})

it('has no page for what is Gradwire’s alone', () => {
  expect(findingHelp(document, { node: 'out' })).toBeUndefined()
  expect(findingHelp(document, { node: 'gone' })).toBeUndefined()
  expect(findingHelp(document, {})).toBeUndefined()
})
