import { expect, it } from 'vitest'
import { restingText } from './resting-text'

const READY = { blocker: null, building: false, failed: false, ended: undefined }
const said = (rest: Partial<Parameters<typeof restingText>[0]>) => restingText({ ...READY, ...rest }).said

it('says at which step a run was stopped, and to who points at it that its weights are kept', () => {
  const { said: short, title, isWrong } = restingText({ ...READY, ended: 120 })
  expect(short).toBe('Stopped at step 120')
  expect(title).toBe('Stopped at step 120. The weights are kept: Train goes on with them.')
  expect(isWrong).toBe(false)
})

it('says what is more urgent first: why no run can begin, that the net is built, that the last run failed', () => {
  expect(said({})).toBe('Ready to train')
  expect(said({ failed: true, ended: 3 })).toBe('Stopped by an error')
  expect(said({ building: true, failed: true, ended: 3 })).toBe('The engine is building the network.')
  expect(said({ blocker: 'Add a loss.', building: true, failed: true, ended: 3 })).toBe('Add a loss.')
})
