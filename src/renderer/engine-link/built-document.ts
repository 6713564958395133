/** Which load of a document an engine has built last, also when the page is loaded again and the engine lives on. */
import { windowStorage } from '../window/window-storage'

export class BuiltDocument {
  private readonly key: string

  constructor(documentId: string) {
    this.key = `gradwire.built.${documentId}`
  }

  note(loadName: string): void {
    windowStorage()?.setItem(this.key, loadName)
  }

  /** Whether what an engine has may stay under that one; an engine that has nothing may have it, too. */
  mayBe(loadName: string): boolean {
    const known = windowStorage()?.getItem(this.key) ?? null
    return known === null || known === loadName
  }
}
