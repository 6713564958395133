/** The way to Electron's main process, over the bridge that its preload made. */
import type { BRIDGE, HostBridge } from '../../main/contract'
import { deliver } from './link'
import type { OpenLink } from './link'

const NAME: typeof BRIDGE = 'gradwireHost'

/** The bridge, or null where the page is not in Electron. */
export function findBridge(): HostBridge | null {
  return (window as { [NAME]?: HostBridge })[NAME] ?? null
}

export function bridgeLink(bridge: HostBridge): OpenLink {
  return (listeners) => {
    const listen = (): void => {
      bridge.listen({
        message: (message) => deliver(message, listeners),
        frame: listeners.frame,
        missed: () => {
          listeners.connection(false)
          listen()
        },
      })
      // Its listeners are in place before it reports itself, as with a socket.
      queueMicrotask(() => listeners.connection(true))
    }
    listen()
    return { send: (request) => bridge.request(request) }
  }
}
