/**
 * The empty mount point of a drive that went: what is written there would lie on this computer's own disk, and under
 * the drive when that comes back.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { editParamsSchema } from '../../../shared/model/edit-proxies.ts'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'
import { drive } from '../offload/drives.ts'
import { CAN_MOUNT, makeCard, workshop } from '../offload/stage.ts'

const op = () => ({ opId: newId() })

describe.skipIf(!CAN_MOUNT)('the empty mount point of a drive that went (needs root to mount)', () => {
  it('takes nothing that a person asks to be written', async () => {
    const at = workshop()
    await using library = await testLibrary()
    const { client } = library
    const project = join(at, 'Project')
    mkdirSync(project)
    writeFileSync(join(project, 'Film.drp'), 'first cut\n')
    await client.roots.add({ ...op(), path: project })
    const assetId = await until('kept', async () => {
      const row = (await client.assets.list({ query: 'name:Film' })).rows[0]
      return row !== undefined && (await client.versions.list({ assetId: row.id })).some((one) => one.stored === 'kept')
        ? row.id
        : undefined
    })
    mkdirSync(join(at, 'remote'))
    await client.remotes.add({ ...op(), url: `file://${join(at, 'remote')}` })

    const shuttle = drive(join(at, 'SHUTTLE'), 'ext4', 60)
    const { id } = await client.offloads.start({
      ...op(),
      sources: [makeCard(join(at, 'A001'), { 'A001C001.mov': 200_000 })],
      destinations: [shuttle.path],
    })
    await until('ended', async () => (await client.offloads.get({ id })).queue === null)
    const [{ day } = { day: null }] = (await client.safety.cards({})).cards.filter((card) => card.offloadId === id)
    shuttle.pull()
    const fetch = async (to: string): Promise<void> => {
      for await (const event of await client.sync.fetch({ assetId, what: 'original', to })) void event
    }
    for (const to of [shuttle.path, join(shuttle.path, 'Day 1')]) {
      const said = (what: string) => ({
        code: 'volume.offline',
        message: expect.stringMatching(
          new RegExp(
            `^SHUTTLE was mounted at .* and is not connected: ${what} would be written to .* instead\\. Reconnect SHUTTLE, or choose another folder\\.$`,
          ),
        ) as string,
      })
      await expect(client.safety.report({ kind: 'csv', to })).rejects.toMatchObject(said('the report'))
      await expect(client.offloads.report({ id, kind: 'csv', to })).rejects.toMatchObject(said('the report'))
      await expect(client.reports.day({ day: day!, kind: 'csv', to })).rejects.toMatchObject(said('the report'))
      await expect(
        client.versions.restore({ ...op(), assetId, revision: 1, to: join(to, 'Film.drp') }),
      ).rejects.toMatchObject(said('the version'))
      await expect(
        client.editProxies.start({ ...op(), query: '', to, params: editParamsSchema.parse({}) }),
      ).rejects.toMatchObject(to === shuttle.path ? said('the proxies') : { code: 'destination.missing' })
      await expect(client.stills.save({ ...op(), assetId, frame: 0, format: 'png', to })).rejects.toMatchObject(
        to === shuttle.path ? said('the still') : { code: 'destination.missing' },
      )
      await expect(fetch(to)).rejects.toMatchObject(said('the original'))
      await expect(client.remotes.add({ ...op(), url: `file://${to}` })).rejects.toMatchObject(said('the remote'))
      expect(await client.remotes.test({ url: `file://${to}` })).toMatchObject({
        ok: false,
        findings: [{ text: said('the remote').message }],
      })
    }
    expect(readdirSync(shuttle.path)).toEqual([])
    // Back again, it takes the report.
    shuttle.plug()
    const { path } = await client.safety.report({ kind: 'csv', to: join(shuttle.path, 'Day 1') })
    expect(path).toBe(join(shuttle.path, 'Day 1', 'Safety.csv'))
  }, 60_000)
})
