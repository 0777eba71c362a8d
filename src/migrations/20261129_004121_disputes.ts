import { MigrateUpArgs, MigrateDownArgs, sql } from '@payloadcms/db-postgres'

export async function up({ db, payload, req }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   CREATE TABLE "disputes" (
  	"id" serial PRIMARY KEY NOT NULL,
  	"order_id" integer,
  	"dispute_id" varchar NOT NULL,
  	"status" varchar NOT NULL,
  	"amount" numeric NOT NULL,
  	"currency" varchar NOT NULL,
  	"reason" varchar,
  	"answer_by" timestamp(3) with time zone,
  	"attempt" varchar NOT NULL,
  	"read_at" timestamp(3) with time zone NOT NULL,
  	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
  	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL
  );
  
  ALTER TABLE "disputes" ADD CONSTRAINT "disputes_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE set null ON UPDATE no action;
  CREATE INDEX "disputes_order_idx" ON "disputes" USING btree ("order_id");
  CREATE UNIQUE INDEX "disputes_dispute_id_idx" ON "disputes" USING btree ("dispute_id");
  CREATE INDEX "disputes_status_idx" ON "disputes" USING btree ("status");
  CREATE INDEX "disputes_attempt_idx" ON "disputes" USING btree ("attempt");
  CREATE INDEX "disputes_updated_at_idx" ON "disputes" USING btree ("updated_at");
  CREATE INDEX "disputes_created_at_idx" ON "disputes" USING btree ("created_at");
  -- An order knew one dispute, its newest; that was of the money that it had received.
  INSERT INTO "disputes" ("order_id", "dispute_id", "status", "amount", "currency", "reason", "attempt", "read_at", "updated_at", "created_at")
    SELECT o."id", o."dispute_dispute_id", coalesce(o."dispute_status", ''), coalesce(o."dispute_amount", 0), o."currency", o."dispute_reason",
      coalesce((SELECT p."attempt" FROM "payments" p WHERE p."order_id" = o."id" AND p."status" = 'paid' ORDER BY p."id" DESC LIMIT 1), ''),
      o."updated_at", o."updated_at", o."updated_at"
    FROM "orders" o WHERE o."dispute_dispute_id" IS NOT NULL
    ON CONFLICT DO NOTHING;
  ALTER TABLE "orders" DROP COLUMN "dispute_status";
  ALTER TABLE "orders" DROP COLUMN "dispute_amount";
  ALTER TABLE "orders" DROP COLUMN "dispute_reason";
  ALTER TABLE "orders" DROP COLUMN "dispute_dispute_id";`)
}

export async function down({ db, payload, req }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
     ALTER TABLE "orders" ADD COLUMN "dispute_status" varchar;
  ALTER TABLE "orders" ADD COLUMN "dispute_amount" numeric;
  ALTER TABLE "orders" ADD COLUMN "dispute_reason" varchar;
  ALTER TABLE "orders" ADD COLUMN "dispute_dispute_id" varchar;
  UPDATE "orders" o SET "dispute_status" = d."status", "dispute_amount" = d."amount", "dispute_reason" = d."reason", "dispute_dispute_id" = d."dispute_id"
    FROM (SELECT DISTINCT ON ("order_id") * FROM "disputes" ORDER BY "order_id", "id" DESC) d WHERE d."order_id" = o."id";
  DROP TABLE "disputes" CASCADE;`)
}
