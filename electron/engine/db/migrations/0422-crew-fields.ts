/**
 * What the crew says of a clip beside its slate: unit, episode, location, and the slate as it is written whole. Their
 * values are counted, for searches and suggestions.
 */
const FIELDS = ['slate', 'unit', 'episode', 'location'] as const

const more = (field: string): string =>
  `INSERT INTO tally (facet, value, count, bytes) SELECT '${field}', NEW.${field}, 1, NEW.bytes WHERE NEW.hidden = 0 AND NEW.${field} IS NOT NULL
    ON CONFLICT DO UPDATE SET count = count + 1, bytes = bytes + excluded.bytes;`
const less = (field: string): string =>
  `UPDATE tally SET count = count - 1, bytes = bytes - OLD.bytes WHERE facet = '${field}' AND value = OLD.${field} AND OLD.hidden = 0;`

export const crewFields = {
  number: 422,
  name: 'crew-fields',
  sql: FIELDS.map(
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
  ).join('\n'),
} as const
