/**
 * What was measured beside its target. Each benchmark notes its own; `npm run bench` puts them into one table at the
 * end.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'

/** The file to which benchmarks note, set by `run.ts`. Without it nothing is noted. */
export const NOTES = 'RUSHES_BENCH_NOTES'

interface Measured {
  readonly bench: string
  readonly what: string
  readonly value: number
  /** At most this; with `least` also no less than that. */
  readonly most: number
  readonly least?: number
  /** "×", "ms", "s", "MB". */
  readonly unit: string
}

/** Notes a measurement, and answers whether it is within its target. */
export function target(
  bench: string,
  what: string,
  value: number,
  { most, unit, least }: Pick<Measured, 'most' | 'unit' | 'least'>,
): boolean {
  const measured: Measured = { bench, what, value, most, unit, ...(least === undefined ? {} : { least }) }
  const file = process.env[NOTES]
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(measured)}\n`)
  return isWithin(measured)
}

/** All that was noted, as lines of a table, and one sentence that names what missed its target. */
export function summary(file: string): string[] {
  const all = existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Measured)
    : []
  if (all.length === 0) return ['No benchmark that ran has a target.']
  const missed = all.filter((one) => !isWithin(one))
  return [
    '| benchmark | what | measured | target | |',
    '| --- | --- | --- | --- | --- |',
    ...all.map(
      (one) =>
        `| ${one.bench} | ${one.what} | ${amount(one.value, one.unit)} | ${one.least === undefined ? `≤ ${amount(one.most, one.unit)}` : `${amount(one.least, one.unit)} to ${amount(one.most, one.unit)}`} | ${isWithin(one) ? 'met' : '**missed**'} |`,
    ),
    '',
    missed.length === 0
      ? `All ${all.length} targets are met.`
      : `${all.length - missed.length} of ${all.length} targets are met. Missed: ${missed.map((one) => `${one.bench}, ${one.what}`).join('; ')}.`,
  ]
}

function isWithin({ value, most, least }: Measured): boolean {
  return value <= most && (least === undefined || value >= least)
}

function amount(value: number, unit: string): string {
  return `${value >= 100 ? value.toFixed(0) : value.toFixed(2)} ${unit}`
}
