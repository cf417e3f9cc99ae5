/**
 * A served library for a spec: a demo card offloaded to two folders, with all its pictures and proxies. It is made once
 * a worker; every spec works on a copy of it with an engine of its own, so that none sees what another did.
 */
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from '@playwright/test'
import { makeDemoCard } from '../../resources/demo/make-card.ts'
import { cli, startCli } from '../helpers/cli.ts'
import { mediaContext } from '../helpers/media.ts'
import { Window } from './pages/window.ts'

export interface Served {
  /** The link that carries the key. */
  readonly url: string
  readonly library: string
  /** The card's folder. */
  readonly card: string
  /** A new folder for copies. */
  drive(name: string): Promise<string>
}

interface Template {
  readonly folder: string
  readonly card: string
  readonly library: string
}

export const test = base.extend<
  { folder: string; empty: Served; served: Served; window: Window },
  { template: Template }
>({
  template: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures from this pattern.
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'rushes-window-'))
      const { tools, runner } = await mediaContext()
      const card = join(folder, 'CARD')
      await makeDemoCard(card, { ffmpeg: tools.ffmpeg.path, clips: 4, seconds: 2, runner })
      const library = join(folder, 'Nordlicht')
      const drives = [join(folder, 'RAID_A'), join(folder, 'SHUTTLE_02')]
      for (const drive of drives) await mkdir(drive)
      await done(library, 'init', library)
      await done(library, 'offload', card, ...drives.flatMap((drive) => ['--to', drive]))
      await done(library, 'proxy', '--wait')
      await use({ folder, card, library })
      await rm(folder, { recursive: true, force: true })
    },
    { scope: 'worker', timeout: 180_000 },
  ],

  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures from this pattern.
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'rushes-spec-'))
    await use(folder)
    await rm(folder, { recursive: true, force: true })
  },

  /** A library that was just made. */
  empty: async ({ template, folder }, use) => {
    const library = join(folder, 'Nordlicht')
    await done(library, 'init', library)
    const engine = await serve(library, template.card, folder)
    await use(engine.served)
    await engine.stop()
  },

  served: async ({ template, folder }, use) => {
    const library = join(folder, 'Nordlicht')
    await cp(template.library, library, {
      recursive: true,
      filter: (path) => !/engine\.(lock|json)$|\.sock$/.test(path),
    })
    const engine = await serve(library, template.card, folder)
    await use(engine.served)
    await engine.stop()
  },

  window: async ({ page, served }, use) => {
    const window = new Window(page)
    await window.open(served.url)
    await use(window)
  },
})

/** Runs a command that may end with 0, or with 3 where not everything could be made or verified. */
async function done(library: string, ...words: string[]): Promise<void> {
  const run = await cli(library, ...words)
  if (run.exit !== 0 && run.exit !== 3)
    throw new Error(`rushes ${words.join(' ')} ended with ${run.exit}: ${run.stderr}`)
}

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
