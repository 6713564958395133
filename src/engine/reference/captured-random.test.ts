/** Nets that nobody drew, trained with a call an operation and captured as one graph: the same numbers to the last bit. */
import { describe, expect, it } from 'vitest'
import { times } from '../../../scripts/testing/test-scale.mjs'
import type { GraphDocument } from '../../graph/document/document'
import { CapturedSteps } from '../captured/captured-steps'
import { Unexpected } from '../captured/unexpected'
import { optim, ready, tensor } from '../index'
import { toTensor } from '../visited/tensor-file'
import { shaken, trainCaptured } from './captured-training.fixture'
import type { Trained, Training } from './captured-training.fixture'
import { inputsFor } from './node-graphs.fixture'
import { randomGraph } from './random-graphs.fixture'
import { randomTraining } from './random-training.fixture'

await ready()

const SEEDS = times(5)
const SIZE = 20
const BATCH = 5

const documents = Array.from({ length: SEEDS }, (_, seed): [string, GraphDocument][] => [
  [`a random net (seed ${seed})`, randomGraph(seed + 300, SIZE)],
  [`a random net with losses (seed ${seed})`, randomTraining(seed + 400, SIZE)],
]).flat()

function trainingOf(document: GraphDocument): Training {
  const inputs = inputsFor(document, BATCH)
  return {
    document,
    steps: 8,
    // There are nets without parameters.
    learned: [...inputs].flatMap(([name, { dtype }]) => (dtype === 'F32' ? [name] : [])),
    optimizer: (parameters) => new optim.SGD(parameters, { lr: 1e-3, momentum: 0.9 }),
    feed: (step) =>
      Object.fromEntries(
        [...inputs].map(([name, input]) => [
          name,
          input.dtype === 'F32'
            ? tensor(shaken(input.values, step), { shape: input.shape })
            : toTensor(input),
        ]),
      ),
  }
}

function graphOf(training: Training): Trained | null {
  try {
    return trainCaptured(training, 'graph')
  } catch (error) {
    if (error instanceof Unexpected) return null
    throw error
  }
}

describe.runIf(CapturedSteps.possible)('a captured step', () => {
  it.for(documents)('is the same with %s', ([, document], { skip }) => {
    const training = trainingOf(document)
    const calls = trainCaptured(training, 'calls')
    const captured =
      graphOf(training) ?? skip('a number became NaN or infinite, and its step is to be taken back')
    expect(captured.captured > training.steps / 2 || captured.refused.length > 0).toBe(true)
    expect(captured.losses).toEqual(calls.losses)
    for (const [name, values] of calls.tensors)
      expect(
        values.findIndex((value, i) => !Object.is(value, captured.tensors.get(name)![i])),
        name,
      ).toBe(-1)
  })
})
