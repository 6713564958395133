import { describe, expect, it } from 'vitest'
import { applyCommand } from '../commands/apply'
import { inferDocument, inferenceFindings } from '../infer/infer'
import { planGraph } from '../plan/make-plan'
import { testDocument } from '../document/test-graph'

/** A metric of scores `(N, …scores)` and a target `(N, …target)`. */
function measured(
  metric: string,
  { scores = [3], target = [], dtype = 'int64', params = {} }: {
    scores?: number[]
    target?: number[]
    dtype?: string
    params?: Record<string, unknown>
  } = {}, // prettier-ignore
) {
  return testDocument(
    [
      ['x: Input', { shape: scores }],
      ['y: Input', { shape: target, dtype }],
      [`m: ${metric}`, params],
    ],
    ['x → m', 'y → m.target'],
  )
}

function problems(...args: Parameters<typeof measured>) {
  return inferenceFindings(inferDocument(measured(...args)))
}

describe('metrics', () => {
  it.each([
    ['Accuracy', {}],
    ['Accuracy', { scores: [1], target: [1], dtype: 'float32' }],
    ['Accuracy', { scores: [5, 4, 4], target: [4, 4] }],
    ['TopK', { params: { k: 3 } }],
    ['ConfusionMatrix', {}],
    ['MAE', { scores: [2, 4], target: [2, 4], dtype: 'float32' }],
    ['R2Score', { scores: [], target: [], dtype: 'float32' }],
  ])('take what fits: %s %j', (metric, options) => {
    expect(problems(metric, options)).toEqual([])
  })

  it.each([
    ['Accuracy', { target: [2] }, 'Accuracy needs scores (N, C) and one class number for each sample (N), but the input is [N, 3] and the target [N, 2].'],
    ['Accuracy', { target: [2], dtype: 'float32' }, 'Accuracy needs input and target of the same shape, but they are [N, 3] and [N, 2].'],
    ['TopK', {}, 'k=5, but there are only 3 classes.'],
    ['ConfusionMatrix', { scores: [257] }, 'A confusion matrix of 257 classes has more rows than can be read.'],
    ['ConfusionMatrix', { dtype: 'float32' }, 'ConfusionMatrix compares scores with class numbers, but its target holds float32.'],
    ['MAE', { target: [3] }, 'MAE compares float32 values, but its target holds int64.'],
    ['R2Score', { target: [1], dtype: 'float32' }, 'R2Score needs input and target of the same shape, but they are [N, 3] and [N, 1].'],
  ])('say plainly what does not fit: %s %j', (metric, options, message) => {
    expect(problems(metric, options)).toMatchObject([
      { severity: 'error', name: 'm', message, remedy: expect.any(String) },
    ])
  }) // prettier-ignore

  it('have a remedy that the editor can apply', () => {
    const document = measured('TopK')
    const [fix] = inferenceFindings(inferDocument(document))[0]!.fixes!
    const result = applyCommand(document, fix!.command)
    expect(result.kind === 'done' && inferenceFindings(inferDocument(result.document))).toEqual([])
  })

  it('give nothing, so nothing can be wired behind them', () => {
    const inference = inferDocument(measured('Accuracy'))
    expect(inference.main.nodes.get('m')).toMatchObject({ outputs: {}, parameterCount: 0, multiplyAdds: 0 })
    const planned = planGraph(inferDocument(measured('Accuracy')))
    expect(planned.kind === 'plan' && planned.plan.calls.at(-1)).toMatchObject({
      type: 'Accuracy',
      call: 'functional',
      outputs: [],
    })
  })
})
