/** Runs before the page, in its sandbox: puts the bridge to the main process on `window`, and nothing else. */
import { contextBridge, ipcRenderer } from 'electron'
import type { BRIDGE, HostAnswer, HostBridge, HostEvent } from '../contract'
import { EVENT, FRAME, LISTENING, REQUEST } from './channels'

// By its type, not its value: the contract's schemas have no business in here.
const NAME: typeof BRIDGE = 'gradwireHost'

const bridge: HostBridge = {
  request: (request) => ipcRenderer.invoke(REQUEST, request) as Promise<HostAnswer>,
  onEvent(listener) {
    ipcRenderer.on(EVENT, (_, event: HostEvent) => listener(event))
    ipcRenderer.send(LISTENING)
  },
  onFrame(listener) {
    ipcRenderer.on(FRAME, (_, documentId: string, bytes: Uint8Array) => listener(documentId, bytes))
  },
}

contextBridge.exposeInMainWorld(NAME, bridge)
