/** Runs before the page, in its sandbox: puts the bridge to the main process on `window`, and nothing else. */
import { contextBridge, ipcRenderer } from 'electron'
import type { BRIDGE } from '../contract'
import { bridgeOver } from './bridge'

// By its type, not its value: the contract's schemas have no business in here.
const NAME: typeof BRIDGE = 'gradwireHost'

contextBridge.exposeInMainWorld(NAME, bridgeOver(ipcRenderer))
