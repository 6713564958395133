/** What a report needs: which library runs where, in the window, on the clipboard and on the command line. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from './fixtures'
import { ROOT } from './host'

interface Version {
  gradwire: string
  backend: string
  backend_version: string
  one_dnn: boolean
  instruction_sets: string[]
  threads: number
}

test('About names the library, its kernels, the processor and the threads, and copies them for a report', async ({
  editor,
}) => {
  const { page } = editor
  const text = execFileSync(process.execPath, [join(ROOT, 'bin/gradwire.mjs'), '--version', '--json'], {
    encoding: 'utf8',
  })
  const version = JSON.parse(text) as Version
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await editor.command('About Gradwire')
  const about = page.getByRole('dialog', { name: 'Gradwire' })
  const expected = [
    ['Version', version.gradwire],
    ['Engine', `${version.backend} ${version.backend_version}, ${version.threads} threads`],
    ...(version.backend === 'tensorflow'
      ? [['Kernels', `TensorFlow’s ${version.one_dnn ? 'with' : 'without'} oneDNN`]]
      : []),
    ...(version.instruction_sets.length > 0 ? [['Processor', version.instruction_sets.join(', ')]] : []),
  ]
  for (const [label = '', value = ''] of expected)
    await expect(
      about.getByRole('term').filter({ hasText: label }).locator('xpath=following-sibling::dd'),
    ).toHaveText(value)
  await about.getByRole('button', { name: 'Copy for a report', exact: true }).click()
  await expect(page.getByText('Copied for a report', { exact: true })).toBeVisible()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  for (const [label, value] of expected) expect(copied.split('\n')).toContain(`${label}: ${value}`)

  await test.step('licence, notices of others and documentation are there to be read', async () => {
    const reading = page.getByLabel('Text', { exact: true })
    const back = page.getByRole('button', { name: 'Back', exact: true })
    await about.getByRole('button', { name: 'Licence', exact: true }).click()
    await expect(reading).toContainText('MIT License')
    await back.click()
    await page.getByRole('button', { name: 'Notices of others' }).click()
    await expect(reading).toContainText('each under its own licence')
    await back.click()
    await page.getByRole('button', { name: 'Documentation' }).click()
    await page.getByRole('combobox', { name: 'Page' }).click()
    await page.getByRole('option', { name: 'nested-modules.md' }).click()
    await expect(reading).toContainText('Modules inside modules')
  })
})
