/**
 * `npm run new:layer ChannelShuffle`: writes the three files of a layer, which compile and whose tests fail until they are
 * filled in, and brings the indexes up to date. docs/adding-a-layer.md says how to go on.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { writeIndexes } from './generate.mjs'
import { skeletons } from './new-layer/skeletons.mjs'
import { ROOT, SetupError } from './setup/shell.mjs'
import { main } from './setup.mjs'

/**
 * Writes a layer into a checkout. Errors: no name of a class, or a file that is there.
 *
 * @param {string} type PyTorch's class.
 * @param {string} [root]
 * @returns {Promise<string[]>} The files to fill in.
 */
export async function newLayer(type, root = ROOT) {
  if (!/^[A-Z][A-Za-z0-9]+$/.test(type))
    throw new SetupError(
      `'${type}' is no name of a layer.`,
      "Give PyTorch's class: npm run new:layer ChannelShuffle",
    )
  const files = skeletons(type)
  for (const { path } of files)
    if (existsSync(join(root, path)))
      throw new SetupError(`${path} is there already.`, 'Edit it, or remove it to begin anew.')
  for (const { path, text } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  await writeIndexes(root)
  return files.map(({ path }) => path)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await main(async () => {
    for (const path of await newLayer(process.argv[2] ?? '')) console.log(path)
    return 0
  })
