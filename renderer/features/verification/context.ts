/**
 * The verification of the window, handed down to the places that show it.
 */
import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { Verification, VerificationState } from './verification-store.ts'

const VerificationContext = createContext<Verification | null>(null)
export const VerificationProvider = VerificationContext.Provider

/** The verification of this window. Throws when the shell forgot to provide it. */
export function useVerification(): Verification {
  const verifier = useContext(VerificationContext)
  if (verifier === null) throw new Error('The window has no verification around it.')
  return verifier
}

/** A part of its state. */
export function useVerificationState<T>(pick: (state: VerificationState) => T): T {
  return useStore(useVerification().store, pick)
}
