import { MigrateUpArgs, MigrateDownArgs, sql } from '@payloadcms/db-postgres'

export async function up({ db, payload, req }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   CREATE TYPE "public"."enum_orders_fulfilment" AS ENUM('none', 'to_pack', 'shipped', 'delivered', 'returned');
  CREATE TYPE "public"."enum_shipping_rates_countries" AS ENUM('AD', 'AE', 'AF', 'AG', 'AI', 'AL', 'AM', 'AO', 'AQ', 'AR', 'AT', 'AU', 'AW', 'AX', 'AZ', 'BA', 'BB', 'BD', 'BE', 'BF', 'BG', 'BH', 'BI', 'BJ', 'BL', 'BM', 'BN', 'BO', 'BQ', 'BR', 'BS', 'BT', 'BV', 'BW', 'BY', 'BZ', 'CA', 'CD', 'CF', 'CG', 'CH', 'CI', 'CK', 'CL', 'CM', 'CN', 'CO', 'CR', 'CV', 'CW', 'CY', 'CZ', 'DE', 'DJ', 'DK', 'DM', 'DO', 'DZ', 'EC', 'EE', 'EG', 'EH', 'ER', 'ES', 'ET', 'FI', 'FJ', 'FK', 'FO', 'FR', 'GA', 'GB', 'GD', 'GE', 'GF', 'GG', 'GH', 'GI', 'GL', 'GM', 'GN', 'GP', 'GQ', 'GR', 'GS', 'GT', 'GU', 'GW', 'GY', 'HK', 'HN', 'HR', 'HT', 'HU', 'ID', 'IE', 'IL', 'IM', 'IN', 'IO', 'IQ', 'IS', 'IT', 'JE', 'JM', 'JO', 'JP', 'KE', 'KG', 'KH', 'KI', 'KM', 'KN', 'KR', 'KW', 'KY', 'KZ', 'LA', 'LB', 'LC', 'LI', 'LK', 'LR', 'LS', 'LT', 'LU', 'LV', 'LY', 'MA', 'MC', 'MD', 'ME', 'MF', 'MG', 'MK', 'ML', 'MM', 'MN', 'MO', 'MQ', 'MR', 'MS', 'MT', 'MU', 'MV', 'MW', 'MX', 'MY', 'MZ', 'NA', 'NC', 'NE', 'NG', 'NI', 'NL', 'NO', 'NP', 'NR', 'NU', 'NZ', 'OM', 'PA', 'PE', 'PF', 'PG', 'PH', 'PK', 'PL', 'PM', 'PN', 'PR', 'PS', 'PT', 'PY', 'QA', 'RE', 'RO', 'RS', 'RU', 'RW', 'SA', 'SB', 'SC', 'SD', 'SE', 'SG', 'SH', 'SI', 'SJ', 'SK', 'SL', 'SM', 'SN', 'SO', 'SR', 'SS', 'ST', 'SV', 'SX', 'SZ', 'TC', 'TD', 'TF', 'TG', 'TH', 'TJ', 'TK', 'TL', 'TM', 'TN', 'TO', 'TR', 'TT', 'TV', 'TW', 'TZ', 'UA', 'UG', 'US', 'UY', 'UZ', 'VA', 'VC', 'VE', 'VG', 'VN', 'VU', 'WF', 'WS', 'XK', 'YE', 'YT', 'ZA', 'ZM', 'ZW');
  ALTER TYPE "public"."enum_shop_outbox_kind" ADD VALUE 'orderShipped' BEFORE 'mail';
  CREATE TABLE "shipping_rates_countries" (
  	"order" integer NOT NULL,
  	"parent_id" integer NOT NULL,
  	"value" "enum_shipping_rates_countries",
  	"id" serial PRIMARY KEY NOT NULL
  );
  
  CREATE TABLE "shipping_rates" (
  	"id" serial PRIMARY KEY NOT NULL,
  	"name" varchar NOT NULL,
  	"currency" varchar NOT NULL,
  	"amount" numeric NOT NULL,
  	"free_from" numeric,
  	"min_days" numeric,
  	"max_days" numeric,
  	"active" boolean DEFAULT true,
  	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
  	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL
  );
  
  ALTER TABLE "items" ADD COLUMN "is_shipped" boolean DEFAULT true;
  ALTER TABLE "_items_v" ADD COLUMN "version_is_shipped" boolean DEFAULT true;
  ALTER TABLE "orders" ADD COLUMN "shipping_rate_id" integer;
  ALTER TABLE "orders" ADD COLUMN "shipping_amount" numeric DEFAULT 0;
  ALTER TABLE "orders" ADD COLUMN "shipping_copy" jsonb;
  ALTER TABLE "orders" ADD COLUMN "shipping_name" varchar;
  ALTER TABLE "orders" ADD COLUMN "fulfilment" "enum_orders_fulfilment";
  ALTER TABLE "orders" ADD COLUMN "carrier" varchar;
  ALTER TABLE "orders" ADD COLUMN "tracking_number" varchar;
  ALTER TABLE "orders" ADD COLUMN "tracking_url" varchar;
  ALTER TABLE "orders" ADD COLUMN "shipped_at" timestamp(3) with time zone;
  ALTER TABLE "payload_locked_documents_rels" ADD COLUMN "shipping_rates_id" integer;
  ALTER TABLE "shipping_rates_countries" ADD CONSTRAINT "shipping_rates_countries_parent_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."shipping_rates"("id") ON DELETE cascade ON UPDATE no action;
  CREATE INDEX "shipping_rates_countries_order_idx" ON "shipping_rates_countries" USING btree ("order");
  CREATE INDEX "shipping_rates_countries_parent_idx" ON "shipping_rates_countries" USING btree ("parent_id");
  CREATE INDEX "shipping_rates_updated_at_idx" ON "shipping_rates" USING btree ("updated_at");
  CREATE INDEX "shipping_rates_created_at_idx" ON "shipping_rates" USING btree ("created_at");
  ALTER TABLE "orders" ADD CONSTRAINT "orders_shipping_rate_id_shipping_rates_id_fk" FOREIGN KEY ("shipping_rate_id") REFERENCES "public"."shipping_rates"("id") ON DELETE set null ON UPDATE no action;
  ALTER TABLE "payload_locked_documents_rels" ADD CONSTRAINT "payload_locked_documents_rels_shipping_rates_fk" FOREIGN KEY ("shipping_rates_id") REFERENCES "public"."shipping_rates"("id") ON DELETE cascade ON UPDATE no action;
  CREATE INDEX "orders_shipping_rate_idx" ON "orders" USING btree ("shipping_rate_id");
  CREATE INDEX "orders_fulfilment_idx" ON "orders" USING btree ("fulfilment");
  CREATE INDEX "payload_locked_documents_rels_shipping_rates_id_idx" ON "payload_locked_documents_rels" USING btree ("shipping_rates_id");

  CREATE TRIGGER "note_change" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "shipping_rates"
    FOR EACH STATEMENT EXECUTE FUNCTION note_change();
  CREATE TRIGGER "note_change" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "shipping_rates_countries"
    FOR EACH STATEMENT EXECUTE FUNCTION note_change();`)
}

export async function down({ db, payload, req }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
   ALTER TABLE "shipping_rates_countries" DISABLE ROW LEVEL SECURITY;
  ALTER TABLE "shipping_rates" DISABLE ROW LEVEL SECURITY;
  DROP TABLE "shipping_rates_countries" CASCADE;
  DROP TABLE "shipping_rates" CASCADE;
  ALTER TABLE "orders" DROP CONSTRAINT "orders_shipping_rate_id_shipping_rates_id_fk";
  
  ALTER TABLE "payload_locked_documents_rels" DROP CONSTRAINT "payload_locked_documents_rels_shipping_rates_fk";
  
  DELETE FROM "shop_outbox" WHERE "kind" = 'orderShipped';
  ALTER TABLE "shop_outbox" ALTER COLUMN "kind" SET DATA TYPE text;
  DROP TYPE "public"."enum_shop_outbox_kind";
  CREATE TYPE "public"."enum_shop_outbox_kind" AS ENUM('orderPaid', 'orderRefunded', 'orderEnded', 'orderReviewed', 'mail');
  ALTER TABLE "shop_outbox" ALTER COLUMN "kind" SET DATA TYPE "public"."enum_shop_outbox_kind" USING "kind"::"public"."enum_shop_outbox_kind";
  DROP INDEX "orders_shipping_rate_idx";
  DROP INDEX "orders_fulfilment_idx";
  DROP INDEX "payload_locked_documents_rels_shipping_rates_id_idx";
  ALTER TABLE "items" DROP COLUMN "is_shipped";
  ALTER TABLE "_items_v" DROP COLUMN "version_is_shipped";
  ALTER TABLE "orders" DROP COLUMN "shipping_rate_id";
  ALTER TABLE "orders" DROP COLUMN "shipping_amount";
  ALTER TABLE "orders" DROP COLUMN "shipping_copy";
  ALTER TABLE "orders" DROP COLUMN "shipping_name";
  ALTER TABLE "orders" DROP COLUMN "fulfilment";
  ALTER TABLE "orders" DROP COLUMN "carrier";
  ALTER TABLE "orders" DROP COLUMN "tracking_number";
  ALTER TABLE "orders" DROP COLUMN "tracking_url";
  ALTER TABLE "orders" DROP COLUMN "shipped_at";
  ALTER TABLE "payload_locked_documents_rels" DROP COLUMN "shipping_rates_id";
  DROP TYPE "public"."enum_orders_fulfilment";
  DROP TYPE "public"."enum_shipping_rates_countries";`)
}
