/**
 * Smart collections, folders of collections, where each stands, and what is said of a clip in one collection. And what
 * the crew says of a clip beside its slate: unit, episode, location, and the slate as it is written whole; their values
 * are counted, for searches and suggestions.
 */
const FIELDS = ['slate', 'unit', 'episode', 'location'] as const

const more = (field: string): string =>
  `INSERT INTO tally (facet, value, count, bytes) SELECT '${field}', NEW.${field}, 1, NEW.bytes WHERE NEW.hidden = 0 AND NEW.${field} IS NOT NULL
    ON CONFLICT DO UPDATE SET count = count + 1, bytes = bytes + excluded.bytes;`
const less = (field: string): string =>
  `UPDATE tally SET count = count - 1, bytes = bytes - OLD.bytes WHERE facet = '${field}' AND value = OLD.${field} AND OLD.hidden = 0;`

export const browse = {
  number: 420,
  name: 'browse',
  sql: `
CREATE TABLE smart_collection (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  -- {text, language} as JSON: the query, and the version of the language that it was saved in.
  search TEXT NOT NULL,
  -- A folder, which may be gone or not here yet; null: at the top.
  parent TEXT,
  -- Where it stands among the others; null: after those that have a place, by name.
  position TEXT,
  removed INTEGER NOT NULL,
  clock TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE collection_folder (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  parent TEXT,
  position TEXT,
  removed INTEGER NOT NULL,
  clock TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

ALTER TABLE collection ADD COLUMN parent TEXT;
ALTER TABLE collection ADD COLUMN position TEXT;

CREATE TABLE collection_note (
  collection_id TEXT NOT NULL,
  asset_id TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (collection_id, asset_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX collection_note_asset ON collection_note (asset_id);
${FIELDS.map(
  (field) => `
ALTER TABLE asset ADD COLUMN ${field} TEXT;
CREATE INDEX asset_${field} ON asset (${field}, n) WHERE hidden = 0 AND ${field} IS NOT NULL;
CREATE TRIGGER tally_insert_${field} AFTER INSERT ON asset WHEN NEW.${field} IS NOT NULL BEGIN
  ${more(field)}
END;
CREATE TRIGGER tally_delete_${field} AFTER DELETE ON asset WHEN OLD.${field} IS NOT NULL BEGIN
  ${less(field)}
END;
CREATE TRIGGER tally_${field} AFTER UPDATE OF ${field}, bytes, hidden ON asset
WHEN OLD.${field} IS NOT NEW.${field} OR (NEW.${field} IS NOT NULL AND (OLD.bytes <> NEW.bytes OR OLD.hidden <> NEW.hidden)) BEGIN
  ${less(field)}
  ${more(field)}
END;`,
).join('\n')}
`,
} as const
