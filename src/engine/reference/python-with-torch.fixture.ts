/** Finds a Python that has PyTorch, for tests that run what was exported. */
import { execFileSync } from 'node:child_process'

export interface PythonWithTorch {
  path: string
  /** Of PyTorch, e.g. `2.4.0`. */
  version: string
}

/** `GRADWIRE_PYTHON`, else python3, else /usr/bin/python3; null where none of them has PyTorch. */
export function pythonWithTorch(): PythonWithTorch | null {
  const given = process.env['GRADWIRE_PYTHON']
  for (const path of given === undefined ? ['python3', '/usr/bin/python3'] : [given]) {
    try {
      const version = execFileSync(path, ['-c', 'import torch; print(torch.__version__)'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      return { path, version: version.trim() }
    } catch {
      // The next one may have it.
    }
  }
  return null
}

/** Whether a version of PyTorch is older than the one wanted, both as `2.4` or `2.4.0`. */
export function isOlder(version: string, wanted: string): boolean {
  const [a, b] = [version, wanted].map((text) => text.split('.').map(Number)) as [number[], number[]]
  return a[0]! !== b[0]! ? a[0]! < b[0]! : a[1]! < b[1]!
}

/** Says on stdout what was not proved here, and why. */
export function sayNotRun(what: string): void {
  process.stdout.write(
    `NOT RUN: ${what}. No Python with PyTorch was found (GRADWIRE_PYTHON, python3, /usr/bin/python3).\n`,
  )
}
