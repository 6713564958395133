/** Going on inside a step, and breakpoints, from menus and keys. */
import type { HookPass } from '../../graph/document/hook-place'
import { removeAllBreakpoints, stopAtNaN, switchAllBreakpoints, toggleBreakpoint } from '../debugger/breakpoint-commands' // prettier-ignore
import { chosenPlace, goOn, runToChosen, showStop, stepNode, stepPhase } from '../debugger/debug-commands'
import type { DocumentSession } from '../session/document-session'
import { showBottomTab } from '../window/layout-store'
import type { Performed } from './performed'

export const debugActions: Performed<'debug'> = {
  'debug.continue': goOn,
  'debug.over': (session) => stepNode(session, 'over'),
  'debug.into': (session) => stepNode(session, 'into'),
  'debug.out': (session) => stepNode(session, 'out'),
  'debug.phase': (session) => stepPhase(session, 'phase'),
  'debug.pass': (session) => stepPhase(session, 'pass'),
  'debug.toHere': runToChosen,
  'debug.show': (session) => void showStop(session),
  'debug.breakForward': (session) => toggle(session, 'forward'),
  'debug.breakBackward': (session) => toggle(session, 'backward'),
  'debug.breakNaN': (session) => {
    stopAtNaN(session)
    showBottomTab('breakpoints')
  },
  'debug.breakpoints': () => showBottomTab('breakpoints'),
  'debug.allOn': (session) => switchAllBreakpoints(session, true),
  'debug.allOff': (session) => switchAllBreakpoints(session, false),
  'debug.clear': removeAllBreakpoints,
}

function toggle(session: DocumentSession, pass: HookPass): void {
  const place = chosenPlace(session)
  if (place !== null) toggleBreakpoint(session, place, pass)
}
