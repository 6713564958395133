#!/usr/bin/env node
/** The command `gradwire`: the built command line, in a set-up checkout or an installed package. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const program = new URL('../out/main/cli.js', import.meta.url)
if (existsSync(fileURLToPath(program))) await import(program.href)
else {
  console.error('gradwire: the program is not built yet. Run `node scripts/setup.mjs` in the checkout first.')
  process.exitCode = 1
}
