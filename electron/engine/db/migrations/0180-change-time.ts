/**
 * The time of change (ctime) as part of what a file is: bytes that were written with size and date set back move it.
 */
export const changeTime = {
  number: 180,
  name: 'change-time',
  sql: `
-- As it was when the bytes were last known to be those of the content; null where that is not known, or means nothing (FAT, exFAT).
ALTER TABLE file ADD COLUMN ctime_ns INTEGER;
-- Written to since then by its time of change: what its verification was until it is hashed again; null otherwise.
ALTER TABLE file ADD COLUMN recheck TEXT;
-- 1 for a copy that holds other bytes because it was written to after it was verified: it is bad, and nobody's to repair unasked.
ALTER TABLE file ADD COLUMN changed_after INTEGER NOT NULL DEFAULT 0;
CREATE INDEX file_recheck ON file (volume_id, path) WHERE recheck IS NOT NULL;
`,
} as const
