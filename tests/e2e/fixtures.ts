/**
 * A served library for a spec: a copy of the one that is made once a run (template.ts), with an engine of its own, so
 * that no spec sees what another did.
 */
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from '@playwright/test'
import { startCli } from '../helpers/cli.ts'
import { Window } from './pages/window.ts'
import { done, madeTemplate } from './template.ts'

export interface Served {
  /** The link that carries the key. */
  readonly url: string
  readonly library: string
  /** The card's folder. */
  readonly card: string
  /** A new folder for copies. */
  drive(name: string): Promise<string>
}

export const test = base.extend<{ folder: string; empty: Served; served: Served; window: Window }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures from this pattern.
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'rushes-spec-'))
    await use(folder)
    await rm(folder, { recursive: true, force: true })
  },

  /** A library that was just made. */
  empty: async ({ folder }, use) => {
    const library = join(folder, 'Nordlicht')
    await done(library, 'init', library)
    const engine = await serve(library, madeTemplate().card, folder)
    await use(engine.served)
    await engine.stop()
  },

  served: async ({ folder }, use) => {
    const library = join(folder, 'Nordlicht')
    await cp(madeTemplate().library, library, {
      recursive: true,
      filter: (path) => !/engine\.(lock|json)$|\.sock$/.test(path),
    })
    const engine = await serve(library, madeTemplate().card, folder)
    await use(engine.served)
    await engine.stop()
  },

  window: async ({ page, served }, use) => {
    const window = new Window(page)
    await window.open(served.url)
    await use(window)
  },
})

async function serve(
  library: string,
  card: string,
  folder: string,
): Promise<{ served: Served; stop: () => Promise<void> }> {
  let tell: (url: string) => void = () => undefined
  const told = new Promise<string>((resolve) => {
    tell = resolve
  })
  const { child, done: ended } = startCli(library, ['serve'], {
    onLine: (line) => {
      if (line.type === 'serving') tell(String(line['url']))
    },
  })
  const url = await Promise.race([
    told,
    ended.then((run) => {
      throw new Error(`serve ended: ${run.stderr}`)
    }),
  ])
  return {
    served: {
      url,
      library,
      card,
      drive: async (name) => {
        const path = join(folder, name)
        await mkdir(path, { recursive: true })
        return path
      },
    },
    stop: async () => {
      if (child.exitCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

export { expect } from '@playwright/test'
