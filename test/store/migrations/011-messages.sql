CREATE TABLE "messages" ("tenant_id" text not null,
  "id" text not null,
  "event_id" text not null,
  "created_at" text not null,
  "kind" text not null,
  "customer_id" text not null,
  "object_id" text not null,
  "sent_by" text not null,
  "recipient" text not null,
  "locale" text not null,
  "timezone" text not null,
  "facts" text not null,
  "seq" integer not null,
  constraint "messages_pk" primary key ("tenant_id",
  "id"))
CREATE INDEX "messages_by_customer" on "messages" ("tenant_id",
  "customer_id",
  "seq")
CREATE INDEX "messages_in_order" on "messages" ("seq")
