/** Commands on wires: connect, disconnect, probes. */
import { dequal } from 'dequal'
import type { GraphDocument } from '../document/document'
import { Refusal } from '../document/command'
import type { CommandOf } from '../document/command'
import { connect, edgeAt, moduleAt, withList, withModule, withoutEdges } from './definition-edits'
import type { Change } from './nodes'
import { tell } from '../../words/tell'

export function connectNodes(document: GraphDocument, command: CommandOf<'connect'>): Change {
  const { module, source, sourceHandle, target, targetHandle, id } = command
  const definition = moduleAt(document, module)
  const next = connect(document, definition, { source, sourceHandle, target, targetHandle }, id)
  return { document: withModule(document, module, next) }
}

export function disconnect(document: GraphDocument, command: CommandOf<'disconnect'>): Change {
  const definition = moduleAt(document, command.module)
  for (const id of command.edges) edgeAt(definition, id)
  return { document: withModule(document, command.module, withoutEdges(definition, new Set(command.edges))) }
}

export function setLookHere(document: GraphDocument, command: CommandOf<'set-look-here'>): Change {
  const { module, edge, lookHere } = command
  const definition = moduleAt(document, module)
  edgeAt(definition, edge)
  if (lookHere !== null && lookHere.edge !== edge)
    throw new Refusal(
      tell('refusal.probe_must_name_wire_that', 'A probe must name the wire that it sits on.'),
    )
  const others = (definition.probes ?? []).filter((known) => known.edge !== edge)
  const probes = lookHere === null ? others : [...others, lookHere]
  if (dequal(probes, definition.probes ?? [])) return { document }
  return { document: withModule(document, module, withList(definition, 'probes', probes)) }
}
