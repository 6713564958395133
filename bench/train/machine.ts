/** What the figures were measured on and with, in words. */
import { cpus, totalmem, type } from 'node:os'
import type { Options } from './options'
import type { Row } from './measure'

export interface Machine {
  readonly date: string
  readonly processor: string
  readonly instructions: string
  readonly processors: number
  readonly memoryGb: number
  readonly system: string
  readonly node: string
}

export function thisMachine(instructions: readonly string[]): Machine {
  const all = cpus()
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: all[0]?.model.trim() ?? 'an unknown processor',
    instructions: instructions.join(', '),
    processors: all.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: type(),
    node: process.version,
  }
}

export function machineLine(machine: Machine): string {
  const { date, processor, instructions, processors, memoryGb, system, node } = machine
  const sets = instructions ? ` with ${instructions}` : ''
  return `${date}, ${processors} processors of ${processor}${sets}, ${memoryGb} GB, ${system}, Node ${node}`
}

/** The two libraries, as the first rows that have them tell. */
export function librariesLine(
  rows: readonly Row[],
  { threads, orOne }: Pick<Options, 'threads' | 'orOne'>,
): string {
  const own = rows.find(({ gradwire }) => gradwire)?.gradwire?.about
  const torch = (rows.find(({ eager }) => eager)?.eager ?? null)?.about
  const gradwire = own
    ? `Gradwire on ${own.backend === 'wasm' ? 'WebAssembly' : 'TensorFlow'} ${own.version}${own.oneDnn === true ? ' with oneDNN' : ''}`
    : null
  const libraries =
    torch && [torch.oneDnn && `oneDNN ${String(torch.oneDnn)}`, torch.blas].filter(Boolean).join(', ')
  const pytorch = torch
    ? `PyTorch ${torch.version} (${libraries}${torch.instructions ? `; its kernels for ${String(torch.instructions)}` : ''})`
    : null
  const both = [gradwire, pytorch].filter(Boolean).join(' and ')
  const held = [own, torch]
    .flatMap((about) => (about?.loadedBytes ? [`${Math.round(about.loadedBytes / 1e6)} MB`] : []))
    .join(' and ')
  const memory = held ? `, and hold ${held} before a net is made` : ''
  const fewer = orOne && threads > 1 ? ', or one where a program is quicker so' : ''
  return `${both}; ${threads} ${threads === 1 ? 'thread' : 'threads'} each${fewer}. Both keep their memory${memory}`
}
