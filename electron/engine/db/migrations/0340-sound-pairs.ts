/**
 * Sound sync: what comparing two contents came to, which every computer finds for itself, and what people decided of a
 * clip and a sound, which is shared.
 */
export const soundPairs = {
  number: 340,
  name: 'sound-pairs',
  sql: `
CREATE TABLE sound_match (
  picture_content TEXT NOT NULL REFERENCES content(id) ON DELETE CASCADE,
  sound_content TEXT NOT NULL REFERENCES content(id) ON DELETE CASCADE,
  -- JSON: place and evidence.
  body TEXT NOT NULL,
  found_at INTEGER NOT NULL,
  PRIMARY KEY (picture_content, sound_content)
) STRICT, WITHOUT ROWID;
CREATE INDEX sound_match_sound ON sound_match (sound_content);

CREATE TABLE sound_pair (
  picture_id TEXT NOT NULL,
  sound_id TEXT NOT NULL,
  -- JSON: soundDecisionSchema.
  body TEXT NOT NULL,
  accepted INTEGER NOT NULL,
  PRIMARY KEY (picture_id, sound_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sound_pair_sound ON sound_pair (sound_id);
`,
} as const
