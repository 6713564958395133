/** Light, dark, or what the system says; kept on this machine. */
import { create } from 'zustand'

export type ThemeChoice = 'system' | 'light' | 'dark'

interface ThemeState {
  choice: ThemeChoice
  /** What is shown. */
  theme: 'light' | 'dark'
}

const KEY = 'gradwire.theme'
const system = window.matchMedia('(prefers-color-scheme: dark)')

function shown(choice: ThemeChoice): 'light' | 'dark' {
  if (choice !== 'system') return choice
  return system.matches ? 'dark' : 'light'
}

function kept(): ThemeChoice {
  const choice = localStorage.getItem(KEY)
  return choice === 'light' || choice === 'dark' ? choice : 'system'
}

export const useThemeStore = create<ThemeState>(() => ({ choice: kept(), theme: shown(kept()) }))

export function chooseTheme(choice: ThemeChoice): void {
  localStorage.setItem(KEY, choice)
  useThemeStore.setState({ choice, theme: shown(choice) })
}

/** Keeps the page's `data-theme` with the choice. */
export function followTheme(): void {
  const apply = () => (document.documentElement.dataset['theme'] = useThemeStore.getState().theme)
  useThemeStore.subscribe(apply)
  system.addEventListener('change', () => {
    const { choice } = useThemeStore.getState()
    useThemeStore.setState({ theme: shown(choice) })
  })
  apply()
}
