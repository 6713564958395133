/** How large the interface is: what a person has chosen, kept on this machine, times the text size of the browser or the desktop. */
import { create } from 'zustand'

/** In percent. */
const SCALES = [75, 90, 100, 110, 125, 150, 175, 200] as const
export const USUAL = 100
/** For a room that looks at a projector. */
export const PRESENT = 150

const KEY = 'gradwire.scale'
/** Of the root's text at the usual size, in CSS pixels. */
const ROOT_PIXELS = 16

interface ScaleState {
  /** What was chosen, in percent. */
  percent: number
  /** CSS pixels for each at the usual size; what stands in `rem` follows by itself. */
  scale: number
}

function kept(): number {
  const percent = Number(localStorage.getItem(KEY))
  return SCALES.find((each) => each === percent) ?? USUAL
}

export const useScaleStore = create<ScaleState>(() => ({ percent: kept(), scale: kept() / USUAL }))

/** CSS pixels for each at the usual size. */
export function textScale(): number {
  return useScaleStore.getState().scale
}

export function chooseScale(percent: number): void {
  localStorage.setItem(KEY, String(percent))
  useScaleStore.setState({ percent, scale: applied(percent) })
}

/** The next size up or down; undefined at the last one. */
export function nextScale(by: 1 | -1): number | undefined {
  const { percent } = useScaleStore.getState()
  return by > 0 ? SCALES.find((each) => each > percent) : SCALES.findLast((each) => each < percent)
}

export function stepScale(by: 1 | -1): void {
  const next = nextScale(by)
  if (next !== undefined) chooseScale(next)
}

/** Gives the page the size that was chosen, and follows the text size that a person chooses for all pages. */
export function followScale(): void {
  const follow = () => {
    const { percent, scale: before } = useScaleStore.getState()
    const scale = applied(percent)
    if (scale !== before) useScaleStore.setState({ scale })
  }
  window.addEventListener('resize', follow)
  window.addEventListener('focus', follow)
  follow()
}

/** Sets the page's text size. → CSS pixels for each at the usual size */
function applied(percent: number): number {
  if (typeof document === 'undefined') return percent / USUAL
  const root = document.documentElement
  root.style.fontSize = percent === USUAL ? '' : `${percent}%`
  return parseFloat(getComputedStyle(root).fontSize) / ROOT_PIXELS
}
