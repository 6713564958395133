/** The run, from menus and keys. */
import { Play, RotateCcw, Square, StepForward } from 'lucide-react'
import { currentBlocker, resetWeights, stepOnce, stopRun, toggleTraining } from '../run/run-commands'
import { useRunStore } from '../engine-link/run-store'
import type { Action } from './action'

const runState = () => useRunStore.getState().progress.state
const canRun = () => currentBlocker() === null

export const runActions: readonly Action[] = [
  {
    id: 'run.toggle',
    label: 'action.train',
    icon: Play,
    shortcuts: ['Space', 'Mod+Enter'],
    enabled: () => runState() === 'running' || canRun(),
    perform: toggleTraining,
  },
  {
    id: 'run.step',
    label: 'action.step',
    icon: StepForward,
    shortcuts: ['Mod+Shift+Enter'],
    inFields: true,
    enabled: () => runState() !== 'running' && canRun(),
    perform: stepOnce,
  },
  {
    id: 'run.stop',
    label: 'action.stop',
    icon: Square,
    enabled: () => runState() === 'running' || runState() === 'paused',
    perform: stopRun,
  },
  { id: 'run.reset', label: 'action.reset', icon: RotateCcw, enabled: canRun, perform: resetWeights },
]
