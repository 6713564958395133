/** `gradwire import`: somebody else's file as a graph, with its weights beside it. */
import { withoutGraphEnding } from '../../graph/file/endings'
import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { formatFinding, severityText } from '../../graph/document/finding'
import { writeSafetensors } from '../../graph/formats/safetensors'
import type { Imported, ImportNote } from '../../graph/import/result/imported'
import { printable } from '../../graph/basics/printable'
import { serialiseDocument } from '../../graph/file/serialise'
import type { ProgramEntry } from '../engine-link/engine-entry'
import { readInThread } from '../files/read-in-thread'
import { readTensors } from './input-file'
import { checkOutputPath, writeOutput } from './output-file'
import { shownPath, STREAM } from './paths'
import { withProject, withScriptBeside } from './python-beside'
import { CommandError, print, report } from './terminal'
import type { ExitCode } from './terminal'
import { tell } from '../../words/tell'

export interface ImportArguments {
  out: string
  force: boolean
  json?: boolean
  /** Which net of a source is meant: a name, or a call. */
  net?: string
  /** Where the files are that a source may import; else the folder of the source. */
  folder?: string
}

/**
 * Writes the graph to `out`, and weights beside it.
 *
 * Errors: the file cannot be read, nothing can be written, or a file that is there would be lost.
 */
export async function importGraph(
  file: string,
  { out, force, json, net, folder }: ImportArguments,
  reader: ProgramEntry,
): Promise<ExitCode> {
  await checkOutputPath(out, [file], { text: !out.toLowerCase().endsWith('.safetensors') })
  if (!force && existsSync(out))
    throw new CommandError(
      tell(
        'cli.cannot_write_there_is_file',
        'Cannot write {{out}}: there is such a file. Give another --out, or --force to replace it.',
        { out },
      ),
    )
  if (out.toLowerCase().endsWith('.safetensors')) return convertWeights(file, out, reader)
  const beside = await withScriptBeside(shownPath(file, 'stdin'), await readTensors(file))
  const given = {
    ...withProject(beside, shownPath(file, 'stdin'), folder),
    ...(net === undefined ? {} : { net }),
  }
  const imported = await readInThread({ kind: 'file', file: given }, reader)
  if (imported.kind === 'refused') {
    if (json) print(JSON.stringify({ ok: false, findings: imported.findings }, null, 2))
    throw new CommandError(
      [
        tell('cli.cannot_import', 'Cannot import {{file}}:', { file: shownPath(file, 'stdin') }),
        ...imported.findings.map(formatFinding),
      ].join('\n'),
      2,
    )
  }
  const { notes } = imported
  const code = notes.some(({ severity }) => severity === 'warning') ? 1 : 0
  if (json) print(JSON.stringify({ ok: code === 0, notes }, null, 2))
  else notes.forEach((note) => report(noteText(note)))
  await write(imported, file, { out, force, say: json ? report : print })
  return code
}

/** Writes graph and weights. Errors: a file that is there would be lost. */
async function write(
  { document, weights }: Extract<Imported, { kind: 'imported' }>,
  file: string,
  { out, force, say }: { out: string; force: boolean; say: (text: string) => void },
): Promise<void> {
  const beside = `${withoutGraphEnding(out)}.safetensors`
  if (weights.size > 0 && out !== STREAM) {
    await checkOutputPath(beside, [file])
    if (!force && existsSync(beside))
      throw new CommandError(
        tell(
          'cli.cannot_write_weights_there_is',
          'Cannot write {{beside}}, the weights: there is such a file. Give another --out, or --force to replace it.',
          { beside },
        ),
      )
  }
  const named = weights.size > 0 && out !== STREAM ? { ...document, weights: basename(beside) } : document
  await writeOutput(out, serialiseDocument(named))
  say(tell('cli.wrote', 'Wrote {{out}}.', { out: shownPath(out, 'stdout') }))
  if (weights.size === 0) return
  if (out === STREAM) {
    report(`${severityText('warning')}: ${weightsLeft()}`)
    return
  }
  await writeOutput(beside, writeSafetensors(weights, { format: 'pt' }))
  say(tell('cli.wrote_weights', 'Wrote {{beside}}, the weights: give it with --weights.', { beside }))
}

function weightsLeft(): string {
  return tell(
    'cli.weights_need_a_file',
    'The weights were not written: they go beside a file. Give its name with --out.',
  )
}

/** A file of weights as safetensors. Errors: it holds none. */
async function convertWeights(file: string, out: string, reader: ProgramEntry): Promise<ExitCode> {
  const read = await readInThread({ kind: 'weights', bytes: await readTensors(file) }, reader)
  if (read.kind === 'refused')
    throw new CommandError(
      [
        tell('cli.cannot_read_weights', 'Cannot read weights from {{file}}:', {
          file: shownPath(file, 'stdin'),
        }),
        ...read.findings.map(formatFinding),
      ].join('\n'),
      2,
    )
  read.notes.forEach((note) => report(noteText(note)))
  await writeOutput(out, writeSafetensors(read.weights, { format: 'pt' }))
  const { size } = read.weights
  print(
    tell(
      'cli.wrote_tensors',
      {
        one: 'Wrote {{out}}: one tensor. Give it with --weights.',
        other: 'Wrote {{out}}: {{count}} tensors. Give it with --weights.',
      },
      { out, count: size },
    ),
  )
  return 0
}

function noteText({ severity, node, line, file, message }: ImportNote): string {
  const inFile = file === undefined ? '' : `${file} `
  const place =
    node ?? (line === undefined ? undefined : inFile + tell('place.line', 'line {{line}}', { line }))
  return printable(`${severityText(severity)}${place === undefined ? '' : ` ${place}`}: ${message}`)
}
