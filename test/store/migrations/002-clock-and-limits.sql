CREATE TABLE "due_jobs" ("due_at" text not null,
  "kind" text not null,
  "tenant_id" text not null,
  "object_id" text not null,
  "data" text not null,
  "number" integer not null,
  constraint "due_jobs_pk" primary key ("number"))
CREATE TABLE "locations" ("tenant_id" text not null,
  "id" text not null,
  "created_at" text not null,
  "updated_at" text not null,
  "metadata" text not null,
  "name" text not null,
  "timezone" text not null,
  "address" text,
  "opening_hours" text,
  "holidays" text not null,
  "revision" integer not null,
  constraint "locations_pk" primary key ("tenant_id",
  "id"))
CREATE TABLE "rate_buckets" ("tenant_id" text not null,
  "saved_at" text not null,
  "second_ms" integer not null,
  "minute_ms" integer not null,
  "day_ms" integer not null,
  constraint "rate_buckets_pk" primary key ("tenant_id"))
CREATE TABLE "request_log" ("at" text not null,
  "request_id" text not null,
  "method" text not null,
  "path" text not null,
  "operation" text,
  "tenant_id" text,
  "key_hint" text,
  "key_scope" text,
  "idempotency_key" text,
  "error_code" text,
  "origin" text,
  "user_agent" text,
  "number" integer not null,
  "status" integer not null,
  "duration_us" integer not null,
  "replayed" integer not null,
  constraint "request_log_pk" primary key ("number"))
CREATE TABLE "skills" ("tenant_id" text not null,
  "id" text not null,
  "created_at" text not null,
  "updated_at" text not null,
  "metadata" text not null,
  "name" text not null,
  "description" text,
  "revision" integer not null,
  constraint "skills_pk" primary key ("tenant_id",
  "id"))
CREATE INDEX "customers_by_creation" on "customers" ("tenant_id",
  "created_at",
  "id")
CREATE INDEX "customers_by_email" on "customers" ("tenant_id",
  "email")
CREATE INDEX "customers_by_external_ref" on "customers" ("tenant_id",
  "external_ref")
CREATE INDEX "customers_by_phone" on "customers" ("tenant_id",
  "phone")
CREATE INDEX "due_jobs_by_object" on "due_jobs" ("tenant_id",
  "object_id")
CREATE INDEX "due_jobs_by_time" on "due_jobs" ("due_at",
  "number")
CREATE INDEX "locations_by_creation" on "locations" ("tenant_id",
  "created_at",
  "id")
CREATE INDEX "resources_by_creation" on "resources" ("tenant_id",
  "created_at",
  "id")
CREATE INDEX "services_by_creation" on "services" ("tenant_id",
  "created_at",
  "id")
CREATE INDEX "skills_by_creation" on "skills" ("tenant_id",
  "created_at",
  "id")
