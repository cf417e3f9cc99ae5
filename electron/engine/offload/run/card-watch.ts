/**
 * Is the card still there? What can't be read because the card is gone is no fault of the file: the run is cut off
 * there, and the same offload goes on when the card is back.
 */
import { stat } from 'node:fs/promises'
import type { Fault, OffloadPlan } from '../../domain/offload/offload.ts'
import type { Anchor } from './prepare.ts'
import { stillThere } from './prepare.ts'

/** Files in a row that can't be read, with none between them that can, after which the card counts as dead. */
const DEAD_AFTER = 20

export interface CardWatch {
  /** The fault that cuts the run off, or null while the card answers. */
  gone(): Promise<Fault | null>
  /** Told of every file that was tried, in order; answers as `gone` once too many failed in a row. */
  tried(fault: Fault | null): Fault | null
}

/** Remembers which folders or files the card consists of, by device and inode. */
export async function watchCard(plan: OffloadPlan): Promise<CardWatch> {
  const anchors = (
    await Promise.all(
      plan.sources.map(async (path): Promise<Anchor | null> => {
        const seen = await stat(path).catch(() => null)
        return seen === null ? null : { path, device: seen.dev, inode: seen.ino, barred: new Map() }
      }),
    )
  ).filter((anchor) => anchor !== null)
  let inARow = 0
  return {
    async gone() {
      for (const anchor of anchors) {
        if (anchors.length === plan.sources.length && (await stillThere(anchor))) continue
        return {
          code: 'source.missing',
          sentence: `${anchor.path} is gone. What is verified stays. Put the card in again and resume the offload.`,
        }
      }
      return null
    },
    tried(fault) {
      inARow = fault === null ? 0 : fault.code === 'source.changed' ? inARow : inARow + 1
      if (inARow < DEAD_AFTER) return null
      return {
        code: 'source.unreadable',
        sentence: `The last ${DEAD_AFTER} files of ${plan.sources.join(', ')} can't be read: the card or its reader no longer answers. Try another reader, then resume the offload.`,
      }
    },
  }
}
