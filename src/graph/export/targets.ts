/** What a graph can be exported to: the command line, the contract of page and host, and the dialogs read this table. */

/** A folder of files, or one file with this extension; whether the weights of an engine go into it. */
export type ExportTarget =
  | { readonly kind: 'folder'; readonly weights: boolean }
  | { readonly kind: 'file'; readonly extension: string; readonly weights: boolean }

export const exportTargets = {
  pytorch: { kind: 'folder', weights: true },
  onnx: { kind: 'file', extension: 'onnx', weights: true },
  safetensors: { kind: 'file', extension: 'safetensors', weights: true },
  svg: { kind: 'file', extension: 'svg', weights: false },
  png: { kind: 'file', extension: 'png', weights: false },
  mermaid: { kind: 'file', extension: 'mmd', weights: false },
  markdown: { kind: 'file', extension: 'md', weights: false },
} as const satisfies Record<string, ExportTarget>

export type ExportTargetName = keyof typeof exportTargets
export type FolderTargetName = NamesOf<'folder'>
export type FileTargetName = NamesOf<'file'>
/** Files that the graph alone makes: pictures and texts. */
export type DrawnTargetName = {
  [Name in FileTargetName]: (typeof exportTargets)[Name] extends { weights: false } ? Name : never
}[FileTargetName]
type NamesOf<Kind extends ExportTarget['kind']> = {
  [Name in ExportTargetName]: (typeof exportTargets)[Name] extends { kind: Kind } ? Name : never
}[ExportTargetName]

/** In the order of the table. */
export const exportTargetNames = Object.keys(exportTargets) as ExportTargetName[]

export function isFileTarget(name: ExportTargetName): name is FileTargetName {
  return exportTargets[name].kind === 'file'
}

export function isDrawn(name: ExportTargetName): name is DrawnTargetName {
  return isFileTarget(name) && !exportTargets[name].weights
}
