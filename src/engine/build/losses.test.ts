import { beforeAll, describe, expect, it } from 'vitest'
import { planGraph } from '../../graph/plan/make-plan'
import { testDocument } from '../../graph/document/test-graph'
import { ready, scope, tensor, type Tensor } from '../index'
import { compile, runPass } from './compile'
import { binaryHits } from '../nn/losses/hits'
import { isClose } from '../reference/tolerance'
import { inferDocument } from '../../graph/infer/infer'

/** torch.nn.functional.triplet_margin_loss(here, near, far, margin=2); every other order gives another number. */
const TRIPLET = 1.3819658

beforeAll(async () => void (await ready()))

describe('a loss with three inputs', () => {
  const vector = { shape: [2] }
  const document = testDocument(
    [
      ['near: Input', vector],
      ['far: Input', vector],
      ['here: Input', vector],
      ['loss: TripletMarginLoss', { margin: 2 }],
    ],
    ['near → loss.positive', 'far → loss.negative', 'here → loss.anchor'],
  )

  it('takes each wire at the handle of its name, whatever the order of the nodes', () => {
    const planned = planGraph(inferDocument(document))
    if (planned.kind === 'refused') throw new Error(JSON.stringify(planned.findings))
    const compiled = compile(planned.plan)
    scope(() => {
      const feed = new Map<string, Record<string, Tensor>>([
        [
          'here',
          {
            output: tensor([
              [1, 2],
              [0, -1],
            ]),
          },
        ],
        [
          'near',
          {
            output: tensor([
              [0, 2],
              [1, -1],
            ]),
          },
        ],
        [
          'far',
          {
            output: tensor([
              [3, 1],
              [0, -2],
            ]),
          },
        ],
      ])
      const { loss } = runPass(compiled, feed, null)
      expect(isClose(loss!.item(), TRIPLET), `${loss!.item()}`).toBe(true)
    })
  })
})

describe('the hits of a binary loss', () => {
  it('are the values on the side of the boundary that the target says', () => {
    scope(() => {
      const target = tensor([1, 0, 1, 0])
      expect(binaryHits(tensor([2, -1, -0.5, 0]), target, 0)).toEqual({ right: 3, total: 4 })
      expect(binaryHits(tensor([0.6, 0.4, 0.5, 0.9]), target, 0.5)).toEqual({ right: 2, total: 4 })
      expect(binaryHits(tensor([2, -1]), tensor([0.3, 1]), 0)).toBeNull()
    })
  })
})
