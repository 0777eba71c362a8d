import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/**
 * What changed of what pages show, written by triggers in the transaction that changes it, whoever that is. Kept with
 * the transaction's id, by which a reader finds also what was committed late.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   CREATE TABLE "shop_changes" (
  	"id" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  	"xid" xid8 DEFAULT pg_current_xact_id() NOT NULL,
  	"collection" text NOT NULL,
  	"document" text
  );
  CREATE INDEX "shop_changes_xid_idx" ON "shop_changes" USING btree ("xid");

  CREATE TABLE "shop_changes_pruned" (
  	"id" boolean PRIMARY KEY DEFAULT true CHECK ("id"),
  	"below" xid8 NOT NULL
  );
  INSERT INTO "shop_changes_pruned" ("below") VALUES ('0');

  CREATE FUNCTION "note_changed_items"() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO public.shop_changes (collection, document)
      SELECT DISTINCT 'items', CASE WHEN total.count <= 1000 THEN changed.id::text END
      FROM changed, (SELECT count(*) FROM changed) AS total;
    RETURN NULL;
  END $$;

  CREATE FUNCTION "note_changed_pictures"() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO public.shop_changes (collection, document)
      SELECT DISTINCT 'items', CASE WHEN total.count <= 1000 THEN changed.parent_id::text END
      FROM changed, (SELECT count(*) FROM changed) AS total;
    RETURN NULL;
  END $$;

  CREATE FUNCTION "note_changed_stock"() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO public.shop_changes (collection, document)
      SELECT DISTINCT 'inventory', CASE WHEN total.count <= 1000 THEN changed.item END
      FROM changed, (SELECT count(*) FROM changed) AS total;
    RETURN NULL;
  END $$;

  CREATE FUNCTION "note_change"() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO public.shop_changes (collection) VALUES (TG_TABLE_NAME);
    RETURN NULL;
  END $$;

  CREATE TRIGGER "note_insert" AFTER INSERT ON "items" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION note_changed_items();
  CREATE TRIGGER "note_update" AFTER UPDATE ON "items" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION note_changed_items();
  CREATE TRIGGER "note_delete" AFTER DELETE ON "items" REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION note_changed_items();
  CREATE TRIGGER "note_truncate" AFTER TRUNCATE ON "items" FOR EACH STATEMENT EXECUTE FUNCTION note_change();

  CREATE TRIGGER "note_insert" AFTER INSERT ON "items_rels" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION note_changed_pictures();
  CREATE TRIGGER "note_update" AFTER UPDATE ON "items_rels" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION note_changed_pictures();
  CREATE TRIGGER "note_delete" AFTER DELETE ON "items_rels" REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION note_changed_pictures();
  CREATE TRIGGER "note_truncate" AFTER TRUNCATE ON "items_rels" FOR EACH STATEMENT EXECUTE FUNCTION note_change();

  CREATE TRIGGER "note_insert" AFTER INSERT ON "inventory" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION note_changed_stock();
  CREATE TRIGGER "note_update" AFTER UPDATE ON "inventory" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION note_changed_stock();
  CREATE TRIGGER "note_delete" AFTER DELETE ON "inventory" REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION note_changed_stock();
  CREATE TRIGGER "note_truncate" AFTER TRUNCATE ON "inventory" FOR EACH STATEMENT EXECUTE FUNCTION note_change();

  CREATE TRIGGER "note_change" AFTER UPDATE OR DELETE OR TRUNCATE ON "media"
    FOR EACH STATEMENT EXECUTE FUNCTION note_change();
  CREATE TRIGGER "note_change" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "taxes"
    FOR EACH STATEMENT EXECUTE FUNCTION note_change();`)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
   DROP FUNCTION "note_changed_items" CASCADE;
  DROP FUNCTION "note_changed_pictures" CASCADE;
  DROP FUNCTION "note_changed_stock" CASCADE;
  DROP FUNCTION "note_change" CASCADE;
  DROP TABLE "shop_changes_pruned";
  DROP TABLE "shop_changes";`)
}
