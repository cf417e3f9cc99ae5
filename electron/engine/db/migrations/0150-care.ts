/**
 * How many files of each drive are verified, copied, unknown or bad: kept, not counted, so that a look at the care of
 * all drives costs what the drives cost and not the files.
 */
export const verifier = {
  number: 150,
  name: 'care',
  sql: `
CREATE TABLE volume_care (
  volume_id TEXT NOT NULL,
  verification TEXT NOT NULL,
  files INTEGER NOT NULL,
  PRIMARY KEY (volume_id, verification)
) STRICT, WITHOUT ROWID;
INSERT INTO volume_care SELECT volume_id, verification, count(*) FROM file WHERE state IN ('present', 'offline') GROUP BY volume_id, verification;

CREATE TRIGGER care_insert AFTER INSERT ON file WHEN NEW.state IN ('present', 'offline') BEGIN
  INSERT INTO volume_care VALUES (NEW.volume_id, NEW.verification, 1) ON CONFLICT DO UPDATE SET files = files + 1;
END;
CREATE TRIGGER care_delete AFTER DELETE ON file WHEN OLD.state IN ('present', 'offline') BEGIN
  UPDATE volume_care SET files = files - 1 WHERE volume_id = OLD.volume_id AND verification = OLD.verification;
END;
-- In two halves, as the other counts of a drive. Going and coming of a drive changes neither.
CREATE TRIGGER care_update AFTER UPDATE OF volume_id, state, verification ON file
WHEN OLD.volume_id <> NEW.volume_id OR OLD.verification <> NEW.verification OR (OLD.state IN ('present', 'offline')) <> (NEW.state IN ('present', 'offline')) BEGIN
  UPDATE volume_care SET files = files - 1 WHERE OLD.state IN ('present', 'offline') AND volume_id = OLD.volume_id AND verification = OLD.verification;
  INSERT INTO volume_care SELECT NEW.volume_id, NEW.verification, 1 WHERE NEW.state IN ('present', 'offline') ON CONFLICT DO UPDATE SET files = files + 1;
END;
`,
} as const
