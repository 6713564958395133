/** Python source that describes a net, as a document: the classes of the file become definitions, calls become nodes. */
import type { Finding } from '../../document/finding'
import type { Imported, ImportFile, ImportNote } from '../result/imported'
import { NetFinder } from './find-net'
import { MAX_SOURCE, parsePython } from './parse-python'
import { readNet } from './read-net'
import { readTraining } from './read-training'
import type { ReadTraining } from './read-training'
import { NoNet, tooDeep, Unreadable } from './syntax'
import { tell, told } from '../../../words/tell'
import type { Told } from '../../../words/tell'

/** What is read with a source: see {@link ImportFile}. */
export type PythonSource = Pick<ImportFile, 'script' | 'project' | 'net'> & { title?: string }

/** Reads a source file. It never throws; what it could not read is in the notes, with its line. */
export function readPython(text: string, { title = '', script, project, net }: PythonSource = {}): Imported {
  if (text.length > MAX_SOURCE || (script ?? '').length > MAX_SOURCE)
    return refused(told('python.too_long', 'The text is longer than any description of a net.'))
  let broken: readonly number[] = []
  const noPython = told('python.no_python', 'This is no Python that can be read.')
  try {
    const file = parsePython(text)
    const { statements } = file
    broken = file.broken
    const read = readNet({
      title,
      classes: statements.flatMap((statement) => (statement.kind === 'class' ? [statement.name] : [])),
      broken: broken.map((line): ImportNote => ({ severity: 'warning', ...noPython, line })),
      project,
      make: (interpreter) => new NetFinder(interpreter, statements).find(net),
    })
    if (script === undefined) return withTraining(read, readTraining(statements))
    const { training, notes } = readTraining(parsePython(script).statements)
    return withTraining(read, { training, notes: notes.map(inScript) })
  } catch (error) {
    // What is no Python may well be why.
    const causes = broken.map((line) => ({ severity: 'error', ...noPython, line, fatal: true }) as const)
    if (error instanceof Unreadable) return refused(error.told, error.line, causes)
    if (error instanceof NoNet) return refused(error.told)
    // The stack of calls is used up.
    if (error instanceof RangeError) return refused(tooDeep())
    throw error
  }
}

/** The net with what was read of its training. */
function withTraining(read: Imported, { training, notes }: ReadTraining): Imported {
  if (read.kind === 'refused') return read
  const { document } = read
  return {
    ...read,
    document: { ...document, training: { ...document.training, ...training } },
    notes: [...read.notes, ...notes],
  }
}

/** Its line is one of another file. */
function inScript({ line = 1, message, ...note }: ImportNote): ImportNote {
  return {
    ...note,
    message: tell('import.in_script', 'Line {{line}} of the training script: {{message}}', { line, message }),
  }
}

function refused(said: Told, line?: number, causes: readonly Finding[] = []): Imported {
  const place = line === undefined ? {} : { line }
  const remedy = tell(
    'import.give_class_derived_from_nn',
    'Give a class derived from nn.Module with __init__ and forward, or nn.Sequential(…), or the text of print(net).',
  )
  return {
    kind: 'refused',
    findings: [{ severity: 'error', ...said, remedy, fatal: true, ...place }, ...causes],
  }
}
