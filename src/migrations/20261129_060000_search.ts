import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/**
 * What `src/server/catalogue/search-reader.ts` looks for names in: the words of each item and their stems, and every
 * word that any item has had, with what is left of it when one letter is missing.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   SET LOCAL statement_timeout = 0;

  -- Without accents, and Cyrillic in Latin letters: then trigrams are found whatever the locale of the database.
  CREATE FUNCTION "shop_search_fold"(value text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
  BEGIN
    IF octet_length(value) = length(value) OR getdatabaseencoding() <> 'UTF8' THEN RETURN left(value, 100); END IF;
    RETURN left(translate(
      replace(regexp_replace(normalize(value, NFKD), '[\\u0300-\\u036f]', '', 'g'), 'ß', 'ss'),
      'абвгдежзиклмнопрстуфхцчшщыэюяіґєъь',
      'abvgdejziklmnoprstufhcqwxyeuaigi'
    ), 100);
  END $$;

  CREATE FUNCTION "shop_search_split"(value text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
  DECLARE
    marks CONSTANT text := E'!"#$%&()*+,-./:;<=>?@[\\\\]^_\`{|}~«»„“”–—…·•§°©®™×\\u00a0\\t\\n\\r';
  BEGIN
    RETURN array_remove(string_to_array(
      translate(translate(lower(value), '''’‘', ''), marks, repeat(' ', length(marks))), ' '
    ), '');
  END $$;

  -- A word as it is, and its stems in the languages that the shop speaks.
  CREATE FUNCTION "shop_search_forms"(word text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
  BEGIN
    RETURN array_remove(array_remove(ARRAY[
      public.shop_search_fold(word),
      public.shop_search_fold((ts_lexize('pg_catalog.english_stem', word))[1]),
      public.shop_search_fold((ts_lexize('pg_catalog.german_stem', word))[1]),
      public.shop_search_fold((ts_lexize('pg_catalog.russian_stem', word))[1])
    ], NULL), '');
  END $$;

  CREATE FUNCTION "shop_search_terms"(value text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
  DECLARE
    word text;
    terms text[] := '{}';
  BEGIN
    FOREACH word IN ARRAY public.shop_search_split(value) LOOP
      terms := terms || public.shop_search_forms(word);
    END LOOP;
    RETURN array_to_tsvector(terms);
  END $$;

  ALTER TABLE "items" ADD COLUMN "search_terms" tsvector GENERATED ALWAYS AS (shop_search_terms("name")) STORED;
  CREATE INDEX "items_search_terms_idx" ON "items" USING gin ("search_terms")
    WITH (fastupdate = off) WHERE "_status" = 'published';

  -- Neither is unique: two who save items at once would wait for each other's words, and perhaps for ever.
  CREATE TABLE "shop_search_words" ("word" text COLLATE "C" NOT NULL);
  CREATE INDEX "shop_search_words_word_idx" ON "shop_search_words" USING btree ("word");
  CREATE TABLE "shop_search_variants" ("variant" text COLLATE "C" NOT NULL, "word" text COLLATE "C" NOT NULL);
  CREATE INDEX "shop_search_variants_variant_idx" ON "shop_search_variants" USING btree ("variant");

  CREATE FUNCTION "note_search_words"() RETURNS trigger LANGUAGE plpgsql AS $$
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
  CREATE TRIGGER "note_search_words_of_new" AFTER INSERT ON "items" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION note_search_words();
  CREATE TRIGGER "note_search_words" AFTER UPDATE ON "items" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION note_search_words();

  INSERT INTO "shop_search_words" ("word")
    SELECT DISTINCT shop_search_fold(part) FROM "items", unnest(shop_search_split("name")) AS part;
  INSERT INTO "shop_search_variants" ("variant", "word")
    SELECT DISTINCT left("word", place - 1) || substr("word", place + 1), "word"
    FROM "shop_search_words", generate_series(1, length("word")) AS place
    WHERE length("word") BETWEEN 4 AND 30 AND "word" !~ '[0-9]';

  -- The middle of a word is found without it, too, by reading all words.
  DO $$
  DECLARE "extension_schema" text;
  BEGIN
    BEGIN
      CREATE EXTENSION IF NOT EXISTS pg_trgm;
    EXCEPTION WHEN OTHERS THEN
      RAISE NOTICE 'The extension pg_trgm is not there: %', SQLERRM;
      RETURN;
    END;
    SELECT nspname INTO extension_schema FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace
      WHERE extname = 'pg_trgm';
    EXECUTE format(
      'CREATE INDEX "shop_search_words_trigram_idx" ON "shop_search_words" USING gin ("word" %I.gin_trgm_ops)',
      extension_schema
    );
  END $$;`)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  // The extension stays: others may use it by now.
  await db.execute(sql`
   DROP FUNCTION "note_search_words" CASCADE;
  DROP TABLE "shop_search_variants";
  DROP TABLE "shop_search_words";
  ALTER TABLE "items" DROP COLUMN "search_terms";
  DROP FUNCTION "shop_search_terms";
  DROP FUNCTION "shop_search_forms";
  DROP FUNCTION "shop_search_split";
  DROP FUNCTION "shop_search_fold";`)
}
