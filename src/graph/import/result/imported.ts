/** What reading somebody else's file gives: a document, the weights that came with it, and what to tell the person. */
import type { GraphDocument } from '../../document/document'
import type { Finding } from '../../document/finding'
import type { SafeTensors } from '../../formats/safetensors'
import type { Told } from '../../../words/tell'

export interface ImportFile {
  /** Name of the file, without its folders. */
  name: string
  bytes: Uint8Array
  /** For source of Python: that of a file beside it which trains the net. */
  script?: string
  /** For source of Python: the files that it may import, and where it is among them. */
  project?: Project
  /** Which net of a source is meant: a name, or a call such as `Net(10)`. */
  net?: string
}

/** Sources by path, with `/` between folders, from a folder that was given; `path`: the one that is read. */
export interface Project {
  path: string
  files: ReadonlyMap<string, string>
  /** What the folder is called, where it may be a package itself. */
  name?: string
}

/** One line of the report: what was taken in another way than it was written, or could not be read. */
export interface ImportNote extends Told {
  severity: 'info' | 'warning'
  /** Name of the node that it is about. */
  node?: string
  /** Where in a text, counted from 1. */
  line?: number
  /** The file, where it is another than the one that was imported. */
  file?: string
}

/** `weights` by state_dict key; empty where the file has none. */
export type Imported =
  | { kind: 'imported'; document: GraphDocument; weights: SafeTensors; notes: readonly ImportNote[] }
  | { kind: 'refused'; findings: readonly Finding[] }
