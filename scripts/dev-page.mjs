/** Vite's plugin for `npm run dev`: a page that loads while the host starts anew waits for it, as an open page does. */

/** Ends when the host answers. */
const ANSWERS = `
  const answers = () => fetch(location.href).then((answer) => answer.ok, () => false)
  const hostAnswers = async () => {
    while (!(await answers())) await new Promise((next) => setTimeout(next, 200))
  }`

/** Sources stopped coming: half a page is none. A source with an error in it comes, and Vite tells of it. */
const LOST = `${ANSWERS}
  let waits = false
  addEventListener('error', async ({ target }) => {
    if (waits || target.tagName !== 'SCRIPT' || (await answers())) return
    waits = true
    await hostAnswers()
    location.reload()
  }, true)`

/** A reload while nobody answers would end at the browser's own page. */
const RELOADED = `${ANSWERS}
  import.meta.hot?.on('vite:beforeFullReload', hostAnswers)`

/** @returns {import('vite').Plugin} */
export function waitForHost() {
  return {
    name: 'wait-for-host',
    apply: 'serve',
    transformIndexHtml: {
      order: 'pre',
      handler: () => [
        { tag: 'script', children: LOST, injectTo: 'head-prepend' },
        { tag: 'script', attrs: { type: 'module' }, children: RELOADED, injectTo: 'head' },
      ],
    },
  }
}
