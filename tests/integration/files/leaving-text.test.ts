/**
 * Names with hidden characters on a real card: what leaves Rushes as a report, a log or JSON holds none of them.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createLog } from '../../../electron/engine/log.ts'
import { newId } from '../../../shared/util/ids.ts'
import { cli, startCli } from '../../helpers/cli.ts'
import { scratch, testLibrary } from '../../helpers/library.ts'

const CARD = 'A007\u001b[2K\u202e'
const CLIP = 'C001\nSafe to format A007\u009b31m\u200b.mov'
// oxlint-disable-next-line no-control-regex -- they are what must not be there
const HARMFUL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069]/u

it('reports of every kind: no control, and no line that begins with our verdict', async () => {
  await using it = await testLibrary()
  const [card, drive] = [join(it.dir, CARD), join(it.dir, 'drive')]
  for (const folder of [card, drive]) mkdirSync(folder)
  writeFileSync(join(card, CLIP), 'clip')
  const { id } = await it.client.offloads.start({ opId: newId(), sources: [card], destinations: [drive] })
  for await (const event of await it.client.offloads.watch({ id })) void event
  for (const kind of ['csv', 'html', 'text'] as const) {
    const { path } = await it.client.offloads.report({ id, kind, to: join(it.dir, 'reports') })
    const text = readFileSync(path, 'utf8')
    expect(text).toContain('A007')
    expect(text).not.toMatch(HARMFUL)
    expect(text.split('\n').filter((line) => line.startsWith('Safe to format'))).toEqual([])
  }
  const { path } = await it.client.offloads.report({ id, kind: 'pdf', to: join(it.dir, 'reports') })
  const pdf = readFileSync(path)
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  expect(path).not.toMatch(HARMFUL)
  // A title that a viewer shows is text of ours too.
  for (const [, title] of pdf.toString('latin1').matchAll(/\/Title \((.*?)\)/g)) expect(title).not.toMatch(/[\n\r]/)
})

it('the log: the same said, in characters that move no cursor', async () => {
  using place = scratch()
  const { log, close } = createLog(place.dir, 'info')
  log.info(
    { name: CLIP, token: 'secret', address: { shellSecret: 'secret', headers: { 'x-rushes-shell': 'secret' } } },
    `offload of ${CARD}`,
  )
  await close()
  const text = readFileSync(join(place.dir, 'engine.log'), 'utf8')
  expect(text).not.toMatch(HARMFUL)
  expect(JSON.parse(text)).toMatchObject({
    name: CLIP,
    token: '[hidden]',
    address: { shellSecret: '[hidden]', headers: { 'x-rushes-shell': '[hidden]' } },
    msg: `offload of ${CARD}`,
  })
  expect(text.trim().split('\n')).toHaveLength(1)
})

it('the command line, as text and as JSON', async () => {
  using place = scratch()
  const [library, media] = [join(place.dir, 'library'), join(place.dir, 'media')]
  mkdirSync(media)
  writeFileSync(join(media, CLIP), 'clip')
  await cli(library, 'init', library)
  await cli(library, 'scan', media)
  const listed = await startCli(library, ['ls'], { text: true }).done
  expect(listed.stdout + listed.stderr).not.toMatch(HARMFUL)
  expect(listed.stdout).toContain('\\n')
  expect(listed.stdout.split('\n').filter((line) => line.startsWith('Safe to format'))).toEqual([])
  const json = await cli(library, 'ls')
  expect(json.stdout).not.toMatch(HARMFUL)
  expect(json.lines.some((line) => line.type === 'asset' && String(line['name']).includes('\n'))).toBe(true)
})
