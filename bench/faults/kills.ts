/**
 * Kills engine, host and page, and the next ones too, while one edits, saves, trains and imports: npm run bench:faults -- kills [--kills 20 --saves 50 --only host,page]
 *
 * Nothing may be lost but edits of the last three seconds; weights are compared with those that another engine trains.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser } from '@playwright/test'
import { ROOT } from '../../e2e/host'
import { editing, saving } from './engine-edits'
import { engineKills, importing, training } from './engine-kills'
import { hostImports, hostKills, trainingHosts } from './host-kills'
import { rowOf, type Outcome } from './outcome'
import { importingPages, pageKills, trainingPages } from './page-kills'
import { tornSaves } from './torn-saves'
import { startBrowser } from './window'

/** By their names; a 2 at the end: the next one is killed, too. */
const PARTS: Readonly<Record<string, (browser: Browser, kills: number, saves: number) => Promise<Outcome>>> =
  {
    saves: (_, __, saves) => tornSaves(saves, 1),
    saves2: (_, __, saves) => tornSaves(saves, 2),
    host: (browser, count) => hostKills(browser, count, 1),
    host2: (browser, count) => hostKills(browser, count, 2),
    hostSave: (browser, count) => hostKills(browser, count, 1, true),
    hostSave2: (browser, count) => hostKills(browser, count, 2, true),
    hostTrain: (browser, count) => trainingHosts(browser, count, 1),
    hostTrain2: (browser, count) => trainingHosts(browser, count, 2),
    hostImport: (browser, count) => hostImports(browser, count, 1),
    hostImport2: (browser, count) => hostImports(browser, count, 2),
    page: (browser, count) => pageKills(browser, count, 1),
    page2: (browser, count) => pageKills(browser, count, 2),
    pageSave: (browser, count) => pageKills(browser, count, 1, true),
    pageSave2: (browser, count) => pageKills(browser, count, 2, true),
    pageTrain: (browser, count) => trainingPages(browser, count, 1),
    pageTrain2: (browser, count) => trainingPages(browser, count, 2),
    pageImport: (browser, count) => importingPages(browser, count, 1),
    pageImport2: (browser, count) => importingPages(browser, count, 2),
    engine: (browser, count) => engineKills(browser, count, 1, training),
    engine2: (browser, count) => engineKills(browser, count, 2, training),
    engineEdit: (browser, count) => engineKills(browser, count, 1, editing),
    engineEdit2: (browser, count) => engineKills(browser, count, 2, editing),
    engineSave: (browser, count) => engineKills(browser, count, 1, saving),
    engineSave2: (browser, count) => engineKills(browser, count, 2, saving),
    engineImport: (browser, count) => engineKills(browser, count, 1, importing),
    engineImport2: (browser, count) => engineKills(browser, count, 2, importing),
  }

export async function kills(args: string[]): Promise<void> {
  const { values: options } = parseArgs({
    args,
    options: {
      kills: { type: 'string', default: '20' },
      saves: { type: 'string', default: '50' },
      only: { type: 'string' },
      json: { type: 'string', default: join(ROOT, 'out/bench/kills.json') },
    },
  })
  const browser = await startBrowser()
  const outcomes: Outcome[] = []
  const wanted = options.only?.split(',') ?? Object.keys(PARTS)
  try {
    for (const name of wanted) {
      const part = PARTS[name]
      if (!part) throw new Error(`There is no part ${name}: ${Object.keys(PARTS).join(', ')}`)
      const outcome = await part(browser, Number(options.kills), Number(options.saves))
      outcomes.push(outcome)
      console.log(rowOf(outcome))
    }
  } finally {
    await browser.close()
    mkdirSync(dirname(options.json), { recursive: true })
    writeFileSync(options.json, `${JSON.stringify({ date: new Date().toISOString(), outcomes }, null, 2)}\n`)
  }
}
