/** Notices of the libraries and fonts inside the built program: whose they are, under which licence, where their source is. */
import { readdirSync, readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { ROOT } from './setup/shell.mjs'

const FOLDER = 'node_modules/'
const LICENCE_FILE = /^(licen[cs]e|notice|copying)/i
const RULE = '-'.repeat(80)
/** Set-up puts it in place, whole: its own notices are too long for this file and lie beside it. */
const TENSORFLOW = `TensorFlow

Licence: Apache-2.0

Source: https://github.com/tensorflow/tensorflow

Its library is in the folder \`deps/lib\` of the package tfjs-node, or in your cache. In \`deps\`, beside it, are its licence (LICENSE) and the
notices of what it holds (THIRD_PARTY_NOTICES.txt or THIRD_PARTY_TF_C_LICENSES).`

/**
 * A part of the build that writes `THIRD-PARTY-NOTICES.txt` beside what it bundles.
 *
 * @param {readonly string[]} copied paths of files that the build copies
 * @returns {import('vite').Plugin}
 */
export function thirdPartyNotices(copied = []) {
  return {
    name: 'third-party-notices',
    generateBundle(_options, bundle) {
      const assets = Object.values(bundle).flatMap((file) =>
        file.type === 'asset' ? file.originalFileNames : [],
      )
      const files = [...this.getModuleIds(), ...assets, ...copied]
      this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-NOTICES.txt', source: noticesOf(files) })
    },
  }
}

/**
 * The notices of the packages that these files belong to, each once, by name.
 *
 * @param {readonly string[]} files @returns {string}
 */
export function noticesOf(files) {
  const folders = [...new Set(files.flatMap(packageFolder))].toSorted()
  return [
    'Gradwire holds these libraries and fonts of others, each under its own licence.',
    ...folders.map(notice),
    ...(folders.some((folder) => folder.endsWith('tfjs-node')) ? [TENSORFLOW] : []),
  ].join(`\n\n${RULE}\n`)
}

/** The folder of the package that a file is in, if any. @param {string} file @returns {string[]} */
function packageFolder(file) {
  const path = file.replaceAll('\\', '/').replace(/^\0/, '').replace(/\?.*$/, '')
  const at = path.lastIndexOf(FOLDER)
  if (at < 0) return []
  const parts = path.slice(at + FOLDER.length).split('/')
  const name = parts.slice(0, parts[0]?.startsWith('@') ? 2 : 1).join('/')
  const before = path.slice(0, at)
  return [join(isAbsolute(before) ? before : ROOT, FOLDER, name)]
}

/** @param {string} folder @returns {string} */
function notice(folder) {
  /** @type {{ name: string, version: string, license?: string, repository?: string | { url: string } }} */
  const { name, version, license, repository } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  )
  const url = typeof repository === 'object' ? repository.url : (repository ?? '')
  const source = url.replace(/^git\+/, '').replace(/\.git$/, '')
  const texts = readdirSync(folder)
    .filter((file) => LICENCE_FILE.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8').trim())
  return [`${name} ${version}`, `Licence: ${license ?? 'see below'}`, `Source: ${source}`, ...texts].join(
    '\n\n',
  )
}
