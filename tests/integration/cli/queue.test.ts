/**
 * Cascades and the queue on the command line.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rushes as run, stage, type Stage } from './stage.ts'

let at: Stage
const rushes = (...words: string[]) => run(at.library, words)

beforeAll(async () => {
  at = await stage()
})
afterAll(() => at.close())

describe('several drives and cards', () => {
  it('`offload --cascade` says what is copied from where', async () => {
    const drives = ['CASCADE_1', 'CASCADE_2'].map((name) => join(at.dir, name))
    for (const drive of drives) mkdirSync(drive)
    const answer = await rushes(
      'offload',
      at.card,
      '--to',
      drives[0]!,
      '--to',
      drives[1]!,
      '--cascade',
      '--priority',
      '3',
    )
    expect(answer).toMatchObject({ exit: 0, result: { state: 'done', verdict: { verified: true } } })
    expect(answer.stderr).toContain('copied from there as soon as it is verified')
    const [, second] = answer.result!['destinations'] as { origins: { path: string | null; files: number }[] }[]
    expect(second?.origins).toEqual([{ path: drives[0], files: 3 }])
  })

  it('the commands of the queue answer, and refuse in sentences', async () => {
    expect((await rushes('offload', at.card, '--to', at.drives[0], '--priority', 'soon')).result).toMatchObject({
      exit: 2,
      code: 'usage',
    })
    expect((await rushes('offload', at.card, '--to', at.drives[0], '--eject', 'everything')).result).toMatchObject({
      exit: 2,
      code: 'usage',
    })
    expect((await rushes('offloads', 'pause', 'A003_1120R7')).result).toMatchObject({ code: 'conflict' })
    expect((await rushes('offloads', 'prioritise', 'A003_1120R7', '5')).result).toMatchObject({ code: 'not_found' })
    expect((await rushes('offloads', 'pause', 'A003_1120R7', '--drive', '/nowhere')).result).toMatchObject({
      code: 'not_found',
    })
    expect(await rushes('offloads', 'cancel', 'A003_1120R7')).toMatchObject({ exit: 0 })
    expect(await rushes('offloads', 'continue')).toMatchObject({ exit: 0, result: { count: 0 } })
  })
})
