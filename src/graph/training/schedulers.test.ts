import { describe, expect, it } from 'vitest'
import { createHistory, execute, redo, undo } from '../commands/history'
import type { Command } from '../document/command'
import { initialParams, paramFields } from '../params/param-types'
import { parseDocument } from '../file/parse'
import { schedulerDefinitions } from './schedulers'
import { serialiseDocument } from '../file/serialise'
import { testCnn } from '../document/test-graph'

function withTraining(training: object): string {
  return serialiseDocument({ ...testCnn(), training: { ...testCnn().training, ...training } })
}

const scheduler = { type: 'StepLR', params: { step_size: 2 } }
const set = (training: Extract<Command, { kind: 'set-training' }>['training']): Command => ({
  kind: 'set-training',
  training,
})

describe('schedulers', () => {
  it.each(schedulerDefinitions.map((each) => [each.type, each] as const))(
    '%s starts valid and says what each param does',
    (type, { params, doc, url }) => {
      expect(params.safeParse(initialParams(params)).success).toBe(true)
      expect(doc).toMatch(/\.$/)
      expect(url).toContain(type)
      for (const field of paramFields(params)) {
        expect(field.doc, field.name).toMatch(/\.$/)
        expect(field.kind).not.toBe('text')
      }
    },
  )

  it('come back as they were written, on one line', () => {
    const text = withTraining({ scheduler })
    expect(text).toContain('"scheduler": { "type": "StepLR", "params": { "step_size": 2 } }')
    const { document, findings } = parseDocument(text)
    expect(findings).toEqual([])
    expect(serialiseDocument(document!)).toBe(text)
  })

  it.each([
    [{ scheduler: { type: 'StepLr', params: {} } }, 'scheduler', "Did you mean 'StepLR'?"],
    [{ scheduler: { type: 'StepLR', params: {} } }, 'scheduler.step_size', undefined],
    [{ scheduler: { type: 'MultiStepLR', params: { milestones: [0] } } }, 'scheduler.milestones', undefined],
    [
      {
        scheduler: { type: 'OneCycleLR', params: { max_lr: 1 } },
        optimizer: { type: 'Adagrad', params: {} },
      },
      'scheduler.cycle_momentum',
      'Adagrad has none: set cycle_momentum to false, or use SGD or Adam.',
    ],
  ])('that are wrong are named: %j', (training, param, remedy) => {
    const { findings } = parseDocument(withTraining(training))
    const errors = findings.filter(({ severity }) => severity === 'error')
    expect(errors).toMatchObject([{ param, ...(remedy === undefined ? {} : { remedy }) }])
  })

  it('are set, changed and taken out by commands that can be undone', () => {
    let history = createHistory(testCnn())
    for (const training of [{ scheduler }, { scheduler: null }]) {
      const done = execute(history, set(training))
      expect(done.result.kind).toBe('done')
      history = { ...done.history, marked: true }
    }
    expect('scheduler' in history.document.training).toBe(false)
    history = undo(history)
    expect(history.document.training.scheduler).toEqual(scheduler)
    history = redo(history)
    expect(history.document.training.scheduler).toBeUndefined()
  })

  it('are refused by a command where they do not fit the optimizer', () => {
    const adagrad = execute(createHistory(testCnn()), set({ optimizer: { type: 'Adagrad', params: {} } }))
    const cycle = set({ scheduler: { type: 'OneCycleLR', params: { max_lr: 1 } } })
    expect(execute(adagrad.history, cycle).result).toMatchObject({ kind: 'refused' })
  })
})
