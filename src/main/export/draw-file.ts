/** A picture or a text of a graph, which needs nothing but the graph. */
import { markdownText } from '../../graph/export/markdown'
import { mermaidText } from '../../graph/export/mermaid'
import type { PictureFlows } from '../../graph/export/picture/flows'
import { drawGraph } from '../../graph/export/picture/svg'
import type { ScaleOf } from '../../graph/export/picture/svg'
import type { PictureTheme } from '../../graph/export/picture/themes'
import type { DrawnTargetName } from '../../graph/export/targets'
import { parseDocument } from '../../graph/file/parse'
import type { Inference } from '../../graph/infer/inference'
import { tell } from '../../words/tell'
import type { ExportedFile } from './exported-file'
import { drawPng, possibleScale } from './picture-png'

/** How a picture looks. */
export interface DrawnLook {
  theme: PictureTheme
  /** Pixels of a PNG for each of the canvas; less where that is more than can be drawn. */
  scale: number
  /** Whether it has shapes and settings. */
  values: boolean
  /** What flowed in a step. */
  flows?: PictureFlows | undefined
}

type Draw = (inference: Inference, look: DrawnLook) => ExportedFile | Promise<ExportedFile>

const DRAW: Readonly<Record<DrawnTargetName, Draw>> = {
  svg: (inference, look) => ({ kind: 'file', content: drawGraph(inference, look).svg }),
  png: async (inference, look) => {
    const scaleOf: ScaleOf = (sheet, letters) => possibleScale(sheet, look.scale, letters)
    const picture = drawGraph(inference, { ...look, scaleOf })
    const possible = scaleOf(picture, picture.letters)
    const content = await drawPng(picture, possible)
    if (picture.letters && possible === look.scale) return { kind: 'file', content }
    const scale = possible.toPrecision(2)
    const note = picture.letters
      ? tell(
          'host.picture_scale',
          'The graph is large: the picture has scale {{scale}}. An SVG is sharp at every size.',
          { scale },
        )
      : tell(
          'host.picture_without_letters',
          'At scale {{scale}} no letter could be read: nodes are blocks in the colours of their kinds. An SVG has everything.',
          { scale },
        )
    return { kind: 'file', content, note }
  },
  mermaid: (inference) => ({ kind: 'file', content: mermaidText(inference) }),
  markdown: (inference) => {
    const result = markdownText(inference)
    return result.kind === 'refused' ? result : { kind: 'file', content: result.text }
  },
}

/** - `document`: its JSON. Errors: what is wrong with it, or what the target cannot show (`refused`). */
export async function drawFile(
  target: DrawnTargetName,
  document: string,
  look: DrawnLook,
): Promise<ExportedFile> {
  const { inference, findings } = parseDocument(document)
  return inference === null ? { kind: 'refused', findings } : DRAW[target](inference, look)
}
