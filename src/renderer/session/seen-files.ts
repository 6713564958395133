/** The files of a document as they were read or written here last, by their paths: what another program makes of them is then noticed. */
import type { FileStamp } from '../../main/contract'

export class SeenFiles {
  private readonly stamps = new Map<string, FileStamp>()

  of(path: string): FileStamp | undefined {
    return this.stamps.get(path)
  }

  note(path: string | null, stamp: FileStamp | undefined): void {
    if (path === null) return
    if (stamp) this.stamps.set(path, stamp)
    else this.stamps.delete(path)
  }
}
