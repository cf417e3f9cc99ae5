/**
 * CSV by RFC 4180, safe to open in a spreadsheet.
 */

/**
 * What drives are called in the names of columns: two of one label are `SHUTTLE` and `SHUTTLE (2)`, in their order. A
 * reader takes columns by name, and would lose the first of two that bear one.
 */
export function columnLabels(labels: readonly string[]): string[] {
  const taken = new Set<string>()
  return labels.map((label) => {
    // The first of a label keeps it, whatever the others are called.
    let name = label
    for (let number = 2; taken.has(name) || (name !== label && labels.includes(name)); number += 1)
      name = `${label} (${number})`
    taken.add(name)
    return name
  })
}

/**
 * Rows as CSV. A cell that a spreadsheet would run as a formula gets an apostrophe before it, since file names come
 * from cards; numbers stay numbers.
 */
export function csvText(rows: readonly (readonly string[])[]): string {
  const cell = (text: string): string => {
    const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  return `${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}
