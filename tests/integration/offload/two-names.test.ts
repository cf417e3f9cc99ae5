/**
 * A roll goes by two names: that of the card's folder, and that in the names of its clips. And what a plan foretold is
 * not said any more once the run has met it.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary } from '../../helpers/library.ts'
import { makeCard } from './stage.ts'

describe('the roll A004 of the card A004R2EC', () => {
  it('is found by either name, and its second offload tells of no other roll and no forecast', async () => {
    await using library = await testLibrary()
    const { client, dir } = library
    const card = makeCard(join(dir, 'A004R2EC'), {
      'A004C001_261120_R2EC.mov': 60_000,
      'A004C002_261120_R2EC.mov': 61_000,
    })
    const other = makeCard(join(dir, 'B001R1AA'), { 'B001C001_261120_R1AA.mov': 62_000 })
    const run = async (source: string, to: string) => {
      const drive = join(dir, to)
      mkdirSync(drive, { recursive: true })
      const { id } = await client.offloads.start({ opId: newId(), sources: [source], destinations: [drive] })
      for await (const _ of await client.offloads.watch({ id })) void _
      return client.offloads.get({ id })
    }
    await run(card, 'one')
    await run(other, 'one')
    const found = async (query: string) => (await client.assets.list({ query })).rows.map((row) => row.name).toSorted()
    const clips = ['A004C001_261120_R2EC', 'A004C002_261120_R2EC']
    expect(await found('roll:A004')).toEqual(clips)
    expect(await found('roll:A004R2EC')).toEqual(clips)
    expect(await found('roll:a004r2ec')).toEqual(clips)
    expect(await found('roll:A004R2EC,B001')).toEqual([...clips, 'B001C001_261120_R1AA'])
    expect(await found('-roll:A004R2EC')).toEqual(['B001C001_261120_R1AA'])
    expect(await found('roll:A004R')).toEqual([])

    mkdirSync(join(dir, 'two'))
    const plan = await client.offloads.plan({ sources: [card], destinations: [join(dir, 'two')] })
    const codes = plan.remarks.map((remark) => remark.code)
    expect(codes).toContain('source.known')
    expect(codes).not.toContain('source.duplicates')
    const offload = await run(card, 'two')
    expect(offload.state).toBe('done')
    expect(offload.remarks.map((remark) => remark.code)).not.toContain('source.known')
  })
})
