CREATE FUNCTION catalogue_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'releases and attestations never change';
END $$;

CREATE FUNCTION torrent_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM item i JOIN bundle b ON b.id = i.bundle_id WHERE i.id = OLD.item_id AND b.state <> 'DRAFT') THEN
    RAISE EXCEPTION 'releases and attestations never change';
  END IF;
  RETURN OLD;
END $$;

CREATE TRIGGER torrent_never_changes BEFORE UPDATE OF info_hash, item_id, release_number, name, size_bytes, files, metainfo, created_at ON torrent
FOR EACH ROW EXECUTE FUNCTION catalogue_refuse();
CREATE TRIGGER torrent_stays BEFORE DELETE ON torrent
FOR EACH ROW EXECUTE FUNCTION torrent_stays();
CREATE TRIGGER attestation_never_changes BEFORE UPDATE OR DELETE ON attestation
FOR EACH ROW EXECUTE FUNCTION catalogue_refuse();
