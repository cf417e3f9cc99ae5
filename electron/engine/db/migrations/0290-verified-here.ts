/**
 * Whose reading the verification of a copy rests on. What another device tells of a drive that is away here is its word
 * alone: whoever can write to a remote can say it. A card may be formatted by what this computer has read itself.
 */
export const verifiedHere = {
  number: 290,
  name: 'verified-here',
  sql: `
ALTER TABLE file ADD COLUMN verified_here INTEGER NOT NULL DEFAULT 1;
-- Facts of others bear their device behind the 17 characters of the time. What waits to be told is our own.
-- From the facts to the files: a library that shares nothing has none of them, and a million files.
UPDATE file SET verified_here = 0 WHERE verification = 'verified' AND rowid IN (
  SELECT f.rowid FROM fact_clock k JOIN volume v ON v.identity = substr(k.id, 1, instr(k.id, char(31)) - 1)
    JOIN file f ON f.volume_id = v.id AND f.path = substr(k.id, instr(k.id, char(31)) + 1)
  WHERE k.kind = 'place' AND substr(k.clock, 18) <> coalesce((SELECT value FROM library WHERE key = 'device-id'), '')
    AND NOT EXISTS (SELECT 1 FROM untold u WHERE u.kind = 'place' AND u.id = f.volume_id || char(31) || f.path));
-- Whatever writes a verification has read the copy, but for what takes the word of others: that says so afterwards.
CREATE TRIGGER file_verified_here AFTER UPDATE OF verification, verified_at ON file WHEN NEW.verified_here = 0 BEGIN
  UPDATE file SET verified_here = 1 WHERE rowid = NEW.rowid;
END;
`,
} as const
