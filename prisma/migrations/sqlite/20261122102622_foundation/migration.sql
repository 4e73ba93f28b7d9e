-- CreateTable
CREATE TABLE "customer" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT,
    "locale" TEXT NOT NULL,
    "card" TEXT NOT NULL,
    "notices" BOOLEAN NOT NULL DEFAULT true,
    "partOf" TEXT,
    "created" DATETIME NOT NULL,
    "platform" TEXT,
    "seen" DATETIME
);

-- CreateTable
CREATE TABLE "identity" (
    "platform" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "name" TEXT,
    "channel" TEXT,
    "unreachable" DATETIME,
    "created" DATETIME NOT NULL,
    "seen" DATETIME,

    PRIMARY KEY ("platform", "person"),
    CONSTRAINT "identity_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "role" (
    "customerId" TEXT NOT NULL PRIMARY KEY,
    "role" TEXT NOT NULL,
    "grantedBy" TEXT NOT NULL,
    "granted" DATETIME NOT NULL,
    CONSTRAINT "role_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "audit" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "at" DATETIME NOT NULL,
    "actor" TEXT NOT NULL,
    "act" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "inbox" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "platform" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "conversation" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "received" DATETIME NOT NULL,
    "done" DATETIME,
    "outcome" TEXT
);

-- CreateTable
CREATE TABLE "delivery" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
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
    "due" DATETIME NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "customerId" TEXT,
    "cause" TEXT NOT NULL,
    "created" DATETIME NOT NULL,
    "leaving" DATETIME,
    "ended" DATETIME,
    "sentPlace" TEXT,
    "sentId" TEXT,
    "trouble" TEXT,
    "unknowns" INTEGER NOT NULL DEFAULT 0,
    "alerted" BOOLEAN NOT NULL DEFAULT false
);

-- CreateTable
CREATE TABLE "link" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "code" TEXT,
    "state" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "platform" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "otherId" TEXT,
    "otherPlatform" TEXT,
    "otherPerson" TEXT,
    "created" DATETIME NOT NULL,
    "expires" DATETIME NOT NULL,
    "decided" DATETIME
);

-- CreateTable
CREATE TABLE "attempt" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "count" INTEGER NOT NULL,
    "since" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "utterance" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "platform" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "text" TEXT,
    "at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "file" (
    "id" TEXT NOT NULL PRIMARY KEY,
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
    "created" DATETIME NOT NULL,
    "due" DATETIME NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "ended" DATETIME,
    "told" BOOLEAN NOT NULL DEFAULT false
);

-- CreateTable
CREATE TABLE "interview" (
    "person" TEXT NOT NULL PRIMARY KEY,
    "form" TEXT NOT NULL,
    "about" TEXT,
    "step" INTEGER NOT NULL,
    "answers" TEXT NOT NULL,
    "files" TEXT NOT NULL DEFAULT '{}',
    "started" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "account" (
    "customerId" TEXT NOT NULL PRIMARY KEY,
    "balance" INTEGER NOT NULL,
    "debt" INTEGER NOT NULL,
    "movedTo" TEXT,
    CONSTRAINT "account_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "lot" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "customerId" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "remaining" INTEGER NOT NULL,
    "expired" INTEGER NOT NULL DEFAULT 0,
    "purchaseId" TEXT,
    "earned" DATETIME NOT NULL,
    "usable" DATETIME NOT NULL,
    "expires" DATETIME,
    "noticed" DATETIME
);

-- CreateTable
CREATE TABLE "entry" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "customerId" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "lotId" TEXT,
    "purchaseId" TEXT,
    "reason" TEXT,
    "author" TEXT,
    "at" DATETIME NOT NULL,
    "effective" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "purchase" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "source" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "items" TEXT,
    "points" INTEGER NOT NULL,
    "balance" INTEGER NOT NULL,
    "refunded" BIGINT NOT NULL DEFAULT 0,
    "digest" TEXT NOT NULL,
    "created" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "refund" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "purchaseId" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "points" INTEGER NOT NULL,
    "balance" INTEGER NOT NULL,
    "created" DATETIME NOT NULL,
    CONSTRAINT "refund_purchaseId_fkey" FOREIGN KEY ("purchaseId") REFERENCES "purchase" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "adjustment" (
    "reference" TEXT NOT NULL PRIMARY KEY,
    "customerId" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "balance" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "created" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "api_key" (
    "digest" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "created" DATETIME NOT NULL,
    "revoked" DATETIME
);

-- CreateTable
CREATE TABLE "setting" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "value" TEXT NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "customer_card_key" ON "customer"("card");

-- CreateIndex
CREATE INDEX "identity_customerId_idx" ON "identity"("customerId");

-- CreateIndex
CREATE INDEX "inbox_waiting_idx" ON "inbox"("conversation", "id") WHERE done IS NULL;

-- CreateIndex
CREATE UNIQUE INDEX "inbox_platform_event_key" ON "inbox"("platform", "event");

-- CreateIndex
CREATE INDEX "delivery_queued_idx" ON "delivery"("platform", "lane", "id") WHERE state = 'queued';

-- CreateIndex
CREATE INDEX "delivery_sending_idx" ON "delivery"("platform") WHERE state = 'sending';

-- CreateIndex
CREATE INDEX "delivery_failed_idx" ON "delivery"("id") WHERE state = 'failed' AND NOT alerted;

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
CREATE INDEX "file_waiting_idx" ON "file"("platform", "due") WHERE state = 'waiting';

-- CreateIndex
CREATE INDEX "file_lost_idx" ON "file"("platform", "happening") WHERE (state = 'refused' OR state = 'gone') AND NOT told;

-- CreateIndex
CREATE INDEX "file_customerId_id_idx" ON "file"("customerId", "id");

-- CreateIndex
CREATE INDEX "lot_held_idx" ON "lot"("customerId", "expires") WHERE remaining <> 0;

-- CreateIndex
CREATE INDEX "lot_expiring_idx" ON "lot"("expires") WHERE remaining > 0;

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
