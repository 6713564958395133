/** Every class of torch.optim is an optimiser or a rate schedule of a document, or is refused by its name with a reason. */
import { describe, expect, it } from 'vitest'
import { NOT_OPTIMIZERS, NOT_SCHEDULERS, notForTraining } from '../training/not-optimizers'
import { optimizerDefinition, optimizerDefinitions } from '../training/optimizers'
import { schedulerDefinition, schedulerDefinitions } from '../training/schedulers'
import { optimizers, schedulers, torch } from './torch-optim.json'

describe(`torch.optim of PyTorch ${torch}`, () => {
  it.each([
    ...optimizers.map((name) => ['optimizer', name, optimizerDefinition(name)] as const),
    ...schedulers.map((name) => ['scheduler', name, schedulerDefinition(name)] as const),
  ])('as an %s: %s is there, or there is a reason why not', (what, name, definition) => {
    const reason = notForTraining(what, name)?.message
    const ways = [definition !== undefined, reason !== undefined]
    expect({ name, ways: ways.filter(Boolean).length }).toEqual({ name, ways: 1 })
    if (reason !== undefined) expect(reason).toMatch(new RegExp(`^${name}\\b.*\\.$`))
  })

  it('has every class that is there, or that a reason is given for', () => {
    const known = [...optimizerDefinitions.map(({ type }) => type), ...Object.keys(NOT_OPTIMIZERS)]
    expect(known.filter((name) => !optimizers.includes(name))).toEqual([])
    const rates = [...schedulerDefinitions.map(({ type }) => type), ...Object.keys(NOT_SCHEDULERS)]
    expect(rates.filter((name) => !schedulers.includes(name))).toEqual([])
  })
})
