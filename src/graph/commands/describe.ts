/** How a command is called in the Edit menu, and which commands merge into one entry of the history. */
import { assertNever } from '../basics/assert-never'
import type { Command } from '../document/command'

/** What the menu says after Undo and Redo. */
export function commandLabel(command: Command): string {
  switch (command.kind) {
    case 'add-node':
      return `Add ${command.type}`
    case 'insert-on-wire':
      return `Insert ${command.type}`
    case 'replace-type':
      return `Replace by ${command.type}`
    case 'set-params':
      return `Change ${[...Object.keys(command.params), ...(command.unset ?? [])].join(', ')}`
    case 'rename':
      return `Rename to ${command.name}`
    case 'batch':
      return command.label
    case 'remove-nodes':
      return 'Delete'
    case 'set-shared':
      return command.owner === null ? 'Own weights' : 'Share weights'
    case 'add-module':
      return 'New module'
    case 'rename-module':
      return `Rename to ${command.name}`
    case 'copy-module':
      return 'Make independent'
    case 'remove-modules':
      return 'Delete modules'
    case 'connect':
    case 'disconnect':
    case 'duplicate':
    case 'group':
    case 'move':
    case 'paste':
    case 'reorder':
    case 'restore':
    case 'ungroup':
      return command.kind.charAt(0).toUpperCase() + command.kind.slice(1)
    case 'set-call':
    case 'set-hooks':
    case 'set-loss-weight':
    case 'set-probe':
    case 'set-training':
      return `Change ${command.kind.slice(4).replace('-', ' ')}`
    default:
      return assertNever(command)
  }
}

/** Equal keys of commands in a row merge; undefined: never. */
export function mergeKey(command: Command): string | undefined {
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
    case 'set-hooks':
      return key(command.kind, command.module, command.edge)
    case 'set-training':
      return key(command.kind, ...Object.keys(command.training))
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
    case 'set-probe':
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
