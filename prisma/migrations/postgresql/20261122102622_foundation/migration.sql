-- CreateTable
CREATE TABLE "customer" (
    "id" TEXT NOT NULL,
    "name" TEXT,
    "locale" TEXT NOT NULL,
    "card" TEXT NOT NULL,
    "notices" BOOLEAN NOT NULL DEFAULT true,
    "partOf" TEXT,
    "created" TIMESTAMP(3) NOT NULL,
    "platform" TEXT,
    "seen" TIMESTAMP(3),

    CONSTRAINT "customer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity" (
    "platform" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "name" TEXT,
    "channel" TEXT,
    "unreachable" TIMESTAMP(3),
    "created" TIMESTAMP(3) NOT NULL,
    "seen" TIMESTAMP(3),

    CONSTRAINT "identity_pkey" PRIMARY KEY ("platform","person")
);

-- CreateTable
CREATE TABLE "role" (
    "customerId" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "grantedBy" TEXT NOT NULL,
    "granted" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "role_pkey" PRIMARY KEY ("customerId")
);

-- CreateTable
CREATE TABLE "audit" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "act" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" TEXT NOT NULL,

    CONSTRAINT "audit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inbox" (
    "id" BIGSERIAL NOT NULL,
    "platform" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "conversation" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "received" TIMESTAMP(3) NOT NULL,
    "done" TIMESTAMP(3),
    "outcome" TEXT,

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery" (
    "id" BIGSERIAL NOT NULL,
    "platform" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "thread" TEXT,
    "place" TEXT NOT NULL,
    "only" TEXT,
    "replaces" TEXT,
    "home" BOOLEAN NOT NULL DEFAULT false,
    "lane" INTEGER NOT NULL,
    "message" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "due" TIMESTAMP(3) NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "customerId" TEXT,
    "cause" TEXT NOT NULL,
    "created" TIMESTAMP(3) NOT NULL,
    "leaving" TIMESTAMP(3),
    "ended" TIMESTAMP(3),
    "sentPlace" TEXT,
    "sentId" TEXT,
    "trouble" TEXT,
    "unknowns" INTEGER NOT NULL DEFAULT 0,
    "alerted" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "link" (
    "id" TEXT NOT NULL,
    "code" TEXT,
    "state" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "platform" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "otherId" TEXT,
    "otherPlatform" TEXT,
    "otherPerson" TEXT,
    "created" TIMESTAMP(3) NOT NULL,
    "expires" TIMESTAMP(3) NOT NULL,
    "decided" TIMESTAMP(3),

    CONSTRAINT "link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attempt" (
    "name" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "since" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "attempt_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "utterance" (
    "id" BIGSERIAL NOT NULL,
    "platform" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "text" TEXT,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "utterance_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "file" (
    "id" TEXT NOT NULL,
    "platform" TEXT NOT NULL,
    "remote" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "media" TEXT NOT NULL,
    "size" BIGINT,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "digest" TEXT,
    "customerId" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "happening" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "thread" TEXT,
    "direct" BOOLEAN NOT NULL,
    "created" TIMESTAMP(3) NOT NULL,
    "due" TIMESTAMP(3) NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "ended" TIMESTAMP(3),
    "told" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "file_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "interview" (
    "person" TEXT NOT NULL,
    "form" TEXT NOT NULL,
    "about" TEXT,
    "step" INTEGER NOT NULL,
    "answers" TEXT NOT NULL,
    "files" TEXT NOT NULL DEFAULT '{}',
    "started" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "interview_pkey" PRIMARY KEY ("person")
);

-- CreateTable
CREATE TABLE "account" (
    "customerId" TEXT NOT NULL,
    "balance" INTEGER NOT NULL,
    "debt" INTEGER NOT NULL,
    "movedTo" TEXT,

    CONSTRAINT "account_pkey" PRIMARY KEY ("customerId")
);

-- CreateTable
CREATE TABLE "lot" (
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "remaining" INTEGER NOT NULL,
    "expired" INTEGER NOT NULL DEFAULT 0,
    "purchaseId" TEXT,
    "earned" TIMESTAMP(3) NOT NULL,
    "usable" TIMESTAMP(3) NOT NULL,
    "expires" TIMESTAMP(3),
    "noticed" TIMESTAMP(3),

    CONSTRAINT "lot_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "entry" (
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "lotId" TEXT,
    "purchaseId" TEXT,
    "reason" TEXT,
    "author" TEXT,
    "at" TIMESTAMP(3) NOT NULL,
    "effective" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "purchase" (
    "id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "items" TEXT,
    "points" INTEGER NOT NULL,
    "balance" INTEGER NOT NULL,
    "refunded" BIGINT NOT NULL DEFAULT 0,
    "digest" TEXT NOT NULL,
    "created" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "purchase_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refund" (
    "id" TEXT NOT NULL,
    "purchaseId" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "points" INTEGER NOT NULL,
    "balance" INTEGER NOT NULL,
    "created" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "refund_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "adjustment" (
    "reference" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "balance" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "created" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "adjustment_pkey" PRIMARY KEY ("reference")
);

-- CreateTable
CREATE TABLE "api_key" (
    "digest" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created" TIMESTAMP(3) NOT NULL,
    "revoked" TIMESTAMP(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("digest")
);

-- CreateTable
CREATE TABLE "setting" (
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE UNIQUE INDEX "customer_card_key" ON "customer"("card");

-- CreateIndex
CREATE INDEX "identity_customerId_idx" ON "identity"("customerId");

-- CreateIndex
CREATE INDEX "inbox_waiting_idx" ON "inbox"("conversation", "id") WHERE (done IS NULL);

-- CreateIndex
CREATE UNIQUE INDEX "inbox_platform_event_key" ON "inbox"("platform", "event");

-- CreateIndex
CREATE INDEX "delivery_queued_idx" ON "delivery"("platform", "lane", "id") WHERE (state = 'queued');

-- CreateIndex
CREATE INDEX "delivery_sending_idx" ON "delivery"("platform") WHERE (state = 'sending');

-- CreateIndex
CREATE INDEX "delivery_failed_idx" ON "delivery"("id") WHERE (state = 'failed' AND NOT alerted);

-- CreateIndex
CREATE INDEX "delivery_customerId_id_idx" ON "delivery"("customerId", "id");

-- CreateIndex
CREATE INDEX "delivery_ended_idx" ON "delivery"("ended");

-- CreateIndex
CREATE UNIQUE INDEX "link_code_key" ON "link"("code");

-- CreateIndex
CREATE INDEX "link_platform_person_idx" ON "link"("platform", "person");

-- CreateIndex
CREATE INDEX "link_otherId_idx" ON "link"("otherId");

-- CreateIndex
CREATE INDEX "utterance_platform_place_message_idx" ON "utterance"("platform", "place", "message");

-- CreateIndex
CREATE INDEX "utterance_customerId_id_idx" ON "utterance"("customerId", "id");

-- CreateIndex
CREATE INDEX "file_waiting_idx" ON "file"("platform", "due") WHERE (state = 'waiting');

-- CreateIndex
CREATE INDEX "file_lost_idx" ON "file"("platform", "happening") WHERE ((state = 'refused' OR state = 'gone') AND NOT told);

-- CreateIndex
CREATE INDEX "file_customerId_id_idx" ON "file"("customerId", "id");

-- CreateIndex
CREATE INDEX "lot_held_idx" ON "lot"("customerId", "expires") WHERE (remaining <> 0);

-- CreateIndex
CREATE INDEX "lot_expiring_idx" ON "lot"("expires") WHERE (remaining > 0);

-- CreateIndex
CREATE INDEX "lot_purchaseId_idx" ON "lot"("purchaseId");

-- CreateIndex
CREATE INDEX "entry_customerId_id_idx" ON "entry"("customerId", "id");

-- CreateIndex
CREATE INDEX "purchase_customerId_at_idx" ON "purchase"("customerId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "purchase_source_reference_key" ON "purchase"("source", "reference");

-- CreateIndex
CREATE UNIQUE INDEX "refund_purchaseId_reference_key" ON "refund"("purchaseId", "reference");

-- AddForeignKey
ALTER TABLE "identity" ADD CONSTRAINT "identity_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role" ADD CONSTRAINT "role_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refund" ADD CONSTRAINT "refund_purchaseId_fkey" FOREIGN KEY ("purchaseId") REFERENCES "purchase"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
