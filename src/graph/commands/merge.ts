/** Which edits go on with the one before: a key for what they change. */
import { assertNever } from '../basics/assert-never'
import type { Command } from '../document/command'
import { placeText } from '../document/hook-place'
import type { GraphDocument } from '../document/document'
import { changedSettings } from './training-change'

/** Equal keys of edits in a row mean the same thing of the same node; undefined: never. `before`: what it is run on. */
export function mergeKey(before: GraphDocument, command: Command): string | undefined {
  switch (command.kind) {
    case 'move':
      return key(command.kind, command.module, ...command.positions.map(({ node }) => node))
    case 'set-params': {
      const names = [...Object.keys(command.params), ...(command.unset ?? [])]
      return key(command.kind, command.module, command.node, ...names)
    }
    case 'rename':
    case 'set-loss-weight':
      return key(command.kind, command.module, command.node)
    case 'set-breakpoint':
      return key(command.kind, command.id)
    case 'set-hooks':
      return key(command.kind, command.module, placeText(command.place))
    case 'set-training':
      return key(
        command.kind,
        ...changedSettings(before.training, command.training).map((changed) =>
          changed.kind === 'setting'
            ? changed.name
            : `${changed.of} ${changed.kind === 'param' ? changed.name : ''}`,
        ),
      )
    case 'add-module':
    case 'add-node':
    case 'batch':
    case 'connect':
    case 'copy-module':
    case 'disconnect':
    case 'duplicate':
    case 'group':
    case 'insert-on-wire':
    case 'paste':
    case 'remove-modules':
    case 'remove-nodes':
    case 'rename-module':
    case 'reorder':
    case 'replace-type':
    case 'restore':
    case 'set-call':
    case 'set-look-here':
    case 'set-requires-grad':
    case 'set-shared':
    case 'ungroup':
      return undefined
    default:
      return assertNever(command)
  }
}

function key(...parts: string[]): string {
  return JSON.stringify(parts)
}
