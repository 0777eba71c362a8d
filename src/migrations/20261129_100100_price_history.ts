import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   CREATE TABLE "price_history" (
  	"id" serial PRIMARY KEY NOT NULL,
  	"item" varchar NOT NULL,
  	"price" numeric NOT NULL,
  	"currency" varchar NOT NULL,
  	"since" timestamp(3) with time zone NOT NULL,
  	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
  	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL
  );
  
  CREATE INDEX "price_history_updated_at_idx" ON "price_history" USING btree ("updated_at");
  CREATE INDEX "price_history_created_at_idx" ON "price_history" USING btree ("created_at");
  CREATE INDEX "item_since_idx" ON "price_history" USING btree ("item","since");

  INSERT INTO "price_history" ("item", "price", "currency", "since")
    SELECT "id"::text, "price", "currency", "updated_at" FROM "items" WHERE "_status" = 'published';

  CREATE TRIGGER "note_insert" AFTER INSERT ON "price_history" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION note_changed_stock();
  CREATE TRIGGER "note_update" AFTER UPDATE ON "price_history" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION note_changed_stock();
  CREATE TRIGGER "note_delete" AFTER DELETE ON "price_history" REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION note_changed_stock();`)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
   DROP TABLE "price_history" CASCADE;`)
}
