/**
 * What is said of a number that no decision list holds. Pure.
 */
const RANGES: Readonly<Record<string, string>> = {
  slope: 'A slope is 0 to 100.',
  offset: 'An offset is −10 to 10.',
  power: 'A power is 0.01 to 100.',
  saturation: 'The saturation is 0 to 10.',
}

/** What a part of a decision list can be, for whoever typed something else. */
export function cdlFault(part: PropertyKey | undefined): string {
  return `${RANGES[String(part)] ?? 'That is no value of a decision list.'} The value stays as it was.`
}
