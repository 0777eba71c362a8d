import { MigrateUpArgs, MigrateDownArgs, sql } from '@payloadcms/db-postgres'

export async function up({ db, payload, req }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   ALTER TYPE "public"."enum_shop_outbox_kind" ADD VALUE 'orderReviewed';
  ALTER TYPE "public"."enum_shop_outbox_kind" ADD VALUE 'mail';
  ALTER TABLE "shop_outbox" ADD COLUMN "mail" jsonb;`)
}

export async function down({ db, payload, req }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
   DELETE FROM "shop_outbox" WHERE "kind" IN ('orderReviewed', 'mail');
  ALTER TABLE "shop_outbox" ALTER COLUMN "kind" SET DATA TYPE text;
  DROP TYPE "public"."enum_shop_outbox_kind";
  CREATE TYPE "public"."enum_shop_outbox_kind" AS ENUM('orderPaid', 'orderRefunded', 'orderEnded');
  ALTER TABLE "shop_outbox" ALTER COLUMN "kind" SET DATA TYPE "public"."enum_shop_outbox_kind" USING "kind"::"public"."enum_shop_outbox_kind";
  ALTER TABLE "shop_outbox" DROP COLUMN "mail";`)
}
