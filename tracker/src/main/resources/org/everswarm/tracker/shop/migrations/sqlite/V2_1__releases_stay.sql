CREATE TRIGGER torrent_never_changes BEFORE UPDATE OF info_hash, item_id, release_number, name, size_bytes, files, metainfo, created_at ON torrent
BEGIN SELECT RAISE(ABORT, 'releases never change'); END;
CREATE TRIGGER torrent_stays BEFORE DELETE ON torrent
WHEN EXISTS (SELECT 1 FROM item i JOIN bundle b ON b.id = i.bundle_id WHERE i.id = OLD.item_id AND b.state <> 'DRAFT')
BEGIN SELECT RAISE(ABORT, 'releases never change'); END;
CREATE TRIGGER attestation_never_changes BEFORE UPDATE ON attestation
BEGIN SELECT RAISE(ABORT, 'an attestation never changes'); END;
CREATE TRIGGER attestation_stays BEFORE DELETE ON attestation
BEGIN SELECT RAISE(ABORT, 'an attestation never changes'); END;
