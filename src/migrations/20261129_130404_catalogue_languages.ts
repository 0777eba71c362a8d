import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/**
 * Texts of the catalogue in several languages. Those that are there become English ones, whatever language they are in: they
 * are found and shown as before, as long as nobody writes others beside them.
 *
 * `items` keeps the names in columns of its own, which triggers fill in, so that the catalogue is put in order and searched
 * along an index in each language: `name` is what English readers see, `names` has all of them; it is null where nothing was
 * written since.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   SET LOCAL statement_timeout = 0;
  CREATE TYPE "public"."_locales" AS ENUM('en', 'de', 'ru');
  CREATE TYPE "public"."enum__items_v_published_locale" AS ENUM('en', 'de', 'ru');
  CREATE TYPE "public"."enum__pages_v_published_locale" AS ENUM('en', 'de', 'ru');
  CREATE TABLE "items_locales" (
  	"name" varchar,
  	"description" jsonb,
  	"id" serial PRIMARY KEY NOT NULL,
  	"_locale" "_locales" NOT NULL,
  	"_parent_id" integer NOT NULL
  );
  
  CREATE TABLE "_items_v_locales" (
  	"version_name" varchar,
  	"version_description" jsonb,
  	"id" serial PRIMARY KEY NOT NULL,
  	"_locale" "_locales" NOT NULL,
  	"_parent_id" integer NOT NULL
  );
  
  CREATE TABLE "discounts_locales" (
  	"name" varchar NOT NULL,
  	"id" serial PRIMARY KEY NOT NULL,
  	"_locale" "_locales" NOT NULL,
  	"_parent_id" integer NOT NULL
  );
  
  CREATE TABLE "taxes_locales" (
  	"display_name" varchar NOT NULL,
  	"id" serial PRIMARY KEY NOT NULL,
  	"_locale" "_locales" NOT NULL,
  	"_parent_id" integer NOT NULL
  );
  
  CREATE TABLE "shipping_rates_locales" (
  	"name" varchar NOT NULL,
  	"id" serial PRIMARY KEY NOT NULL,
  	"_locale" "_locales" NOT NULL,
  	"_parent_id" integer NOT NULL
  );
  
  CREATE TABLE "pages_locales" (
  	"title" varchar,
  	"content" jsonb,
  	"id" serial PRIMARY KEY NOT NULL,
  	"_locale" "_locales" NOT NULL,
  	"_parent_id" integer NOT NULL
  );
  
  CREATE TABLE "_pages_v_locales" (
  	"version_title" varchar,
  	"version_content" jsonb,
  	"id" serial PRIMARY KEY NOT NULL,
  	"_locale" "_locales" NOT NULL,
  	"_parent_id" integer NOT NULL
  );
  
  DROP INDEX "items_name_idx";
  DROP INDEX "_items_v_version_version_name_idx";
  ALTER TABLE "_items_v" ADD COLUMN "snapshot" boolean;
  ALTER TABLE "_items_v" ADD COLUMN "published_locale" "enum__items_v_published_locale";
  ALTER TABLE "_pages_v" ADD COLUMN "snapshot" boolean;
  ALTER TABLE "_pages_v" ADD COLUMN "published_locale" "enum__pages_v_published_locale";
  ALTER TABLE "items_locales" ADD CONSTRAINT "items_locales_parent_id_fk" FOREIGN KEY ("_parent_id") REFERENCES "public"."items"("id") ON DELETE cascade ON UPDATE no action;
  ALTER TABLE "_items_v_locales" ADD CONSTRAINT "_items_v_locales_parent_id_fk" FOREIGN KEY ("_parent_id") REFERENCES "public"."_items_v"("id") ON DELETE cascade ON UPDATE no action;
  ALTER TABLE "discounts_locales" ADD CONSTRAINT "discounts_locales_parent_id_fk" FOREIGN KEY ("_parent_id") REFERENCES "public"."discounts"("id") ON DELETE cascade ON UPDATE no action;
  ALTER TABLE "taxes_locales" ADD CONSTRAINT "taxes_locales_parent_id_fk" FOREIGN KEY ("_parent_id") REFERENCES "public"."taxes"("id") ON DELETE cascade ON UPDATE no action;
  ALTER TABLE "shipping_rates_locales" ADD CONSTRAINT "shipping_rates_locales_parent_id_fk" FOREIGN KEY ("_parent_id") REFERENCES "public"."shipping_rates"("id") ON DELETE cascade ON UPDATE no action;
  ALTER TABLE "pages_locales" ADD CONSTRAINT "pages_locales_parent_id_fk" FOREIGN KEY ("_parent_id") REFERENCES "public"."pages"("id") ON DELETE cascade ON UPDATE no action;
  ALTER TABLE "_pages_v_locales" ADD CONSTRAINT "_pages_v_locales_parent_id_fk" FOREIGN KEY ("_parent_id") REFERENCES "public"."_pages_v"("id") ON DELETE cascade ON UPDATE no action;
  CREATE INDEX "items_name_idx" ON "items_locales" USING btree ("name","_locale");
  CREATE UNIQUE INDEX "items_locales_locale_parent_id_unique" ON "items_locales" USING btree ("_locale","_parent_id");
  CREATE INDEX "_items_v_version_version_name_idx" ON "_items_v_locales" USING btree ("version_name","_locale");
  CREATE UNIQUE INDEX "_items_v_locales_locale_parent_id_unique" ON "_items_v_locales" USING btree ("_locale","_parent_id");
  CREATE UNIQUE INDEX "discounts_locales_locale_parent_id_unique" ON "discounts_locales" USING btree ("_locale","_parent_id");
  CREATE UNIQUE INDEX "taxes_locales_locale_parent_id_unique" ON "taxes_locales" USING btree ("_locale","_parent_id");
  CREATE UNIQUE INDEX "shipping_rates_locales_locale_parent_id_unique" ON "shipping_rates_locales" USING btree ("_locale","_parent_id");
  CREATE UNIQUE INDEX "pages_locales_locale_parent_id_unique" ON "pages_locales" USING btree ("_locale","_parent_id");
  CREATE UNIQUE INDEX "_pages_v_locales_locale_parent_id_unique" ON "_pages_v_locales" USING btree ("_locale","_parent_id");
  CREATE INDEX "_items_v_snapshot_idx" ON "_items_v" USING btree ("snapshot");
  CREATE INDEX "_items_v_published_locale_idx" ON "_items_v" USING btree ("published_locale");
  CREATE INDEX "_pages_v_snapshot_idx" ON "_pages_v" USING btree ("snapshot");
  CREATE INDEX "_pages_v_published_locale_idx" ON "_pages_v" USING btree ("published_locale");
  INSERT INTO "items_locales" ("name", "description", "_locale", "_parent_id")
    SELECT "name", "description", 'en', "id" FROM "items" WHERE "name" IS NOT NULL OR "description" IS NOT NULL;
  INSERT INTO "_items_v_locales" ("version_name", "version_description", "_locale", "_parent_id")
    SELECT "version_name", "version_description", 'en', "id" FROM "_items_v"
    WHERE "version_name" IS NOT NULL OR "version_description" IS NOT NULL;
  INSERT INTO "discounts_locales" ("name", "_locale", "_parent_id") SELECT "name", 'en', "id" FROM "discounts";
  INSERT INTO "taxes_locales" ("display_name", "_locale", "_parent_id") SELECT "display_name", 'en', "id" FROM "taxes";
  INSERT INTO "shipping_rates_locales" ("name", "_locale", "_parent_id")
    SELECT "name", 'en', "id" FROM "shipping_rates";
  INSERT INTO "pages_locales" ("title", "content", "_locale", "_parent_id")
    SELECT "title", "content", 'en', "id" FROM "pages" WHERE "title" IS NOT NULL OR "content" IS NOT NULL;
  INSERT INTO "_pages_v_locales" ("version_title", "version_content", "_locale", "_parent_id")
    SELECT "version_title", "version_content", 'en', "id" FROM "_pages_v"
    WHERE "version_title" IS NOT NULL OR "version_content" IS NOT NULL;
  ALTER TABLE "items" DROP COLUMN "description";
  ALTER TABLE "_items_v" DROP COLUMN "version_name";
  ALTER TABLE "_items_v" DROP COLUMN "version_description";
  ALTER TABLE "discounts" DROP COLUMN "name";
  ALTER TABLE "taxes" DROP COLUMN "display_name";
  ALTER TABLE "shipping_rates" DROP COLUMN "name";
  ALTER TABLE "pages" DROP COLUMN "title";
  ALTER TABLE "pages" DROP COLUMN "content";
  ALTER TABLE "_pages_v" DROP COLUMN "version_title";
  ALTER TABLE "_pages_v" DROP COLUMN "version_content";

  -- Payload's own are by language first, and all languages of a document are looked for.
  CREATE INDEX "items_locales_parent_id_idx" ON "items_locales" USING btree ("_parent_id");
  CREATE INDEX "_items_v_locales_parent_id_idx" ON "_items_v_locales" USING btree ("_parent_id");

  -- What changes of a text changes what it belongs to.
  CREATE TRIGGER "note_change" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "taxes_locales"
    FOR EACH STATEMENT EXECUTE FUNCTION note_change();
  CREATE TRIGGER "note_change" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "shipping_rates_locales"
    FOR EACH STATEMENT EXECUTE FUNCTION note_change();
  CREATE TRIGGER "note_change" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "pages_locales"
    FOR EACH STATEMENT EXECUTE FUNCTION note_change();

  DROP INDEX "items_search_terms_idx";
  ALTER TABLE "items" DROP COLUMN "search_terms";
  CREATE FUNCTION "shop_search_text"(name text, names jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT concat_ws(' ', name, names ->> 'en', names ->> 'de', names ->> 'ru')
  $$;
  ALTER TABLE "items" ADD COLUMN "names" jsonb;
  ALTER TABLE "items"
    ADD COLUMN "name_de" varchar GENERATED ALWAYS AS (coalesce(nullif("names" ->> 'de', ''), "name")) STORED,
    ADD COLUMN "name_ru" varchar GENERATED ALWAYS AS (coalesce(nullif("names" ->> 'ru', ''), "name")) STORED,
    ADD COLUMN "search_terms" tsvector
      GENERATED ALWAYS AS (shop_search_terms(shop_search_text("name", "names"))) STORED;
  CREATE INDEX "items_search_terms_idx" ON "items" USING gin ("search_terms")
    WITH (fastupdate = off) WHERE "_status" = 'published';
  CREATE INDEX "items_on_sale_de_idx" ON "items" USING btree ("name_de", "id") WHERE "_status" = 'published';
  CREATE INDEX "items_on_sale_ru_idx" ON "items" USING btree ("name_ru", "id") WHERE "_status" = 'published';

  CREATE FUNCTION "take_over_names"() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    UPDATE public.items SET names = texts.names, name = coalesce(
      nullif(texts.names ->> 'en', ''), nullif(texts.names ->> 'de', ''), nullif(texts.names ->> 'ru', '')
    )
    FROM (
      SELECT parent.id, jsonb_object_agg(locales._locale, locales.name) FILTER (WHERE locales.name IS NOT NULL) AS names
      FROM (SELECT DISTINCT _parent_id AS id FROM changed) AS parent
      LEFT JOIN public.items_locales AS locales ON locales._parent_id = parent.id
      GROUP BY parent.id
    ) AS texts
    WHERE items.id = texts.id;
    RETURN NULL;
  END $$;
  CREATE TRIGGER "take_over_new_names" AFTER INSERT ON "items_locales" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION take_over_names();
  CREATE TRIGGER "take_over_names" AFTER UPDATE ON "items_locales" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION take_over_names();
  CREATE TRIGGER "take_over_lost_names" AFTER DELETE ON "items_locales" REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION take_over_names();

  CREATE OR REPLACE FUNCTION "note_search_words"() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    WITH used AS (
      SELECT DISTINCT public.shop_search_fold(part) AS word
      FROM changed, unnest(public.shop_search_split(public.shop_search_text(changed.name, changed.names))) AS part
    ), fresh AS (
      SELECT word FROM used
      WHERE NOT EXISTS (SELECT FROM public.shop_search_words AS known WHERE known.word = used.word)
    ), added AS (
      INSERT INTO public.shop_search_words (word) SELECT word FROM fresh
    )
    INSERT INTO public.shop_search_variants (variant, word)
      SELECT DISTINCT left(word, place - 1) || substr(word, place + 1), word
      FROM fresh, generate_series(1, length(word)) AS place
      WHERE length(word) BETWEEN 4 AND 30 AND word !~ '[0-9]';
    RETURN NULL;
  END $$;`)
}

/** Languages other than the one that comes first are lost. */
export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
   SET LOCAL statement_timeout = 0;
  CREATE OR REPLACE FUNCTION "note_search_words"() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    WITH used AS (
      SELECT DISTINCT public.shop_search_fold(part) AS word
      FROM changed, unnest(public.shop_search_split(changed.name)) AS part
    ), fresh AS (
      SELECT word FROM used
      WHERE NOT EXISTS (SELECT FROM public.shop_search_words AS known WHERE known.word = used.word)
    ), added AS (
      INSERT INTO public.shop_search_words (word) SELECT word FROM fresh
    )
    INSERT INTO public.shop_search_variants (variant, word)
      SELECT DISTINCT left(word, place - 1) || substr(word, place + 1), word
      FROM fresh, generate_series(1, length(word)) AS place
      WHERE length(word) BETWEEN 4 AND 30 AND word !~ '[0-9]';
    RETURN NULL;
  END $$;
  ALTER TABLE "items" DROP COLUMN "search_terms", DROP COLUMN "name_de", DROP COLUMN "name_ru";
  ALTER TABLE "items" DROP COLUMN "names";
  DROP FUNCTION "shop_search_text";
  ALTER TABLE "items" ADD COLUMN "search_terms" tsvector GENERATED ALWAYS AS (shop_search_terms("name")) STORED;
  CREATE INDEX "items_search_terms_idx" ON "items" USING gin ("search_terms")
    WITH (fastupdate = off) WHERE "_status" = 'published';

  ALTER TABLE "items" ADD COLUMN "description" jsonb;
  ALTER TABLE "_items_v" ADD COLUMN "version_name" varchar;
  ALTER TABLE "_items_v" ADD COLUMN "version_description" jsonb;
  ALTER TABLE "discounts" ADD COLUMN "name" varchar;
  ALTER TABLE "taxes" ADD COLUMN "display_name" varchar;
  ALTER TABLE "shipping_rates" ADD COLUMN "name" varchar;
  ALTER TABLE "pages" ADD COLUMN "title" varchar;
  ALTER TABLE "pages" ADD COLUMN "content" jsonb;
  ALTER TABLE "_pages_v" ADD COLUMN "version_title" varchar;
  ALTER TABLE "_pages_v" ADD COLUMN "version_content" jsonb;
  UPDATE "items" SET "description" = (SELECT "description" FROM "items_locales" AS texts WHERE texts._parent_id = "items".id AND "description" IS NOT NULL ORDER BY _locale LIMIT 1);
  UPDATE "_items_v" SET "version_name" = (SELECT "version_name" FROM "_items_v_locales" AS texts WHERE texts._parent_id = "_items_v".id AND "version_name" IS NOT NULL ORDER BY _locale LIMIT 1), "version_description" = (SELECT "version_description" FROM "_items_v_locales" AS texts WHERE texts._parent_id = "_items_v".id AND "version_description" IS NOT NULL ORDER BY _locale LIMIT 1);
  UPDATE "discounts" SET "name" = (SELECT "name" FROM "discounts_locales" AS texts WHERE texts._parent_id = "discounts".id AND "name" IS NOT NULL ORDER BY _locale LIMIT 1);
  UPDATE "taxes" SET "display_name" = (SELECT "display_name" FROM "taxes_locales" AS texts WHERE texts._parent_id = "taxes".id AND "display_name" IS NOT NULL ORDER BY _locale LIMIT 1);
  UPDATE "shipping_rates" SET "name" = (SELECT "name" FROM "shipping_rates_locales" AS texts WHERE texts._parent_id = "shipping_rates".id AND "name" IS NOT NULL ORDER BY _locale LIMIT 1);
  UPDATE "pages" SET "title" = (SELECT "title" FROM "pages_locales" AS texts WHERE texts._parent_id = "pages".id AND "title" IS NOT NULL ORDER BY _locale LIMIT 1), "content" = (SELECT "content" FROM "pages_locales" AS texts WHERE texts._parent_id = "pages".id AND "content" IS NOT NULL ORDER BY _locale LIMIT 1);
  UPDATE "_pages_v" SET "version_title" = (SELECT "version_title" FROM "_pages_v_locales" AS texts WHERE texts._parent_id = "_pages_v".id AND "version_title" IS NOT NULL ORDER BY _locale LIMIT 1), "version_content" = (SELECT "version_content" FROM "_pages_v_locales" AS texts WHERE texts._parent_id = "_pages_v".id AND "version_content" IS NOT NULL ORDER BY _locale LIMIT 1);
  ALTER TABLE "discounts" ALTER COLUMN "name" SET NOT NULL;
  ALTER TABLE "taxes" ALTER COLUMN "display_name" SET NOT NULL;
  ALTER TABLE "shipping_rates" ALTER COLUMN "name" SET NOT NULL;

  DROP TABLE "items_locales" CASCADE;
  DROP TABLE "_items_v_locales" CASCADE;
  DROP TABLE "discounts_locales" CASCADE;
  DROP TABLE "taxes_locales" CASCADE;
  DROP TABLE "shipping_rates_locales" CASCADE;
  DROP TABLE "pages_locales" CASCADE;
  DROP TABLE "_pages_v_locales" CASCADE;
  DROP FUNCTION "take_over_names" CASCADE;
  CREATE INDEX "items_name_idx" ON "items" USING btree ("name");
  CREATE INDEX "_items_v_version_version_name_idx" ON "_items_v" USING btree ("version_name");
  ALTER TABLE "_items_v" DROP COLUMN "snapshot", DROP COLUMN "published_locale";
  ALTER TABLE "_pages_v" DROP COLUMN "snapshot", DROP COLUMN "published_locale";
  DROP TYPE "public"."_locales";
  DROP TYPE "public"."enum__items_v_published_locale";
  DROP TYPE "public"."enum__pages_v_published_locale";`)
}
