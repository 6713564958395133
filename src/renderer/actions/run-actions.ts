/** The run, from menus and keys. */
import { resetWeights, stepOnce, stopRun, toggleTraining } from '../run/run-commands'
import { showSettings } from '../run/show-settings'
import { showBottomTab } from '../window/layout-store'
import type { Performed } from './performed'

export const runActions: Performed<'run'> = {
  'run.toggle': toggleTraining,
  'run.step': stepOnce,
  'run.stop': stopRun,
  'run.reset': resetWeights,
  'run.byHand': () => showBottomTab('feed'),
  'run.settings': showSettings,
}
