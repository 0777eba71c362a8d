import { MigrateUpArgs, MigrateDownArgs, sql } from '@payloadcms/db-postgres'

export async function up({ db, payload, req }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   CREATE TABLE "stock_holds" (
  	"id" serial PRIMARY KEY NOT NULL,
  	"order" varchar NOT NULL,
  	"item" varchar NOT NULL,
  	"quantity" numeric NOT NULL,
  	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
  	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL
  );
  
  ALTER TABLE "inventory" ADD COLUMN "available" numeric;
  UPDATE "inventory" SET "available" = "quantity";
  ALTER TABLE "discount_redemptions" ADD COLUMN "is_hold" boolean DEFAULT false;
  CREATE INDEX "stock_holds_order_idx" ON "stock_holds" USING btree ("order");
  CREATE INDEX "stock_holds_item_idx" ON "stock_holds" USING btree ("item");
  CREATE INDEX "stock_holds_updated_at_idx" ON "stock_holds" USING btree ("updated_at");
  CREATE INDEX "stock_holds_created_at_idx" ON "stock_holds" USING btree ("created_at");`)
}

export async function down({ db, payload, req }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
   DROP TABLE "stock_holds" CASCADE;
  ALTER TABLE "inventory" DROP COLUMN "available";
  ALTER TABLE "discount_redemptions" DROP COLUMN "is_hold";`)
}
