/** Brings documents of older versions up to date, one version at a time. */
import { VERSION } from '../document/document'
import { tell, told } from '../../words/tell'
import type { Told } from '../../words/tell'

/** A document that has not been validated yet. */
export type RawDocument = Record<string, unknown>

export interface Migration {
  /** The version that it starts from; it ends at the next one. */
  from: number
  migrate: (document: RawDocument) => RawDocument
}

/** Version 1 is the first. Each later version adds one entry here and keeps an old file as a fixture. */
export const migrations: readonly Migration[] = []

export type Migrated =
  { kind: 'current'; document: RawDocument } | { kind: 'refused'; problem: Told; remedy: string }

/** Applies every migration from the document's version on; refuses versions that this program does not know. */
export function migrate(
  document: RawDocument,
  steps: readonly Migration[] = migrations,
  current: number = VERSION,
): Migrated {
  const { version } = document
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    const problem = told(
      'file.no_version',
      'The version of the file must be a whole number from 1 to {{current}}.',
      { current },
    )
    return {
      kind: 'refused',
      problem,
      remedy: tell('remedy.add_version', 'Add "version": {{current}}.', { current }),
    }
  }
  if (version > current) {
    const problem = told(
      'file.newer_version',
      'The file has format version {{version}}; this program reads versions up to {{current}}.',
      { version, current },
    )
    return {
      kind: 'refused',
      problem,
      remedy: tell('remedy.newer_gradwire', 'Open it with a newer version of Gradwire.'),
    }
  }
  let migrated = document
  for (let at = version; at < current; at++) {
    const step = steps.find((candidate) => candidate.from === at)
    if (step === undefined) {
      return {
        kind: 'refused',
        problem: told('file.no_migration', 'There is no way from version {{from}} to {{to}}.', {
          from: at,
          to: at + 1,
        }),
        remedy: tell('remedy.older_gradwire', 'Use an older Gradwire.'),
      }
    }
    migrated = { ...step.migrate(migrated), version: at + 1 }
  }
  return { kind: 'current', document: migrated }
}
