/** The thread that reads files, for tests where there are none: it reads at once. */
import { readRequest } from '../../graph/import/reading'
import type { ReadMessage } from '../../graph/import/reading'

export class ReaderHere {
  private readonly listeners = new Map<string, (event: { data: unknown }) => void>()

  addEventListener(kind: string, listener: (event: { data: unknown }) => void): void {
    this.listeners.set(kind, listener)
  }

  postMessage({ request }: ReadMessage): void {
    const data = readRequest(request)
    queueMicrotask(() => this.listeners.get('message')?.({ data }))
  }

  terminate(): void {
    this.listeners.clear()
  }
}
