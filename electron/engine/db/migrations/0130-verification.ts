/**
 * What was proven of each copy of an offload, and ways to find copies by what is known of them. Until now there was one
 * level: what was settled had been read back.
 */
export const verification = {
  number: 130,
  name: 'verification',
  sql: `
ALTER TABLE offload_copy ADD COLUMN level TEXT;
UPDATE offload_copy SET level = 'full' WHERE state IN ('verified', 'conflict');

-- A card's file is looked up by what it tells before it is read.
CREATE INDEX file_safe ON file (bytes, mtime_ns) WHERE verification = 'verified';
-- What went bad; what was verified longest ago on a drive; what was copied and never verified.
CREATE INDEX file_failed ON file (volume_id, path) WHERE verification = 'failed';
CREATE INDEX file_verified ON file (volume_id, verified_at) WHERE verification = 'verified';
CREATE INDEX file_copied ON file (volume_id, path) WHERE verification = 'copied';
`,
} as const
