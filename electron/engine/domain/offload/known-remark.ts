/**
 * Remarks of older versions that said more than was known.
 */

/** "All 53 files are already safe on SHUTTLE_02, RAID_A, by name …": it named every drive that held any of them. */
const NAMED_DRIVES = /^(All [\d,]+|[\d,]+ of [\d,]+) files are already safe on .*?, by name, size and time\. (.*)$/s

/**
 * The remark without the drives, which it claimed as a whole; null for any other text. How many files each drive had is
 * not known any more.
 */
export function correctedKnownRemark(message: string): string | null {
  const found = NAMED_DRIVES.exec(message)
  return found === null ? null : `${found[1]} files had a verified copy already, by name, size and time. ${found[2]}`
}
