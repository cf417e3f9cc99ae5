/**
 * What happened, as a log that others follow. Triggers write it, in the transaction that makes an event true: no door
 * of the catalogue can forget one, and none is told that did not happen.
 */
const NOW = `CAST(unixepoch('subsec') * 1000 AS INTEGER)`

export const events = {
  number: 210,
  name: 'events',
  sql: `
CREATE TABLE event (
  -- AUTOINCREMENT: a number is never used again, also when the newest events were trimmed.
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  data TEXT NOT NULL
) STRICT;

-- How far each part of Rushes that follows has come.
CREATE TABLE event_cursor (
  consumer TEXT PRIMARY KEY,
  seq INTEGER NOT NULL
) STRICT;

CREATE TRIGGER event_offload_began AFTER UPDATE OF state ON offload WHEN NEW.state = 'copying' AND OLD.state IN ('planned', 'queued', 'parked', 'failed', 'done') BEGIN
  INSERT INTO event (kind, at, data) VALUES ('offload.began', ${NOW}, json_object('id', NEW.id, 'name', NEW.name));
END;
CREATE TRIGGER event_offload_ended AFTER UPDATE OF state ON offload WHEN NEW.state IN ('done', 'failed', 'parked') AND OLD.state <> NEW.state BEGIN
  INSERT INTO event (kind, at, data) VALUES ('offload.ended', ${NOW}, json_object('id', NEW.id, 'name', NEW.name, 'state', NEW.state,
    'verified', json(CASE NEW.verdict ->> '$.verified' WHEN 1 THEN 'true' ELSE 'false' END), 'safeToFormat', json(CASE NEW.verdict ->> '$.safeToFormat' WHEN 1 THEN 'true' ELSE 'false' END),
    'sentence', coalesce(NEW.verdict ->> '$.sentence', NEW.error ->> '$.message')));
END;

-- The first version comes with its clip, which files.ingested tells.
CREATE TRIGGER event_version_added AFTER INSERT ON version WHEN NEW.revision > 1 BEGIN
  INSERT INTO event (kind, at, data) VALUES ('version.added', ${NOW}, json_object('id', NEW.id, 'assetId', NEW.asset_id, 'revision', NEW.revision, 'reason', NEW.reason));
END;

CREATE TRIGGER event_copy_bad AFTER UPDATE OF verification ON file WHEN NEW.verification = 'failed' AND OLD.verification <> 'failed' BEGIN
  INSERT INTO event (kind, at, data) VALUES ('copy.bad', ${NOW}, json_object('fileId', NEW.id, 'volumeId', NEW.volume_id, 'path', NEW.path));
END;
CREATE TRIGGER event_copy_repaired AFTER UPDATE OF verification ON file WHEN NEW.verification = 'verified' AND OLD.verification = 'failed' BEGIN
  INSERT INTO event (kind, at, data) VALUES ('copy.repaired', ${NOW}, json_object('fileId', NEW.id, 'volumeId', NEW.volume_id, 'path', NEW.path));
END;
CREATE TRIGGER event_copy_missing AFTER UPDATE OF state ON file WHEN NEW.state = 'missing' AND OLD.state <> 'missing' BEGIN
  INSERT INTO event (kind, at, data) VALUES ('copy.missing', ${NOW}, json_object('fileId', NEW.id, 'volumeId', NEW.volume_id, 'path', NEW.path));
END;

CREATE TRIGGER event_drive_new AFTER INSERT ON volume WHEN NEW.online = 1 BEGIN
  INSERT INTO event (kind, at, data) VALUES ('drive.came', ${NOW}, json_object('id', NEW.id, 'label', NEW.label));
END;
CREATE TRIGGER event_drive_came AFTER UPDATE OF online ON volume WHEN NEW.online = 1 AND OLD.online = 0 BEGIN
  INSERT INTO event (kind, at, data) VALUES ('drive.came', ${NOW}, json_object('id', NEW.id, 'label', NEW.label));
END;
CREATE TRIGGER event_drive_went AFTER UPDATE OF online ON volume WHEN NEW.online = 0 AND OLD.online = 1 BEGIN
  INSERT INTO event (kind, at, data) VALUES ('drive.went', ${NOW}, json_object('id', NEW.id, 'label', NEW.label));
END;

CREATE TRIGGER event_job_failed AFTER UPDATE OF state ON job WHEN NEW.state = 'failed' AND OLD.state <> 'failed' BEGIN
  INSERT INTO event (kind, at, data) VALUES ('job.failed', ${NOW}, json_object('id', NEW.id, 'recipe', NEW.recipe, 'code', NEW.error_code, 'message', NEW.error_message));
END;

-- Which settings, never what they are: some name places and people.
CREATE TRIGGER event_settings_changed AFTER UPDATE OF value ON library WHEN NEW.key = 'settings' AND NEW.value <> OLD.value BEGIN
  INSERT INTO event (kind, at, data) SELECT 'settings.changed', ${NOW}, json_object('keys', json(json_group_array(n.key)))
    FROM json_each(NEW.value) n LEFT JOIN json_each(OLD.value) o ON o.key = n.key WHERE o.value IS NOT n.value;
END;
CREATE TRIGGER event_settings_new AFTER INSERT ON library WHEN NEW.key = 'settings' BEGIN
  INSERT INTO event (kind, at, data) SELECT 'settings.changed', ${NOW}, json_object('keys', json(json_group_array(key))) FROM json_each(NEW.value);
END;

CREATE TRIGGER event_remote_new AFTER INSERT ON remote BEGIN
  INSERT INTO event (kind, at, data) VALUES ('remote.changed', ${NOW}, json_object('id', NEW.id, 'paused', json(iif(NEW.paused, 'true', 'false')), 'removed', json(iif(NEW.removed, 'true', 'false'))));
END;
CREATE TRIGGER event_remote_changed AFTER UPDATE OF paused, removed, rules ON remote WHEN NEW.paused <> OLD.paused OR NEW.removed <> OLD.removed OR NEW.rules <> OLD.rules BEGIN
  INSERT INTO event (kind, at, data) VALUES ('remote.changed', ${NOW}, json_object('id', NEW.id, 'paused', json(iif(NEW.paused, 'true', 'false')), 'removed', json(iif(NEW.removed, 'true', 'false'))));
END;
`,
} as const
