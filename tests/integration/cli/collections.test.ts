/**
 * Collections of every kind on the command line.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inText, rushes as run, stage, type Stage } from './stage.ts'

describe('collections', () => {
  let at: Stage
  beforeAll(async () => {
    at = await stage()
    await run(at.library, ['offload', at.card, '--to', at.drives[0]])
  })
  afterAll(async () => {
    await at.close()
  })
  const rushes = (...words: string[]) => run(at.library, words)
  const text = (...words: string[]) => inText(at.library, words)
  const of = ({ lines }: Awaited<ReturnType<typeof rushes>>, type: string) => lines.filter((line) => line.type === type)

  it('`collection` keeps clips together', async () => {
    expect(await rushes('collection', 'add', 'Selects', 'A003C001')).toMatchObject({ exit: 0 })
    expect(of(await rushes('collection', 'list'), 'collection')).toMatchObject([{ name: 'Selects', count: 1 }])
    expect(of(await rushes('ls', 'collection:Selects'), 'asset')).toHaveLength(1)
    await rushes('collection', 'note', 'selects', 'A003C001', 'opens', 'the', 'reel')
    expect(of(await rushes('show', 'A003C001'), 'asset')).toMatchObject([
      { collections: [{ name: 'Selects', note: 'opens the reel' }] },
    ])
    await rushes('collection', 'note', 'selects', 'A003C001')
    expect(of(await rushes('show', 'A003C001'), 'asset')).toMatchObject([{ collections: [{ note: null }] }])
    expect(await rushes('undo')).toMatchObject({ result: { label: 'Note in a collection' } })
    expect(of(await rushes('show', 'A003C001'), 'asset')).toMatchObject([{ collections: [{ note: 'opens the reel' }] }])
    expect(await rushes('collection', 'take', 'selects', 'A003C001')).toMatchObject({ exit: 0 })
    expect((await text('collection', 'list')).stdout).toMatch(/Selects {2}0\n$/)
  })

  it('`collection` keeps searches, and folders of both', async () => {
    expect(await rushes('collection', 'folder', 'Act one')).toMatchObject({ exit: 0 })
    expect(
      await rushes('collections', 'smart', 'Best', 'name:A003C001', '-tag:no', '--folder', 'act one'),
    ).toMatchObject({
      exit: 0,
    })
    expect(of(await rushes('ls', 'in:"Act one"'), 'asset')).toHaveLength(1)
    expect((await text('collection', 'list')).stdout).toMatch(
      /Act one {2}folder\n\S+ {4}Best {2}1 {2}name:A003C001 -tag:no\n/,
    )
    expect(await rushes('collection', 'smart', 'Best', 'in:Best')).toMatchObject({
      exit: 2,
      result: { code: 'query.unknown', message: expect.stringContaining('“Best” asks for itself') },
    })
    expect(await rushes('collection', 'place', 'Best', '--before', 'Act one')).toMatchObject({ exit: 0 })
    expect(await rushes('collection', 'rename', 'Best', 'Best of all')).toMatchObject({ exit: 0 })
    expect(of(await rushes('collection', 'list'), 'collection').map(({ name }) => name)).toEqual([
      'Best of all',
      'Act one',
      'Selects',
    ])
    expect(await rushes('collection', 'remove', 'Best of all')).toMatchObject({ exit: 0 })
    expect(await rushes('ls', 'in:"Best of all"')).toMatchObject({ exit: 2, result: { code: 'query.unknown' } })
    expect(await rushes('undo')).toMatchObject({ result: { label: 'Delete smart collection' } })
  })
})
