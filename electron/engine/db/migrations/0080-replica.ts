/**
 * What devices say to one another: the heads of every field, journals in segments, other devices, and what is due to be
 * told.
 */
const dirty = (name: string, on: string, kind: string, id: string, when = '1'): string => `
CREATE TRIGGER told_${name} AFTER ${on} WHEN (SELECT value FROM library WHERE key = 'shared') = 'yes' AND ${when} BEGIN
  INSERT OR IGNORE INTO untold (kind, id) VALUES ('${kind}', ${id});
END;`

const hashed = (kind: string, select: string): string => `
CREATE TRIGGER told_${kind}_hashed AFTER UPDATE OF xxh128 ON content WHEN (SELECT value FROM library WHERE key = 'shared') = 'yes' AND OLD.xxh128 IS NULL BEGIN
  INSERT OR IGNORE INTO untold (kind, id) SELECT '${kind}', ${select};
END;`

/** A place, told by its drive and its path. */
const place = (row: string): string => `${row}.volume_id || char(31) || ${row}.path`

export const replica = {
  number: 80,
  name: 'replica',
  sql: `
-- Values that no later writer has replaced: one a field, several where people wrote while apart. 'value' is JSON; null: taken away.
CREATE TABLE cell_head (
  entity TEXT NOT NULL, entity_id TEXT NOT NULL, field TEXT NOT NULL, clock TEXT NOT NULL,
  value TEXT,
  PRIMARY KEY (entity, entity_id, field, clock)
) STRICT, WITHOUT ROWID;

-- Clocks that were replaced before they came.
CREATE TABLE cell_awaited (
  entity TEXT NOT NULL, entity_id TEXT NOT NULL, field TEXT NOT NULL, clock TEXT NOT NULL,
  PRIMARY KEY (entity, entity_id, field, clock)
) STRICT, WITHOUT ROWID;

-- What each op replaces, and the segment in which it went out; 0: it was replaced before there were segments.
ALTER TABLE op ADD COLUMN over TEXT NOT NULL DEFAULT '[]';
ALTER TABLE op ADD COLUMN segment INTEGER;
UPDATE op SET segment = 0 WHERE n NOT IN (SELECT max(n) FROM op GROUP BY entity, entity_id, field);
INSERT INTO cell_head SELECT entity, entity_id, field, clock, new FROM op WHERE segment IS NULL;
CREATE INDEX op_untold ON op (n) WHERE segment IS NULL;

-- Devices that share the library, this one too, and how far their journals have come here.
CREATE TABLE replica_device (
  device TEXT PRIMARY KEY,
  name TEXT NOT NULL DEFAULT '',
  author TEXT NOT NULL DEFAULT '',
  seq INTEGER NOT NULL DEFAULT 0,
  clock TEXT NOT NULL DEFAULT '',
  -- Hash of the last segment: the next one names it.
  tip TEXT NOT NULL DEFAULT '',
  changes INTEGER NOT NULL DEFAULT 0,
  ahead_ms INTEGER,
  last_seen_at INTEGER
) STRICT;

-- Our own segments, as they go to every remote.
CREATE TABLE journal_segment (
  seq INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  bytes BLOB NOT NULL,
  tip TEXT NOT NULL,
  clock TEXT NOT NULL
) STRICT;
CREATE TABLE journal_sent (remote_id TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (remote_id, seq)) STRICT, WITHOUT ROWID;

-- Facts that have changed here and were not told: rows of the catalogue by kind and id.
CREATE TABLE untold (kind TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID;
-- The clock of the last fact that was told or taken of each thing: a later one wins.
CREATE TABLE fact_clock (kind TEXT NOT NULL, id TEXT NOT NULL, clock TEXT NOT NULL, PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID;
-- Things that two devices made of the same bytes while apart, and that are one now.
CREATE TABLE alias (id TEXT PRIMARY KEY, same_as TEXT NOT NULL) STRICT, WITHOUT ROWID;
${dirty('content_new', 'INSERT ON content', 'content', 'NEW.id', 'NEW.xxh128 IS NOT NULL')}
${dirty('content', 'UPDATE OF probe, xxh128, broken, kind ON content', 'content', 'NEW.id', 'NEW.xxh128 IS NOT NULL')}
-- What could not be told of bytes that were not read whole is told when they are.
${hashed('version', 'version_id FROM version_part WHERE content_id = NEW.id')}
${hashed('place', `volume_id || char(31) || path FROM file WHERE content_id = NEW.id`)}
${dirty('part_content', 'UPDATE OF content_id ON version_part', 'version', 'NEW.version_id')}
${dirty('version', 'INSERT ON version', 'version', 'NEW.id')}
${dirty('part', 'INSERT ON version_part', 'version', 'NEW.version_id')}
${dirty('derivative', 'INSERT ON derivative', 'derivative', 'NEW.id')}
${dirty('derivative_new', 'UPDATE OF path, bytes ON derivative', 'derivative', 'NEW.id')}
${dirty('place_new', 'INSERT ON file', 'place', place('NEW'), 'NEW.content_id IS NOT NULL')}
${dirty(
  'place',
  'UPDATE OF content_id, path, volume_id, state, verification, verified_at ON file',
  'place',
  place('NEW'),
  `NEW.content_id IS NOT NULL
  AND (OLD.content_id IS NOT NEW.content_id OR OLD.path <> NEW.path OR OLD.volume_id <> NEW.volume_id OR OLD.verification <> NEW.verification
    OR OLD.verified_at IS NOT NEW.verified_at OR (OLD.state <> NEW.state AND (NEW.state IN ('missing', 'replaced') OR OLD.state IN ('missing', 'replaced'))))`,
)}
${dirty('place_left', 'UPDATE OF path, volume_id ON file', 'place', place('OLD'), 'OLD.path <> NEW.path OR OLD.volume_id <> NEW.volume_id')}
${dirty('place_gone', 'DELETE ON file', 'place', place('OLD'), 'OLD.content_id IS NOT NULL')}
`,
} as const
