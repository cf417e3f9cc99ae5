/**
 * `rushes report`: of an offload and of a shooting day, in every kind, for programs and for people.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectSentence, inText, rushes, stage, type Stage } from './stage.ts'

let at: Stage
beforeAll(async () => {
  at = await stage()
  await rushes(at.library, ['offload', at.card, '--to', at.drives[0], '--to', at.drives[1]])
})
afterAll(() => at.close())

it('writes the report of the last offload, or of one that is named, and prints where', async () => {
  const out = join(at.dir, 'out')
  for (const kind of ['pdf', 'html', 'csv', 'text']) {
    const { result } = await rushes(at.library, ['report', '--as', kind, '--to', out])
    expect(result).toMatchObject({
      exit: 0,
      code: 'ok',
      path: expect.stringMatching(kind === 'text' ? /\.txt$/ : new RegExp(`\\.${kind}$`)),
    })
    expect(readFileSync(result!['path'] as string).length).toBeGreaterThan(100)
  }
  expect((await inText(at.library, ['report', 'A003_1120R7', '--as', 'csv'])).stdout).toMatch(
    /A003_1120R7 \d{4}-\d\d-\d\d \d{4}\.csv\n$/,
  )
  expectSentence(await inText(at.library, ['report', 'Z999']), 1)
})

it('writes the report of a shooting day', async () => {
  const day = (await rushes(at.library, ['ls', 'kind:video'])).lines.find((line) => line.type === 'asset')![
    'day'
  ] as string
  const { result } = await rushes(at.library, ['report', '--day', day, '--as', 'text'])
  expect(result).toMatchObject({ exit: 0, code: 'ok', day })
  expect(readFileSync(result!['path'] as string, 'utf8')).toMatch(
    /^\w+day \d+ \w+ \d{4}\nNot all of the day is safe\. The card of the day must not be formatted yet\.\n\nA003_1120R7: 1 clip, /,
  )
  for (const kind of ['pdf', 'html', 'csv'])
    expect((await rushes(at.library, ['report', '--day', day, '--as', kind])).exit).toBe(0)
})

it('says what is wrong with the question', async () => {
  const none = await inText(at.library, ['report', '--day', '1999-01-01'])
  expectSentence(none, 1)
  expect(none.stderr).toContain('1999-01-01')
  expectSentence(await inText(at.library, ['report', '--day', 'yesterday']), 2)
  expectSentence(await inText(at.library, ['report', 'A003_1120R7', '--day', '2026-11-20']), 2)
})
