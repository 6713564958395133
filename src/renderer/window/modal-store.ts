/** Questions that code asks a person and waits for. */
import { create } from 'zustand'
import type { DraftInfo } from '../../main/contract'
import type { PictureTheme } from '../../graph/export/picture/themes'
import type { Finding } from '../../graph/document/finding'
import type { WeightsReport } from '../../engine/protocol'
import type { ImportNote } from '../../graph/import/result/imported'

/** What a person looks for a file or a folder for. */
export type FileMode = 'open' | 'import' | 'weights' | 'input' | 'save' | 'folder'

export interface PictureLook {
  theme: PictureTheme
  /** Pixels for each of the canvas. */
  scale: number
  /** With shapes and settings. */
  values: boolean
  /** With what flows on the canvas now. */
  flows: boolean
}

/** What a file for another framework is to have. */
export interface ProgramParts {
  weights: boolean
  samples: boolean
  /** How many samples a model takes at once; null: any number. */
  batch: number | null
}

export type Modal =
  | {
      kind: 'question'
      title: string
      text: string
      /** The main one last. */
      choices: readonly { id: string; label: string; tone?: 'primary' | 'danger' | 'default' }[]
      answer: (choice: string | null) => void
    }
  /** One of several, by its name. */
  | {
      kind: 'choice'
      title: string
      text: string
      options: readonly string[]
      /** The one that is meant if nobody says otherwise. */
      chosen: string
      answer: (choice: string | null) => void
    }
  | {
      kind: 'file'
      mode: FileMode
      suggestedName: string
      /** Of the files that are shown; what is written gets the first. */
      extensions: readonly string[]
      /** Path, or null when dismissed. */
      answer: (path: string | null) => void
    }
  /** A file that is no document. */
  | { kind: 'findings'; title: string; findings: readonly Finding[]; answer: () => void }
  /** A file that is being read, in `limit` milliseconds at most; the answer stops that. */
  | { kind: 'reading'; name: string; limit: number; answer: () => void }
  /** What was taken in from another program's file, and what was not. */
  | { kind: 'imported'; title: string; notes: readonly ImportNote[]; weights: number; answer: () => void }
  /** Weights that do not all fit; true: load those that do. */
  | { kind: 'weights'; name: string; report: WeightsReport; answer: (load: boolean) => void }
  /** How a picture looks; `scaled`: it is made of pixels; `flows`: something flows that it could show. */
  | { kind: 'picture'; scaled: boolean; flows: boolean; answer: (look: PictureLook | null) => void }
  /** What an ONNX model or a PyTorch folder is to have; `trained`: the engine has weights and samples for it. */
  | {
      kind: 'program'
      to: 'onnx' | 'pytorch'
      trained: boolean
      answer: (parts: ProgramParts | null) => void
    }
  /** A file that another program has changed; lines of what is different from there to here, null where it is no graph now. */
  | {
      kind: 'changed'
      name: string
      differences: readonly string[] | null
      answer: (kept: 'mine' | 'theirs' | 'both' | null) => void
    }
  | { kind: 'drafts'; drafts: readonly DraftInfo[]; answer: (draft: DraftInfo | null) => void }

export const useModalStore = create<{ modals: readonly Modal[] }>(() => ({ modals: [] }))

/** Shows a modal above those that are open; the promise holds what the person answers. */
export function ask<T>(make: (answer: (value: T) => void) => Modal): Promise<T> {
  return new Promise((resolve) => {
    const modal = make((value) => {
      useModalStore.setState(({ modals }) => ({ modals: modals.filter((other) => other !== modal) }))
      resolve(value)
    })
    useModalStore.setState(({ modals }) => ({ modals: [...modals, modal] }))
  })
}
