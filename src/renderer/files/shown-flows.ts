/** What flows on the canvas now, for a picture. */
import type { PictureFlows, PictureLane } from '../../graph/export/picture/flows'
import { LANE_DIRECTIONS } from '../../graph/export/picture/flows'
import { shapeText } from '../../graph/drawing/node-text'
import { editedDefinition } from '../editing/editor-store'
import { flowKey } from '../probes/flow-store'
import { laneTrouble, normText } from '../probes/lane-said'
import type { DocumentSession } from '../session/document-session'

/** Null where nothing flows. */
export function shownFlows({ editor, engine, flow }: DocumentSession): PictureFlows | null {
  const state = editor.getState()
  const path = engine.path()
  let step = 0
  const lanes = editedDefinition(state).edges.flatMap(({ id: edge }) =>
    LANE_DIRECTIONS.flatMap((direction): PictureLane[] => {
      const frame = flow.get(flowKey({ kind: 'edge', path, edge }, direction, 'wire'))?.frame
      if (frame === undefined) return []
      step = Math.max(step, frame.step)
      const { norm } = frame.statistics
      const trouble = laneTrouble(frame)
      // JSON has no NaN, and says nothing of it that the trouble does not say.
      return [
        {
          edge,
          direction,
          norm: Number.isFinite(norm) ? norm : 0,
          trouble,
          text: normText(frame),
          shape: shapeText(frame.shape),
        },
      ]
    }),
  )
  return lanes.length === 0 ? null : { module: state.module, step, lanes }
}
