/**
 * The care of the window, handed down to the places that show it.
 */
import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { Care, CareState } from './care-store.ts'

const CareContext = createContext<Care | null>(null)
export const CareProvider = CareContext.Provider

/** The care of this window. Throws when the shell forgot to provide it. */
export function useCare(): Care {
  const care = useContext(CareContext)
  if (care === null) throw new Error('The window has no care around it.')
  return care
}

/** A part of its state. */
export function useCareState<T>(pick: (state: CareState) => T): T {
  return useStore(useCare().store, pick)
}
