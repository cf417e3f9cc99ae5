/**
 * The LUTs of the library. Their files lie in the folder `luts`; `here` and `fault` are about this device alone. When a
 * file comes that looks of clips were waiting for, these clips are told as changed, so that their pictures are made.
 */
const NOW = `CAST(unixepoch('subsec') * 1000 AS INTEGER)`

export const luts = {
  number: 350,
  name: 'luts',
  sql: `
CREATE TABLE lut (
  -- SHA-256 of its file.
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  reference TEXT NOT NULL,
  -- The log curve that it is made for; null where nobody said one.
  curve TEXT,
  gamut TEXT NOT NULL,
  note TEXT NOT NULL,
  kind TEXT NOT NULL,
  -- JSON: points of its cube and of its curves.
  size TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  xxh128 TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  removed INTEGER NOT NULL,
  clock TEXT NOT NULL,
  -- 1 when its file lies in this library's folder and was read.
  here INTEGER NOT NULL DEFAULT 0,
  -- Why the file that another device sent was refused.
  fault TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX asset_lut ON asset (look ->> '$.lut.hash') WHERE look IS NOT NULL;
CREATE TRIGGER event_lut_here AFTER UPDATE OF here ON lut WHEN NEW.here > OLD.here BEGIN
  INSERT INTO event (kind, at, data) SELECT 'look.changed', ${NOW}, json_object('id', a.id) FROM asset a
    WHERE a.look IS NOT NULL AND a.look ->> '$.lut.hash' = NEW.id;
END;
`,
} as const
