/**
 * Keys as they are bound in this window, for hints beside what they do.
 */
import { createContext, useContext } from 'react'
import { Keys } from '../../ui/index.ts'

type KeyOf = (command: string) => string | undefined

const Context = createContext<KeyOf>(() => undefined)

export const KeyHints = Context.Provider

/** The first key of a command by its id; undefined where it has none. */
export function useKeyOf(): KeyOf {
  return useContext(Context)
}

/** The key of a command; nothing where it has none. */
export function KeyHint({ command }: { readonly command: string }) {
  const key = useContext(Context)(command)
  return key === undefined ? null : <Keys keys={key} />
}
