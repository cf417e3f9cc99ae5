/**
 * Clips that were compared with sound: where nothing was found, nothing else tells that.
 */
export const soundCompared = {
  number: 400,
  name: 'sound-compared',
  sql: `
CREATE TABLE sound_compared (
  picture_content TEXT PRIMARY KEY REFERENCES content(id) ON DELETE CASCADE,
  compared_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO sound_compared SELECT picture_content, max(found_at) FROM sound_match GROUP BY picture_content;
`,
} as const
