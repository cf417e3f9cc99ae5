/**
 * The number of a shooting day, as it stands on the call sheet: set by the crew, or counted from the first day of the
 * project that they name. It is never counted from what happens to be in the library: older files that come in later
 * would change the number of a day that is on paper already.
 */

export interface DayNumbering {
  /** The first day of the project, YYYY-MM-DD; null where nobody named it. */
  readonly firstDay: string | null
  /** Numbers that the crew gave, by day. */
  readonly dayNumbers: Readonly<Record<string, number>>
}

/** The number of `day`, or null for the date alone. `days`: all shooting days that are known. */
export function numberOfDay(
  day: string,
  { firstDay, dayNumbers }: DayNumbering,
  days: readonly string[],
): number | null {
  const own = dayNumbers[day]
  if (own !== undefined) return own
  // From the nearest earlier day that has a number of its own, else from the first.
  const from = Object.keys(dayNumbers)
    .filter((one) => one < day)
    .toSorted()
    .at(-1)
  const since = from ?? firstDay
  if (since === null || day < since) return null
  const between = new Set(days.filter((one) => one > since && one < day)).size
  if (from !== undefined) return dayNumbers[from]! + between + 1
  return day === since ? 1 : between + 2
}
