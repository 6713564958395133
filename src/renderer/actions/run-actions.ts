/** The run, from menus and keys. */
import { Play, RotateCcw, Square, StepForward } from 'lucide-react'
import { currentBlocker, resetWeights, stepOnce, stopRun, toggleTraining } from '../run/run-commands'
import type { Action } from './action'
import type { DocumentSession } from '../session/document-session'

const runState = (session: DocumentSession) => session.run.getState().progress.state
const canRun = (session: DocumentSession) => currentBlocker(session) === null

export const runActions: readonly Action[] = [
  {
    id: 'run.toggle',
    label: 'action.train',
    icon: Play,
    shortcuts: ['Space', 'Mod+Enter'],
    enabled: (session) => runState(session) === 'running' || canRun(session),
    perform: toggleTraining,
  },
  {
    id: 'run.step',
    label: 'action.step',
    icon: StepForward,
    shortcuts: ['Mod+Shift+Enter'],
    inFields: true,
    enabled: (session) => runState(session) !== 'running' && canRun(session),
    perform: stepOnce,
  },
  {
    id: 'run.stop',
    label: 'action.stop',
    icon: Square,
    enabled: (session) => runState(session) === 'running' || runState(session) === 'paused',
    perform: stopRun,
  },
  { id: 'run.reset', label: 'action.reset', icon: RotateCcw, enabled: canRun, perform: resetWeights },
]
