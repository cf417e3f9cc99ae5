/**
 * Short messages that come and go: what was undone, what failed and what to do now.
 */
import { X } from 'lucide-react'
import { useLayoutEffect, useRef } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { visible } from '../../shared/util/visible.ts'
import { Button } from './button.tsx'
import { Mark } from './marks.tsx'
import './toasts.css'

interface Toast {
  readonly id: number
  readonly look: 'plain' | 'failure'
  readonly text: string
  readonly action?: { readonly label: string; readonly run: () => void } | undefined
}

export interface Toasts {
  readonly store: StoreApi<{ readonly list: readonly Toast[] }>
  say(text: string, action?: Toast['action']): void
  /** Failures stay until they are put away. */
  fail(text: string, action?: Toast['action']): void
  close(id: number): void
}

const STAY_MS = 4000
/** What can be acted on has to be read first. */
const STAY_TO_ACT_MS = 8000
/** More than these would cover the pictures. */
const MOST = 3

/** Makes the messages of one window. */
export function createToasts(): Toasts {
  const store = createStore<{ readonly list: readonly Toast[] }>(() => ({ list: [] }))
  let last = 0
  const close = (id: number): void => store.setState(({ list }) => ({ list: list.filter((toast) => toast.id !== id) }))
  const add = (look: Toast['look'], text: string, action: Toast['action']): number => {
    last += 1
    // Names from elsewhere stand in it.
    const toast: Toast = { id: last, look, text: visible(text), action }
    store.setState(({ list }) => ({ list: [...list.filter((other) => other.text !== toast.text), toast].slice(-MOST) }))
    return toast.id
  }
  return {
    store,
    close,
    say(text, action) {
      const id = add('plain', text, action)
      setTimeout(() => close(id), action === undefined ? STAY_MS : STAY_TO_ACT_MS)
    },
    fail(text, action) {
      add('failure', text, action)
    },
  }
}

/** Where the messages stand. */
export function ToastStack({ toasts }: { readonly toasts: Toasts }) {
  const list = useStore(toasts.store, (state) => state.list)
  const stack = useRef<HTMLDivElement>(null)
  // On a phone an open sheet stands above the messages (toasts.css), and has to know how tall they are.
  useLayoutEffect(() => {
    const element = stack.current
    if (element === null) return
    const observer = new ResizeObserver(() =>
      document.body.style.setProperty('--toasts-height', `${element.offsetHeight}px`),
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return (
    <div ref={stack} className="toasts" aria-live="polite">
      {list.map((toast) => (
        <div key={toast.id} className="toast">
          {toast.look === 'failure' && <Mark name="failed" label="Failed" />}
          <span className="selectable">{toast.text}</span>
          {toast.action !== undefined && (
            <Button
              look="quiet"
              onClick={() => {
                toast.action?.run()
                toasts.close(toast.id)
              }}
            >
              {toast.action.label}
            </Button>
          )}
          <button type="button" className="icon-button" aria-label="Close" onClick={() => toasts.close(toast.id)}>
            <X size={14} />
          </button>
        </div>
      ))}
    </div>
  )
}
