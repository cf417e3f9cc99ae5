/**
 * Dark, light, or as the system has it.
 */
import { useLayoutEffect } from 'react'

/** Sets the theme on the page and follows the system when asked to. */
export function useTheme(theme: 'auto' | 'dark' | 'light'): void {
  useLayoutEffect(() => {
    const light = window.matchMedia('(prefers-color-scheme: light)')
    const set = (): void => {
      const name = theme === 'auto' ? (light.matches ? 'light' : 'dark') : theme
      document.documentElement.dataset['theme'] = name
      document
        .querySelector('meta[name="theme-color"]')
        ?.setAttribute('content', name === 'dark' ? '#141414' : '#f6f6f6')
    }
    set()
    if (theme !== 'auto') return
    light.addEventListener('change', set)
    return () => light.removeEventListener('change', set)
  }, [theme])
}
