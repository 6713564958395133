/** What flows on the wires now, for a picture. */
import type { PictureFlows, PictureLane } from '../../graph/export/picture/flows'
import { LANE_DIRECTIONS } from '../../graph/export/picture/flows'
import { shapeText } from '../../graph/drawing/node-text'
import { editedDefinition } from '../editing/editor-store'
import { flowKey } from '../probes/flow-store'
import { laneSize, laneTrouble, normText } from '../probes/lane-said'
import type { DocumentSession } from '../session/document-session'

/** After so many milliseconds in which nothing more has come, nothing is waited for: not all wires have a way back. */
const QUIET_MILLISECONDS = 400

/** Of all wires, also of those that are out of sight and so were not asked for. Null where nothing flows. */
export async function allFlows(session: DocumentSession): Promise<PictureFlows | null> {
  const { probes } = session.engine
  const lanes = lanesOf(session)
  const missing = () => lanes.filter(({ key }) => session.flow.get(key) === undefined)
  const unseen = missing()
  if (unseen.length === 0) return shownFlows(session)
  probes.want(
    'picture',
    unseen.map(({ target, direction }) => ({
      target,
      direction,
      purpose: 'wire',
      view: { kind: 'numbers' },
    })),
  )
  await new Promise<void>((done) => {
    let left = unseen.length
    const end = () => {
      stop()
      done()
    }
    let timer = setTimeout(end, QUIET_MILLISECONDS)
    const stop = session.flow.subscribe(() => {
      const now = missing().length
      if (now === left) return
      left = now
      clearTimeout(timer)
      timer = setTimeout(end, now === 0 ? 0 : QUIET_MILLISECONDS)
    })
  })
  const flows = shownFlows(session)
  probes.want('picture', [])
  return flows
}

function lanesOf({ editor, engine }: DocumentSession) {
  const path = engine.path()
  return editedDefinition(editor.getState()).edges.flatMap(({ id: edge }) =>
    LANE_DIRECTIONS.map((direction) => {
      const target = { kind: 'edge', path, edge } as const
      return { edge, direction, target, key: flowKey(target, direction, 'wire') }
    }),
  )
}

/** Of the wires that are looked at. Null where nothing flows. */
export function shownFlows(session: DocumentSession): PictureFlows | null {
  let step = 0
  const lanes = lanesOf(session).flatMap(({ edge, direction, key }): PictureLane[] => {
    const frame = session.flow.get(key)?.frame
    if (frame === undefined) return []
    step = Math.max(step, frame.step)
    const trouble = laneTrouble(frame)
    const [text, shape] = [normText(frame), shapeText(frame.shape)]
    const { rms, count } = laneSize(frame)
    // JSON has no NaN, and says nothing of it that the trouble does not say.
    return [{ edge, direction, rms: Number.isFinite(rms) ? rms : 0, count, trouble, text, shape }]
  })
  return lanes.length === 0 ? null : { module: session.editor.getState().module, step, lanes }
}
