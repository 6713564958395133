/** The page's connection to its host: files, dialogs and the engine. */
import { create } from 'zustand'
import type { HostConnection, HostInfo } from '../../main/contract'

interface HostState {
  connection: HostConnection | null
  info: HostInfo | null
  connected: boolean
  /** The host does not let this page in. */
  locked: boolean
}

export const useHostStore = create<HostState>(() => ({
  connection: null,
  info: null,
  connected: false,
  locked: false,
}))

/** Takes the connection over; called once, when it stands. */
export async function adoptHost(connection: HostConnection): Promise<HostInfo> {
  const info = await connection.call('info', {})
  connection.onConnection((connected) => useHostStore.setState({ connected }))
  useHostStore.setState({ connection, info, connected: true })
  return info
}

/** The connection. Errors: it does not stand yet. */
export function host(): HostConnection {
  const { connection } = useHostStore.getState()
  if (connection === null) throw new Error('The page has no host yet.')
  return connection
}
