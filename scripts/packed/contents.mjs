/** What is in a packed program. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Of the installed app, in bytes. */
export const MOST_INSTALLED = 700e6

/** Of all files in a folder. @param {string} folder @returns {number} */
export function bytesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)
}
