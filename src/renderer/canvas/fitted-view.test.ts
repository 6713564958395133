import { createStore } from 'zustand'
import { expect, it } from 'vitest'
import { FittedView } from './fitted-view'

/** A window, and a view that fits what is 800 wide into it. */
function setup() {
  const flow = createStore<{ transform: [number, number, number]; width: number; height: number }>(() => ({
    transform: [0, 0, 1],
    width: 800,
    height: 600,
  }))
  const fitted = new FittedView(flow, ({ x, y, zoom }) => flow.setState({ transform: [x, y, zoom] }))
  fitted.follow()
  const fit = () => ({ x: 0, y: 0, zoom: flow.getState().width / 800 })
  return { flow, fitted, fit, zoom: () => flow.getState().transform[2] }
}

it('fits again what was fitted when the window gets smaller, again, and when it is large again', () => {
  const { flow, fitted, fit, zoom } = setup()
  fitted.show(fit)
  flow.setState({ width: 400 })
  expect(zoom()).toBe(0.5)
  flow.setState({ width: 200 })
  expect(zoom()).toBe(0.25)
  flow.setState({ width: 800 })
  expect(zoom()).toBe(1)
})

it('leaves the camera where somebody has moved it to, and where the window only grows', () => {
  const { flow, fitted, fit, zoom } = setup()
  fitted.show(fit)
  flow.setState({ width: 1600 })
  expect(zoom()).toBe(1)
  flow.setState({ transform: [30, 0, 1] })
  flow.setState({ width: 400 })
  expect(zoom()).toBe(1)
})
