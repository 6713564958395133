/** A node without wires that is dragged over one is put there when it is let go; until then the wire shows it. */
import { canStandOnWire } from '../editing/on-wire'
import { wireAt } from '../palette/drop'
import { editedDefinition } from '../editing/editor-store'
import type { DocumentSession } from '../session/document-session'

/** So far apart, in pixels of the screen, a node is felt for wires under it: they are wider to the pointer. */
const STEP = 12

/** Called as a node is dragged, alone or with others. */
export function noteDrag(session: DocumentSession, node: string, count: number): void {
  const { canvas } = session
  const edge = count === 1 && isLone(session, node) ? wireUnder(session, node) : null
  const dropEdge = edge !== null && canStandOnWire(session, node, edge) ? edge : null
  if (canvas.getState().dropEdge !== dropEdge) canvas.setState({ dropEdge })
}

function isLone({ editor }: DocumentSession, node: string): boolean {
  const { edges } = editedDefinition(editor.getState())
  return !edges.some(({ source, target }) => source === node || target === node)
}

/** The wire nearest to the middle of a node, up and down. */
function wireUnder(session: DocumentSession, node: string): string | null {
  const element = document.querySelector(`.react-flow__node[data-id="${CSS.escape(node)}"]`)
  if (element === null) return null
  const { left, top, width, height } = element.getBoundingClientRect()
  const [x, y] = [left + width / 2, top + height / 2]
  for (let by = 0; by < height / 2; by += STEP) {
    const edge = wireAt(session, { x, y: y - by }, node) ?? wireAt(session, { x, y: y + by }, node)
    if (edge !== null) return edge
  }
  return null
}
