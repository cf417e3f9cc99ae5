/**
 * The project on the command line: shown, changed, its episodes and title versions.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectSentence, inText, rushes, stage, type Stage } from './stage.ts'

describe('project', () => {
  let s: Stage
  beforeAll(async () => {
    s = await stage()
  })
  afterAll(async () => {
    await s.close()
  })
  const run = (...words: string[]) => rushes(s.library, ['project', ...words])
  const lines = async (type: string, ...words: string[]) =>
    (await run(...words)).lines.filter((line) => line.type === type)

  it('is there before anybody named it', async () => {
    expect(await lines('project')).toMatchObject([{ name: '', first: true, firstDay: null }])
    expect((await inText(s.library, ['project'])).stdout).toMatch(/^\(no name\)\n {2}id /)
  })

  it('takes changes a word each, and leaves what is not named', async () => {
    expect(
      (
        await run(
          'set',
          'name=Night Fall',
          'firstDay=2026-11-20',
          'day.2026-11-22=7',
          'soundRate=29.97df',
          'status.ok=Approved,approved,final',
          'status.wip=In work',
          'field.unit=Unit:choice:Main,Second',
          'naming.delivery={project}_{episode}',
          'role.editor=Editor:edit',
        )
      ).exit,
    ).toBe(0)
    expect(
      await lines('project', 'set', 'status.ok=OK, approved', 'role.editor=none', 'day.2026-11-22=none'),
    ).toMatchObject([
      {
        name: 'Night Fall',
        firstDay: '2026-11-20',
        dayNumbers: {},
        soundRate: { num: 30_000, den: 1001, dropFrame: true },
        statuses: [{ key: 'ok', name: 'OK', flags: ['approved'] }, { key: 'wip' }],
        customFields: [{ key: 'unit', type: 'choice', choices: ['Main', 'Second'] }],
        naming: { delivery: '{project}_{episode}' },
        roles: [],
      },
    ])
    expect((await inText(s.library, ['project', 'show'])).stdout).toMatch(
      /29\.97 fps, drop-frame[^]*ok {2}OK \(approved\)[^]*Unit \(choice: Main, Second\)/,
    )
    expect((await rushes(s.library, ['settings'])).result).toMatchObject({ settings: { firstDay: '2026-11-20' } })
    expect((await rushes(s.library, ['undo'])).result).toMatchObject({ label: 'Project: Day number, Status, Role' })
  })

  it.each([
    ['colour=red'],
    ['soundRate=fast'],
    ['soundRate=25df'],
    ['firstDay=soon'],
    ['firstDay=2026-99-99'],
    ['status.ok=OK,good'],
    ['field.a=A:sum'],
    ['role.a=A:owner'],
    ['naming.book=x'],
  ])('refuses %s in a sentence', async (word) => {
    expectSentence(await inText(s.library, ['project', 'set', word]), 2)
  })

  it('has episodes and title versions, of another project too', async () => {
    expect((await run('create', 'Harbour')).exit).toBe(0)
    expect(await lines('project', 'list')).toMatchObject([{ first: true }, { name: 'Harbour', first: false }])
    const other = ['--project', 'harbour']
    expect(await lines('episode', ...other, 'episodes', 'add', '101', 'Pilot')).toMatchObject([
      { number: '101', name: 'Pilot' },
    ])
    expect(
      await lines('title-version', ...other, 'titles', 'add', 'Broadcast', 'de', '--episode', '101'),
    ).toMatchObject([{ edit: 'Broadcast', language: 'de' }])
    expect((await inText(s.library, ['project', ...other, 'titles'])).stdout).toMatch(
      / {2}episode 101 {2}Broadcast {2}de\n$/,
    )
    const [title] = (await lines('title-version', ...other, 'titles', 'list')) as unknown as { id: string }[]
    expect((await run(...other, 'titles', 'remove', title!.id)).exit).toBe(0)
    expect((await run(...other, 'episodes', 'remove', '101')).exit).toBe(0)
    expect(await lines('episode', ...other, 'episodes')).toEqual([])
    expectSentence(await inText(s.library, ['project', ...other, 'episodes', 'remove', '101']), 1)
    expectSentence(await inText(s.library, ['project', '--project', 'nobody']), 1)
  })
})
