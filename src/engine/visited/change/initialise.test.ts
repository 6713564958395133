import { beforeAll, describe, expect, it } from 'vitest'
import { initialiserDefinitions, initialisersFor } from '../../../graph/changes/initialisers'
import { ready } from '../../backend/index'
import { scope } from '../../core/scope'
import { fromValues } from '../../core/tensor'
import { Generator } from '../../random/generator'
import { initialise, initialiserTypes } from './initialise'

beforeAll(async () => {
  await ready()
})

const SHAPES = [[], [6], [4, 6], [3, 4, 5], [4, 2, 3, 3], [2, 2, 2, 2, 2]]

describe('the functions of nn.init', () => {
  it('are the same here and on the page', () => {
    expect([...initialiserTypes].sort()).toEqual(initialiserDefinitions.map(({ type }) => type).sort())
  })

  it.each(initialiserDefinitions.map((definition) => [definition.type, definition] as const))(
    '%s takes the tensors that it is offered for, and no others',
    (type, { params }) => {
      for (const shape of SHAPES) {
        const fits = initialisersFor(shape.length).some((each) => each.type === type)
        const run = () =>
          scope(() => {
            const x = fromValues(
              new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(NaN),
              shape,
              'float32',
            )
            initialise(x, type, params.parse({}), new Generator(1))
            return Array.from(x.data())
          })
        if (fits) expect(run().some(Number.isNaN), `${type} of ${shape.join()}`).toBe(false)
        else expect(run, `${type} of ${shape.join()}`).toThrow()
      }
    },
  )
})
