import { expect, it } from 'vitest'
import type { EngineFolder } from '../engine-link/engine-folder'
import { Checkpoints } from './checkpoints'

function setup() {
  const gone: string[] = []
  const folder = { drop: (names: Iterable<string>) => Promise.resolve(void gone.push(...names)) }
  const checkpoints = new Checkpoints(folder as unknown as EngineFolder)
  const report = (file: string, curves: string) => ({ file, curves, step: 1, bytes: 1, cost: 1 })
  return { gone, checkpoints, report }
}

it('lets no curves go while one of the same run is on its way to a page: the reset that takes them away may be quicker', () => {
  const { gone, checkpoints, report } = setup()
  checkpoints.keep({ report: report('own', 'curves'), document: null, changes: 0 })
  checkpoints.expect()
  checkpoints.forget()
  checkpoints.hold(report('asked', 'curves'))
  checkpoints.expectNoMore()
  expect(gone).toEqual(['own'])
  checkpoints.release()
  expect(gone).toEqual(['own', 'asked', 'curves'])
})

it('keeps what a page has asked for, with its curves, when weights begin anew; the earliest of many goes', () => {
  const { gone, checkpoints, report } = setup()
  checkpoints.keep({ report: report('own', 'curves'), document: null, changes: 0 })
  checkpoints.hold(report('asked-0', 'curves'))
  checkpoints.forget()
  expect(gone).toEqual(['own'])
  for (let at = 1; at <= 4; at++) checkpoints.hold(report(`asked-${at}`, 'later'))
  expect(gone).toEqual(['own', 'asked-0', 'curves'])
  checkpoints.release()
  expect(gone.slice(3)).toEqual([
    'asked-1',
    'later',
    'asked-2',
    'later',
    'asked-3',
    'later',
    'asked-4',
    'later',
  ])
})
