/**
 * The report of a shooting day over real offloads: two cards on two drives, and a copy that goes bad afterwards.
 */
import {
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
  closeSync,
  readdirSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { canMount, loopDrives, type LoopDrives } from '../../helpers/loop-drives.ts'
import { film, plain } from '../../helpers/media.ts'
import { until } from '../../helpers/until.ts'

async function offload({ client }: TestLibrary, card: string, drives: readonly string[]): Promise<void> {
  const { id } = await client.offloads.start({ opId: newId(), sources: [card], destinations: [...drives] })
  for await (const _ of await client.offloads.watch({ id }));
}

/** Changes bytes of a file and leaves its size and time: what a failing drive does. */
function rot(path: string): void {
  const { atime, mtime } = statSync(path)
  const fd = openSync(path, 'r+')
  writeSync(fd, 'ROTTEN', 4096)
  closeSync(fd)
  utimesSync(path, atime, mtime)
}

function driveOf(drives: LoopDrives, name: string): string {
  drives.make(`${name}.img`, name, 32)
  return drives.mount(`${name}.img`, name)
}

it.runIf(canMount)(
  'a day with two cards: safe, then not, when a copy went bad; as mail, CSV, HTML and PDF',
  async () => {
    await using library = await testLibrary()
    const { client, dir } = library
    using drives = loopDrives(dir)
    const [raid, shuttle, out] = [driveOf(drives, 'RAID'), driveOf(drives, 'SHUTTLE'), join(dir, 'out')]
    await client.settings.set({ opId: newId(), changes: { requiredDevices: 1 } })
    const cards = [join(dir, 'A003R7'), join(dir, 'B002R2')] as const
    for (const card of cards) mkdirSync(card)
    copyFileSync(await film(), join(cards[0], 'A003C001.mov'))
    writeFileSync(join(cards[0], 'A003C001.xml'), '<clip/>')
    copyFileSync(await plain('25'), join(cards[1], '<script>Ünsinn.mp4'))
    // A day on which no other test of this machine has a card in a reader.
    for (const [card, name] of cards.flatMap((one) => readdirSync(one).map((file) => [one, file] as const)))
      utimesSync(join(card, name), 1_600_050_000, 1_600_050_000)
    for (const card of cards) await offload(library, card, [raid, shuttle])
    const day = (await client.assets.outline({})).days.find((one) => one.day !== null)!.day!
    await until('the clips are looked into', async () =>
      (await client.assets.list({ query: 'kind:video' })).rows.every((row) => row.derivatives.poster !== null),
    )

    const written = async (kind: 'pdf' | 'html' | 'csv' | 'text'): Promise<Buffer> =>
      readFileSync((await client.reports.day({ day, kind, to: out })).path)
    const mail = (await written('text')).toString()
    expect(mail).toContain('The day is safe. All 2 cards of the day may be formatted')
    expect(mail).toMatch(/^A003R7: 1 clip, .* verified: RAID (\d+) of \1 · SHUTTLE \1 of \1\. May be formatted\.$/m)

    rot(join(raid, 'B002R2', '<script>Ünsinn.mp4'))
    rot(join(shuttle, 'B002R2', '<script>Ünsinn.mp4'))
    const verified = await client.verify.copies({ volumes: ['RAID', 'SHUTTLE'] })
    for await (const _ of verified);
    const after = (await written('text')).toString()
    expect(after).toContain('Not all of the day is safe. 1 of 2 cards may be formatted. Do not format B002R2.')
    expect(after).toContain('No good copy is known: copy it again from the card.')

    const rows = (await written('csv')).toString().trim().split('\r\n')
    expect(rows).toHaveLength(4)
    expect(rows[1]).toMatch(/^B002R2,no,.*checksum no longer matches/)

    const html = (await written('html')).toString()
    expect(html).not.toContain('<script')
    expect(html.match(/data:image\/jpeg;base64,/g)).toHaveLength(2)
    expect(html).toContain('10:00:00:00 – 10:00:02:00')

    const pdf = await written('pdf')
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    // What is written again takes the place of what was written before, and nothing half written is left.
    expect(readdirSync(out).toSorted()).toEqual(['csv', 'html', 'pdf', 'txt'].map((ending) => `Day ${day}.${ending}`))
    await expect(client.reports.day({ day: '1999-01-01', kind: 'pdf' })).rejects.toMatchObject({ code: 'not_found' })
  },
)
