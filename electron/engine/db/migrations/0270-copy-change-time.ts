/**
 * The time of change of each copy of an offload when it was verified: an offload that is resumed believes only what was
 * not written to since, and reads the rest again.
 */
export const copyChangeTime = {
  number: 270,
  name: 'copy-change-time',
  sql: `
-- Nanoseconds since 1970; null where the file system keeps none, and of copies that earlier versions made.
ALTER TABLE offload_copy ADD COLUMN ctime_ns INTEGER;
-- How a drive was that offloads were made from and that looks like no card: JSON as in \`card\`. Its files may count as copies.
ALTER TABLE volume ADD COLUMN source_look TEXT;
-- A card is recognised by its files, whatever its rolls are called: by their size and time.
CREATE INDEX offload_file_by_stat ON offload_file (bytes, mtime_ns);
`,
} as const
