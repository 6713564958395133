import { expect, it } from 'vitest'
import { backend } from '../backend'
import { keep } from '../core/tensor'
import { ready, scope, tensor } from '../index'
import { CapturedSteps } from './captured-steps'

await ready()

it.runIf(CapturedSteps.possible)(
  'steps leave no graph loaded and no tensor, however many nets come and go',
  () => {
    const counts = backend.interposable!.native as unknown as Record<
      'getNumOfSavedModels' | 'getNumOfTensors',
      () => number
    >
    const graphs = counts.getNumOfSavedModels()
    const net = (width: number): void => {
      const weight = keep(tensor(Array.from({ length: width }, () => 1)))
      const steps = new CapturedSteps(() => undefined, { race: false })
      for (let number = 1; number <= 4; number++)
        steps.run('step', () => scope(() => void weight.mul_(2).add_(number)))
      expect(steps.way).toBe('one graph')
      expect(counts.getNumOfSavedModels()).toBe(graphs + 1)
      steps.free()
      weight.dispose()
    }
    net(2000)
    // Constants stay for the next net.
    const tensors = counts.getNumOfTensors()
    for (let width = 2000; width < 2030; width++) net(width)
    expect(counts.getNumOfSavedModels()).toBe(graphs)
    expect(counts.getNumOfTensors()).toBe(tensors)
  },
)
