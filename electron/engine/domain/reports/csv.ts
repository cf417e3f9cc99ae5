/**
 * CSV by RFC 4180, safe to open in a spreadsheet.
 */

/**
 * Rows as CSV. A cell that a spreadsheet would run as a formula gets an apostrophe before it, since file names come from
 * cards; numbers stay numbers.
 */
export function csvText(rows: readonly (readonly string[])[]): string {
  const cell = (text: string): string => {
    const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  return `${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}
