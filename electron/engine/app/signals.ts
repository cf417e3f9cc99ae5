/**
 * What parts say to others without holding them. A part that starts earlier can't name a later one; it sends a signal,
 * and the later one listens.
 */
import type { CardNews } from '../domain/reports/day-facts.ts'
import type { VolumeIdentity } from '../domain/volumes/volume.ts'
import type { EjectTarget } from '../volumes/eject.ts'

/** Sends to every listener, in the order in which they came. */
interface Signal<Args extends readonly unknown[]> {
  (...args: Args): void
  on(listener: (...args: Args) => void): void
}

/** A question that one later part answers. */
export interface Ask<Args extends readonly unknown[], Answer> {
  (...args: Args): Promise<Answer>
  answer(handler: (...args: Args) => Promise<Answer>): void
}

export interface Signals {
  /** We wrote this file ourselves: no hint of it means a change. */
  readonly wrote: Signal<[path: string]>
  /** A file is not where the catalogue says: its folder is to be looked at again. */
  readonly lookAgain: Signal<[rootId: string, folder: string]>
  /** Files were written to without showing it: they are to be hashed again. */
  readonly touched: Signal<[]>
  /** Looks at the drives now, and tells which are mounted. */
  readonly lookForDrives: Ask<[], readonly VolumeIdentity[]>
  /** Ejects a card after its offload; answers with a sentence. */
  readonly eject: Ask<[target: EjectTarget], string>
  /** What the safety page says of cards that a reader has seen. */
  readonly cardNews: Ask<[], readonly CardNews[]>
  /** True while something reads or writes drives that a person waits for. */
  readonly isBusy: () => boolean
  /** A part that may be busy says so. */
  readonly addBusy: (busy: () => boolean) => void
}

/** Makes them, with nobody listening. */
export function createSignals(): Signals {
  const busy: (() => boolean)[] = []
  return {
    wrote: signal(),
    lookAgain: signal(),
    touched: signal(),
    lookForDrives: ask('drives'),
    eject: ask('eject'),
    cardNews: ask('card news'),
    isBusy: () => busy.some((one) => one()),
    addBusy: (one) => {
      busy.push(one)
    },
  }
}

function signal<Args extends readonly unknown[]>(): Signal<Args> {
  const listeners: ((...args: Args) => void)[] = []
  return Object.assign(
    (...args: Args) => {
      for (const listener of listeners) listener(...args)
    },
    {
      on(listener: (...args: Args) => void) {
        listeners.push(listener)
      },
    },
  )
}

function ask<Args extends readonly unknown[], Answer>(name: string): Ask<Args, Answer> {
  let handler: ((...args: Args) => Promise<Answer>) | null = null
  return Object.assign(
    async (...args: Args): Promise<Answer> => {
      if (handler === null) throw new Error(`Nobody answers “${name}” yet.`)
      return await handler(...args)
    },
    {
      answer(next: (...args: Args) => Promise<Answer>) {
        handler = next
      },
    },
  )
}
