/** The same of what runs: training, what flows, the debugger, hooks, parameters, code, and what is fed by hand. */
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { hookDefinitions } from '../src/graph/hooks/index'
import { t } from '../src/words/words'
import { expect } from './fixtures'
import { test } from './reader'

test('a run, what flows, an engine that ends, and a metric have keys', async ({ reader }) => {
  const { page } = reader
  const progress = page.getByRole('progressbar')

  await test.step('training, and a wire both ways', async () => {
    await reader.button(t('live.run.train')).click()
    await expect(progress).toHaveAttribute('aria-valuenow', /[1-9]/)
    await reader.read('a run')
    await reader.selectWire('conv1', 'relu1')
    for (const direction of ['forward', 'backward'] as const) {
      await page.getByRole('tab', { name: t(`live.wire.${direction}`) }).click()
      const lane = page.getByRole('region', { name: t(`live.wire.${direction}`), exact: true })
      await expect(lane.locator('[data-number=std]')).not.toBeEmpty()
      await reader.read(`a wire, ${direction}`)
    }
    // What is written on canvases is read too.
    await expect.poll(() => drawn(page)).toContain('100 %')
    await reader.button(t('live.run.pause')).click()
    await expect(reader.button(t('live.run.resume'))).toBeVisible()
    await reader.read('a paused run')
  })

  await test.step('a run that its net can no longer go on with', async () => {
    await page.keyboard.press('Escape')
    await reader.node('loss').click()
    await page.keyboard.press('Delete')
    const [why = ''] = t('live.run.announce.failed', { message: '…' }).split('…')
    await expect(page.getByText(why).first()).toBeAttached()
    await reader.read('a run that failed')
    await page.getByRole('tab', { name: t('live.panel.console') }).click()
    await reader.read('the console of a run that failed')
    await reader.run('edit.undo')
  })

  await test.step('a fit, its curves and the console', async () => {
    await reader.openSample('Linear regression')
    await expect(reader.button(t('live.run.train'))).toBeEnabled()
    await reader.button(t('live.run.train')).click()
    await expect(progress).toHaveAttribute('aria-valuetext', new RegExp(t('live.run.done')), {
      timeout: 60_000,
    })
    for (const tab of ['fit', 'curves', 'console'] as const) {
      await page.getByRole('tab', { name: t(`live.panel.${tab}`) }).click()
      await reader.read(`the panel ${tab}`)
    }
  })

  await test.step('the engine ends', async () => {
    const badge = page.getByRole('status', { name: /tensorflow|wasm/ })
    await badge.hover()
    const hint = page.getByRole('tooltip')
    await expect(hint).toContainText(/\d+⟧+\./)
    process.kill(Number(/(\d+)⟧+\./.exec((await hint.textContent()) ?? '')?.[1]), 'SIGKILL')
    await expect(page.getByText(t('live.banner.untouched'))).toBeVisible()
    await reader.read('an engine that ended')
    await expect(badge).toBeVisible({ timeout: 60_000 })
    await reader.read('an engine that is there again')
  })

  await test.step('a metric and its matrix', async () => {
    await reader.drop('judged.json', new TextEncoder().encode(JSON.stringify(judgedXor())))
    await expect(reader.node('ConfusionMatrix')).toBeVisible()
    await reader.inspect('ConfusionMatrix')
    await expect(reader.button(t('live.run.train'))).toBeEnabled()
    await reader.button(t('live.run.train')).click()
    await expect(page.getByRole('progressbar')).toHaveAttribute(
      'aria-valuetext',
      new RegExp(t('live.run.done')),
      { timeout: 60_000 },
    )
    await expect(page.getByRole('table', { name: t('live.metric.matrix') })).toBeVisible()
    for (const part of ['train', 'heldOut'] as const) {
      await page.getByRole('radio', { name: t(`live.metric.${part}`) }).click()
      await reader.read(`the confusion matrix, ${part}`)
    }
    await reader.inspect('Accuracy')
  })
})

test('standing inside a step, breakpoints and changes by hand have keys', async ({ reader }) => {
  const { page } = reader
  const lane = page.getByRole('region', { name: t('live.wire.forward'), exact: true })

  await test.step('breakpoints on a wire and a node', async () => {
    await reader.run('debug.breakpoints')
    await reader.read('no breakpoints')
    await reader.node('fc1').click()
    await reader.run('debug.breakBackward')
    await reader.selectWire('conv1', 'relu1')
    await reader.run('debug.breakForward')
    const list = page.getByRole('list', { name: t('debug.breakpoints.list') })
    await expect(list.getByRole('listitem')).toHaveCount(2)
    await reader.read('breakpoints')
    const condition = list.getByRole('textbox').first()
    await condition.fill('nrom > 0')
    await expect(list.getByRole('alert')).toBeVisible()
    await reader.read('a wrong condition')
    await condition.fill('norm > 0')
    await condition.press('Enter')
    await list
      .getByRole('button', { name: t('debug.breakpoints.forms') })
      .first()
      .click()
    await reader.readDialog('the forms of conditions', page.getByRole('menu'))
  })

  const strip = page.getByRole('region', { name: t('debug.label') })
  await test.step('where execution stands', async () => {
    await reader.run('run.toggle')
    await expect(strip).toContainText('conv1')
    await reader.read('a step that stands still')
  })

  await test.step('what is changed by hand', async () => {
    await lane.getByRole('button', { name: t('changes.open') }).click()
    const form = lane.getByRole('group', { name: t('changes.title') })
    for (const kind of ['noise', 'paste', 'scale', 'fill'] as const) {
      await form.getByRole('combobox', { name: t('changes.how') }).click()
      await page.getByRole('option', { name: t(`changes.${kind}`) }).click()
      await reader.read(`the form of ${kind}`)
    }
    await form.getByRole('button', { name: t('changes.apply') }).click()
    await expect(page.getByRole('region', { name: t('changes.list') }).first()).toBeVisible()
    await reader.read('a changed tensor')
  })

  await test.step('from node to node', async () => {
    for (const id of ['debug.over', 'debug.into', 'debug.phase'] as const) {
      const before = await strip.textContent()
      await reader.run(id)
      await expect(strip).not.toHaveText(before!)
      await reader.read(id)
    }
    await page.getByRole('tab', { name: t('live.wire.backward') }).click()
    await expect(page.getByText(t('debug.notYet')).first()).toBeVisible()
    await reader.read('what has not come yet')
    await reader.run('run.stop')
  })
})

test('hooks, what they do, and what is wrong with them have keys', async ({ reader }) => {
  const { page } = reader
  await reader.drop('hooked.json', new TextEncoder().encode(JSON.stringify(hookedXor())))
  await expect(reader.node('tanh')).toBeVisible()
  await expect(reader.button(t('live.run.step'))).toBeEnabled()
  await reader.button(t('live.run.step')).click()
  await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '1')
  await page.getByRole('tab', { name: t('live.panel.console') }).click()
  await reader.read('what hooks print')
  await reader.selectWire('hidden', 'tanh')
  await expect(page.getByRole('list', { name: /tanh/ }).getByRole('listitem')).toHaveCount(
    hookDefinitions.length - 1,
  )
  await reader.unfold()
  await expect(page.locator('[data-side=after][data-number=norm]').last()).toHaveText(/\d/)
  await reader.read('every hook, and its two sides')
  const formula = page.getByRole('combobox', { name: 'expr' })
  await formula.fill('0.5 * y')
  await expect(formula).toHaveAttribute('aria-invalid', 'true')
  await reader.read('a wrong formula')
})

test('parameters, code and what is fed by hand have keys', async ({ reader }) => {
  const { page } = reader

  await test.step('the list of parameters, and one of them', async () => {
    await page.getByRole('tab', { name: t('parameters.tab') }).click()
    await page.getByRole('row', { name: 'fc1.weight', exact: true }).click()
    await expect(reader.inspector.locator('[data-number=std]')).not.toBeEmpty()
    await reader.read('a parameter')
    for (const view of ['heat', 'table'] as const) {
      await reader.inspector.getByRole('radio', { name: t(`live.wire.${view}`) }).click()
      await reader.read(`a parameter as ${view}`)
    }
    await reader.inspector.getByRole('radio', { name: t('parameters.showGradient') }).click()
    await expect(reader.inspector.getByText(t('parameters.noGradient'))).toBeVisible()
    await reader.read('a parameter without a gradient')
    await page.getByRole('searchbox', { name: t('parameters.filter') }).fill('nothing')
    await reader.read('no such parameter')
  })

  await test.step('every text of the code panel', async () => {
    await reader.run('view.code')
    const code = page.getByRole('region', { name: t('code.title'), exact: true })
    for (const view of ['print', 'model', 'train', 'summary', 'onnx'] as const) {
      await code.getByRole('tab', { name: t(`code.view.${view}`) }).click()
      await expect(code.locator('[data-line]').first()).toBeVisible()
      await reader.read(`the code, ${view}`)
    }
    await reader.node('loss').click()
    await reader.read('a node that has no line')
    await reader.run('view.code')
  })

  await test.step('one sample by hand', async () => {
    await reader.run('run.byHand')
    await reader.read('the panel that feeds by hand')
    for (const box of await page
      .getByRole('region', { name: t('feed.inputs') })
      .getByRole('combobox')
      .all()) {
      await box.click()
      await reader.readDialog('what an input can be given', page.getByRole('listbox'))
    }
    await reader.button(t('feed.run')).click()
    await expect(page.locator('[data-value=call]').first()).toBeVisible()
    await reader.read('what the net gives')
  })
})

function drawn(page: Page): Promise<string[]> {
  return page.evaluate(() => [...(globalThis.drawnTexts ?? [])])
}

interface Sample {
  modules: { Net: { nodes: object[]; edges: object[] } }
  training: object
}

function xor(): Sample {
  const path = new URL('../resources/samples/xor-mlp.json', import.meta.url)
  return JSON.parse(readFileSync(path, 'utf8')) as Sample
}

/** The sample XOR with metrics of its scores, called as their types. */
function judgedXor(): Sample {
  const { modules, training, ...graph } = xor()
  const metrics = ['Accuracy', 'ConfusionMatrix']
  const nodes = metrics.map((type, index) => ({
    id: type,
    type,
    name: type,
    params: {},
    position: { x: 930, y: 120 * index },
  }))
  const edges = metrics.flatMap((target) => [
    { id: `${target} input`, source: 'n3', sourceHandle: 'output', target, targetHandle: 'input' },
    { id: `${target} target`, source: 'n0', sourceHandle: 'y', target, targetHandle: 'target' },
  ])
  const { Net } = modules
  const judged = { ...Net, nodes: [...Net.nodes, ...nodes], edges: [...Net.edges, ...edges] }
  return { ...graph, modules: { Net: judged }, training: { ...training, epochs: 3 } }
}

/** The sample XOR with a hook of every type on one wire, but for one that goes with a call. */
function hookedXor(): object {
  const { modules, ...graph } = xor()
  const hooks = hookDefinitions.map(({ type, passes }, index) => ({
    id: `h${index}`,
    ...(type === 'print' ? { node: 'n2' } : { edge: 'e1' }),
    pass: passes[0],
    type,
    ...(type === 'expression' && { params: { expr: '2 * x' } }),
  }))
  return { ...graph, modules: { Net: { ...modules.Net, hooks } } }
}
