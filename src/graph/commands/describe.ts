/** How a command is called in the Edit menu, and which commands merge into one entry of the history. */
import { assertNever } from '../assert-never'
import type { Command } from './command'

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
    case 'connect':
    case 'disconnect':
    case 'duplicate':
    case 'move':
    case 'paste':
    case 'restore':
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
    case 'add-node':
    case 'batch':
    case 'connect':
    case 'disconnect':
    case 'duplicate':
    case 'insert-on-wire':
    case 'paste':
    case 'remove-nodes':
    case 'replace-type':
    case 'restore':
    case 'set-call':
    case 'set-probe':
      return undefined
    default:
      return assertNever(command)
  }
}

function key(...parts: string[]): string {
  return JSON.stringify(parts)
}
