/** Whether the conditions that actions name hold for a document now. */
import type { Condition } from '../../actions/action'
import { breakpointsOf } from '../../graph/breakpoints/document-breakpoints'
import { unusedModules } from '../../graph/commands/modules'
import { canAdvance, chosenPlace, isInHand, isStopped } from '../debugger/debug-commands'
import { editedDefinition } from '../editing/editor-store'
import { nodesToSet } from '../editing/freeze'
import { selectedHooks } from '../editing/hook-edits'
import { currentBlocker, currentTrainBlocker } from '../run/run-commands'
import type { DocumentSession } from '../session/document-session'
import { nextScale } from '../texts/text-scale'
import { useLayoutStore } from '../window/layout-store'
import { canBeGrouped, chosenIds, chosenInstance, chosenNodes, usesOf } from './chosen'

const edited = ({ editor }: DocumentSession) => editor.getState()
const runState = ({ run }: DocumentSession) => run.getState().progress.state
const canRun = (session: DocumentSession) => currentBlocker(session) === null
const canTrain = (session: DocumentSession) => currentTrainBlocker(session) === null

export const conditions: Readonly<Record<Condition, (session: DocumentSession) => boolean>> = {
  somethingToUndo: (session) => edited(session).history.past.length > 0,
  somethingToRedo: (session) => edited(session).history.future.length > 0,
  somethingSelected: (session) => edited(session).selection.kind !== 'nothing',
  nodesSelected: (session) => chosenIds(session).length > 0,
  oneNodeSelected: (session) => chosenIds(session).length === 1,
  twoNodesSelected: (session) => chosenIds(session).length >= 2,
  threeNodesSelected: (session) => chosenIds(session).length >= 3,
  selectionCanBeGrouped: (session) => chosenNodes(session).some(canBeGrouped),
  instanceSelected: (session) => chosenInstance(session) !== null,
  sharedInstanceSelected: (session) => usesOf(session, chosenInstance(session)) > 1,
  nodeOrWireSelected: (session) => ['node', 'edge'].includes(edited(session).selection.kind),
  hooksSelected: (session) => selectedHooks(session).length > 0,
  someToFreeze: (session) => nodesToSet(session, false).length > 0,
  someFrozen: (session) => nodesToSet(session, true).length > 0,
  insideModule: (session) => edited(session).module !== edited(session).document.main,
  unusedModules: (session) => unusedModules(edited(session).document).length > 0,
  severalNodesShown: (session) => editedDefinition(edited(session)).nodes.length > 1,
  documentHasNodes: (session) =>
    Object.values(edited(session).document.modules).some(({ nodes }) => nodes.length > 0),
  canTrainOrPause: (session) => runState(session) === 'running' || canTrain(session),
  canStep: (session) => runState(session) !== 'running' && canTrain(session),
  canStop: (session) => ['running', 'paused', 'stopped'].includes(runState(session)),
  canReset: canRun,
  canAdvance,
  stepStandsStill: isStopped,
  stepInHand: isInHand,
  placeChosen: (session) => chosenPlace(session) !== null,
  canRunToPlace: (session) => chosenPlace(session) !== null && canAdvance(session),
  someBreakpoints: (session) => breakpointsOf(edited(session).document).length > 0,
  somePagesPlaced: () => Object.keys(useLayoutStore.getState().places).length > 0,
  scaleCanGrow: () => nextScale(1) !== undefined,
  scaleCanShrink: () => nextScale(-1) !== undefined,
}
