/** One file for another program, or why there is none. */
import type { Finding } from '../../graph/document/finding'

export type ExportedFile =
  | {
      kind: 'file'
      content: string | Uint8Array
      /** What a person should know of it. */
      note?: string
    }
  | { kind: 'refused'; findings: readonly Finding[] }
