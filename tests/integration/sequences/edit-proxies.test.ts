/**
 * Edit proxies of numbered frames: every format, all frames at their places, holes included; and what is promised of
 * them, which is nothing that no maker says. Other devices of the library get what was made.
 */
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probeFile } from '../../../electron/engine/media/probe.ts'
import { planEditProxy } from '../../../electron/engine/media/recipes/edit-proxy.ts'
import { sequenceFacts } from '../../../electron/engine/domain/media/sequence-facts.ts'
import {
  editJobResultSchema,
  editParamsSchema,
  PICTURE_FORMATS,
  type EditJobResult,
} from '../../../shared/model/edit-proxies.ts'
import { factsOf } from '../../helpers/derived.ts'
import { layFrames, named, shownIn } from '../../helpers/frames.ts'
import { cli, servedCli, type CliRun } from '../../helpers/cli.ts'
import { testLibrary } from '../../helpers/library.ts'
import { mediaContext } from '../../helpers/media.ts'
import { allSettled, op, scan, workbench, type Bench } from '../jobs/bench.ts'

const EXPECTED = [233, 234, 235, 'hole', 'hole', 238, 239, 240]

let bench: Bench
beforeAll(async () => {
  bench = await workbench()
  await bench.client.settings.set({ ...op(), changes: { makeProxies: false } })
  await layFrames(
    join(bench.card, 'A003'),
    named((frame) => `sh010.${frame}.dpx`, 1001, 1008, [1004, 1005]),
  )
  await scan(bench.client, bench.card)
  await allSettled(bench.client)
}, 120_000)
afterAll(() => bench[Symbol.asyncDispose]())

async function made(wish: { to: string; format: string; rate?: { num: number; den: number } }): Promise<EditJobResult> {
  const { to, format, rate = null } = wish
  const { jobs } = await bench.client.editProxies.start({
    ...op(),
    query: '',
    to,
    rate,
    params: editParamsSchema.parse({ format, divide: 1 }),
  })
  for await (const job of await bench.client.jobs.watch({ id: jobs[0]! }))
    if (job.state === 'failed') throw new Error(job.error?.message)
    else if (job.state === 'done') return editJobResultSchema.parse(job.result)
  throw new Error('it was not made')
}

function folder(name: string): string {
  const path = join(bench.dir, name)
  mkdirSync(path, { recursive: true })
  return path
}

describe('edit proxies of numbered frames', { timeout: 120_000 }, () => {
  it.each(PICTURE_FORMATS)('have every frame, the rate and the timecode of the number: %s', async (format) => {
    const { path, links } = await made({ to: folder(format), format })
    expect(await shownIn(path)).toEqual(EXPECTED)
    expect(await probeFile(path, await mediaContext())).toMatchObject({
      rate: { num: 24, den: 1 },
      durationFrames: 8,
      start: { text: '00:00:41:17' },
    })
    // No maker says that a proxy links to numbered frames, and so it is not said here.
    expect(links.map(({ editor, links: does, why }) => [editor, does, why.length > 0])).toEqual([
      ['resolve', false, true],
      ['premiere', false, true],
      ['final-cut', false, true],
      ['avid', false, true],
    ])
  })

  it('run at another rate where that is asked for, and the clip goes on as it was', async () => {
    const to = folder('slower')
    const { path } = await made({ to, format: 'prores-proxy', rate: { num: 24_000, den: 1001 } })
    expect(await probeFile(path, await mediaContext())).toMatchObject({ rate: { num: 24_000, den: 1001 } })
    expect((await bench.client.assets.list({})).rows[0]).toMatchObject({ rate: { num: 24, den: 1 } })
    // The same place at the clip’s own rate: what lies there is no such proxy.
    await expect(made({ to, format: 'prores-proxy' })).rejects.toThrow(/23\.976/)
  })

  it('bear the numbers of the files where frames are drawn into them', async () => {
    const { tools } = await mediaContext()
    const first = await factsOf(join(bench.card, 'A003', 'sh010.1001.dpx'))
    const facts = sequenceFacts(first, { first: 1001, last: 1008 }, { num: 24, den: 1 })
    const { part } = planEditProxy({
      facts,
      params: editParamsSchema.parse({ burn: { frame: true } }),
      capabilities: tools.capabilities,
      font: '/font.woff',
    })
    expect(part.picture).toContain('eif\\\\:n+1001\\\\:d')
  })

  it('are made by the command line, at the rate of the setting, and at another for one run', async () => {
    const library = join(bench.dir, 'library of the command line')
    const well = async (...words: string[]): Promise<CliRun> => {
      const run = await cli(library, ...words)
      if (run.exit !== 0) throw new Error(`${words.join(' ')}: ${run.stdout} ${run.stderr}`)
      return run
    }
    await well('init', library)
    await using _served = await servedCli(library)
    expect((await well('settings', 'sequenceRate=29.97')).result).toMatchObject({
      settings: { sequenceRate: { num: 30_000, den: 1001 } },
    })
    expect((await cli(library, 'settings', 'sequenceRate=often')).result).toMatchObject({ code: 'usage' })
    await well('scan', join(bench.card, 'A003'))
    const to = folder('cli')
    const rateOf = async (name: string): Promise<unknown> => {
      const [file] = readdirSync(join(to, name), { recursive: true, encoding: 'utf8' }).filter((one) =>
        one.endsWith('.mov'),
      )
      const probe = await probeFile(join(to, name, file!), await mediaContext())
      return probe.ok ? probe.rate : probe.reason
    }
    for (const [name, rate] of [
      ['own', []],
      ['other', ['--rate', '25']],
    ] as const) {
      mkdirSync(join(to, name))
      await well('proxy', 'sh010', '--preset', 'prores-proxy', '--to', join(to, name), ...rate, '--wait')
    }
    expect([await rateOf('own'), await rateOf('other')]).toEqual([
      { num: 30_000, den: 1001 },
      { num: 25, den: 1 },
    ])
    const { lines } = await well('show', 'sh010')
    expect(JSON.stringify(lines)).toContain('"rateFrom":"assumed","startFrom":"frame-number"')
  })
})

describe('what was made of numbered frames', { timeout: 120_000 }, () => {
  it('comes to other devices: the filmstrip by itself, the proxy when it is asked for', async () => {
    await using a = await testLibrary()
    await using b = await testLibrary()
    await layFrames(
      join(a.dir, 'shoot'),
      named((frame) => `sh020.${frame}.dpx`, 1, 6, [3]),
    )
    for await (const _ of await a.client.catalogue.add({ paths: [join(a.dir, 'shoot')] })) void _
    await allSettled(a.client)
    const url = `file://${folder('shuttle')}`
    const sync = async ({ client }: typeof a): Promise<void> => {
      const known = (await client.remotes.list({})).find((one) => one.url === url)
      const id = known?.id ?? (await client.remotes.add({ ...op(), url, rules: { proxies: true } })).remote.id
      for await (const _ of await client.remotes.run({ id, originals: false })) void _
    }
    await sync(a)
    await sync(b)
    await sync(b)
    const [row] = (await b.client.assets.list({})).rows
    expect(row).toMatchObject({ name: 'sh020.[1-6].dpx', kind: 'sequence', rate: { num: 24, den: 1 } })
    expect(row!.derivatives.filmstrip).not.toBeNull()
    let fetched: string | null = null
    for await (const one of await b.client.sync.fetch({ assetId: row!.id, what: 'proxy', to: null })) fetched = one.path
    expect(await shownIn(fetched!)).toEqual([1, 2, 'hole', 4, 5, 6])
    const { proxy } = (await b.client.assets.get({ id: row!.id })).derivatives
    expect(existsSync(b.engine.derivative(proxy!)!.path)).toBe(true)
  })
})
