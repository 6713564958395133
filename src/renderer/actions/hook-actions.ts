/** Hooks of what is selected: adding one, switching them, taking them out. */
import { removeSelectedHooks, toggleSelectedHooks } from '../editing/hook-edits'
import { openDialog, togglePanel } from '../window/layout-store'
import type { Performed } from './performed'

export const hookActions: Performed<'hook'> = {
  'hook.add': (session) => {
    const port = session.canvas.getState().contextMenu?.port
    session.canvas.setState({ hookPlace: port === undefined ? null : { kind: 'port', ...port } })
    // The new hook opens there.
    togglePanel('inspector', true)
    openDialog('addHook')
  },
  'hook.toggle': toggleSelectedHooks,
  'hook.remove': removeSelectedHooks,
}
