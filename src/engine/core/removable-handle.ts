/// <reference lib="esnext.disposable" preserve="true" />
/** Takes back a registration. Removing twice does no harm, and `using handle = …` removes at the end of the block. */
export class RemovableHandle {
  private undo: (() => unknown) | null

  constructor(undo: () => unknown) {
    this.undo = undo
  }

  remove(): void {
    this.undo?.()
    this.undo = null
  }

  [Symbol.dispose](): void {
    this.remove()
  }
}
