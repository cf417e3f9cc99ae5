/**
 * Does on the disk what a case says.
 */
import {
  appendFileSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Doing, Tree } from './cases/model.ts'

const PIECE_MS = 300

/**
 * Where a case is played: its watched folder, a place beside it, and what sets its bytes apart from every other case's.
 */
export interface Ground {
  readonly top: string
  readonly outside: string
  readonly mark: string
}

/** The bytes of a file that holds `text`. An empty one is empty. */
export function bytesOf(mark: string, text: string): string {
  return text === '' ? '' : mark + text
}

/** Lays files with their folders. */
export function lay(ground: Ground, tree: Tree, top = ground.top): void {
  for (const [path, text] of Object.entries(tree)) put(join(top, path), bytesOf(ground.mark, text))
}

function put(path: string, bytes: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
}

/** Does one action. */
export async function act(ground: Ground, action: Doing): Promise<void> {
  const at = (path: string): string => join(ground.top, path)
  switch (action.do) {
    case 'write':
      put(at(action.path), bytesOf(ground.mark, action.text))
      break
    case 'save':
      put(`${at(action.path)}.saving.tmp`, bytesOf(ground.mark, action.text))
      renameSync(`${at(action.path)}.saving.tmp`, at(action.path))
      break
    case 'append':
      appendFileSync(
        at(action.path),
        statSync(at(action.path)).size === 0 ? bytesOf(ground.mark, action.text) : action.text,
      )
      break
    case 'slow':
      put(at(action.path), bytesOf(ground.mark, action.pieces[0]!))
      for (const piece of action.pieces.slice(1)) {
        // Pause on purpose: a program that writes a file piece by piece.
        await wait(PIECE_MS)
        appendFileSync(at(action.path), piece)
      }
      break
    case 'truncate':
      truncateSync(at(action.path), ground.mark.length + action.characters)
      break
    case 'touch':
      utimesSync(at(action.path), new Date(), new Date())
      break
    case 'delete':
      rmSync(at(action.path), { recursive: true })
      break
    case 'mkdir':
      mkdirSync(at(action.path), { recursive: true })
      break
    case 'rename':
      moveTo(at(action.from), at(action.to))
      break
    case 'copy':
      mkdirSync(dirname(at(action.to)), { recursive: true })
      copyFileSync(at(action.from), at(action.to))
      break
    case 'hardlink':
      mkdirSync(dirname(at(action.to)), { recursive: true })
      linkSync(at(action.from), at(action.to))
      break
    case 'swap':
      renameSync(at(action.a), join(ground.outside, 'swapped'))
      renameSync(at(action.b), at(action.a))
      renameSync(join(ground.outside, 'swapped'), at(action.b))
      break
    case 'out':
      moveTo(at(action.path), join(ground.outside, action.path))
      break
    case 'back':
      moveTo(join(ground.outside, action.path), at(action.path))
      break
    case 'symlink':
      lay(ground, action.outside, join(ground.outside, 'linked'))
      symlinkSync(join(ground.outside, 'linked'), at(action.path))
  }
}

function moveTo(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  renameSync(from, to)
}
