/** The way to Electron's main process, over the bridge that its preload made. */
import type { BRIDGE, HostBridge } from '../../main/contract'
import type { OpenLink } from './link'
import { tell } from '../../words/tell'

const NAME: typeof BRIDGE = 'gradwireHost'

/** The bridge, or null where the page is not in Electron. */
export function findBridge(): HostBridge | null {
  return (window as { [NAME]?: HostBridge })[NAME] ?? null
}

export function bridgeLink(bridge: HostBridge): OpenLink {
  return (listeners) => {
    bridge.onEvent(listeners.event)
    bridge.onFrame(listeners.frame)
    // Its listeners are in place before it reports itself, as with a socket.
    queueMicrotask(() => listeners.connection(true))
    return {
      send(request) {
        bridge.request(request).then(listeners.answer, (error: unknown) =>
          listeners.answer({
            kind: 'answer',
            id: request.id,
            ok: false,
            problem: {
              message: tell('host.main_failed', "The app's main process failed: {{reason}}", {
                reason: String(error),
              }),
              code: 'unexpected',
            },
          }),
        )
      },
    }
  }
}
