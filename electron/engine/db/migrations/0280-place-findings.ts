/**
 * What each device last said of a copy that any of them found bad: a finding is lifted by its finder alone, whatever
 * came first.
 */
export const placeFindings = {
  number: 280,
  name: 'place-findings',
  sql: `
-- 'id' is that of the fact (identity, U+001F, path); 'content' its key. Entered from the first finding of a place on.
CREATE TABLE place_finding (
  id TEXT NOT NULL, device TEXT NOT NULL, clock TEXT NOT NULL, content TEXT,
  verification TEXT NOT NULL, verified_at INTEGER, read_back TEXT,
  PRIMARY KEY (id, device)
) STRICT, WITHOUT ROWID;
-- Names of one thing that others told and that is not seen to be one here: looked at again as versions come.
CREATE TABLE alias_pending (id TEXT NOT NULL, same_as TEXT NOT NULL, PRIMARY KEY (id, same_as)) STRICT, WITHOUT ROWID;
INSERT INTO place_finding SELECT k.id, substr(k.clock, 18), k.clock, c.xxh128 || '-' || c.bytes, f.verification, f.verified_at, f.read_back
  FROM file f JOIN volume v ON v.id = f.volume_id JOIN content c ON c.id = f.content_id
    JOIN fact_clock k ON k.kind = 'place' AND k.id = v.identity || char(31) || f.path
  WHERE f.verification = 'failed' AND substr(k.clock, 18) <> (SELECT value FROM library WHERE key = 'device-id');
`,
} as const
