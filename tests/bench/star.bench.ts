/**
 * How long a star needs to a second device while a large send goes on at 1 MB/s: woken by a hint, as on a local network
 * or over NATS, and by polling alone. `--quick` sets fewer stars.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keptDevice, slowStore, type KeptDevice } from '../helpers/kept-device.ts'
import { until } from '../helpers/until.ts'

const MB = 1_000_000
const STARS = process.argv.includes('--quick') ? 5 : 20

async function measure(
  wakes: boolean,
): Promise<{ readonly seconds: number[]; readonly sentMb: number; readonly leftMb: number }> {
  const dir = mkdtempSync(join(tmpdir(), 'rushes-star-'))
  const at = slowStore()
  const others: KeptDevice[] = []
  const a = await keptDevice({
    dir,
    name: 'A',
    at,
    rules: { originals: 'all', bytesPerSecond: MB },
    clips: [256 * MB],
    packBytes: 16 << 20,
    published: () => {
      if (wakes) others[0]?.loop.poke(true)
    },
  })
  const b = await keptDevice({ dir, name: 'B', at, rules: {} })
  others.push(b)
  const [clip] = a.assetIds
  await until('the second device knows the clip', () => b.stars(clip!) === 0)
  await until('bytes are on their way', () => at.sent() > 0)
  const seconds: number[] = []
  for (let star = 1; star <= STARS; star += 1) {
    const stars = (star % 5) + 1
    const began = performance.now()
    a.rate(clip!, stars)
    await until('the star is there', () => b.stars(clip!) === stars)
    seconds.push((performance.now() - began) / 1000)
  }
  const left = a.loop.status().outgoing.find(({ cargo }) => cargo === 'originals')?.bytes ?? 0
  await Promise.all([a, b].map((device) => device.close()))
  rmSync(dir, { recursive: true, force: true })
  return { seconds: seconds.toSorted((one, other) => one - other), sentMb: at.sent() / MB, leftMb: left / MB }
}

for (const [name, wakes] of [
  ['woken by a hint', true],
  ['by polling alone', false],
] as const) {
  const { seconds, sentMb, leftMb } = await measure(wakes)
  if (leftMb === 0) throw new Error('The send was over before the last star: nothing was measured.')
  console.log(
    `${name.padEnd(18)} ${STARS} stars: half within ${seconds[Math.floor(seconds.length / 2)]!.toFixed(2)} s, all within ${seconds.at(-1)!.toFixed(2)} s, while ${sentMb.toFixed(0)} MB of 256 MB went at 1 MB/s`,
  )
}
