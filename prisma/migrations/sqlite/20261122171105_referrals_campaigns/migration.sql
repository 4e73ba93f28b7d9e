-- AlterTable
ALTER TABLE "customer" ADD COLUMN "birthYear" INTEGER;
ALTER TABLE "customer" ADD COLUMN "birthday" TEXT;
ALTER TABLE "customer" ADD COLUMN "class" TEXT;

-- AlterTable
ALTER TABLE "delivery" ADD COLUMN "recipient" INTEGER;

-- AlterTable
ALTER TABLE "purchase" ADD COLUMN "code" TEXT;

-- CreateTable
CREATE TABLE "campaign" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "audience" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "code" TEXT,
    "schedule" TEXT NOT NULL,
    "holdout" INTEGER NOT NULL DEFAULT 0,
    "split" INTEGER NOT NULL DEFAULT 0,
    "createdBy" TEXT NOT NULL,
    "startedBy" TEXT,
    "approvedBy" TEXT,
    "changedBy" TEXT,
    "expected" INTEGER,
    "round" INTEGER NOT NULL DEFAULT 0,
    "wall" TEXT,
    "due" DATETIME,
    "created" DATETIME NOT NULL,
    "started" DATETIME,
    "ended" DATETIME,
    "cursor" TEXT,
    "frozen" DATETIME,
    "total" INTEGER NOT NULL DEFAULT 0,
    "sent" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "unknown" INTEGER NOT NULL DEFAULT 0,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "held" INTEGER NOT NULL DEFAULT 0,
    "progress" TEXT,
    "edits" TEXT
);

-- CreateTable
CREATE TABLE "campaign_recipient" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "campaignId" INTEGER NOT NULL,
    "round" INTEGER NOT NULL,
    "customerId" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "platform" TEXT NOT NULL,
    "arm" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "why" TEXT,
    "turn" DATETIME,
    "due" DATETIME NOT NULL,
    "closes" DATETIME,
    "counts" DATETIME,
    "sent" DATETIME,
    "answer" INTEGER,
    "answered" DATETIME,
    "forgotten" DATETIME
);

-- CreateTable
CREATE TABLE "campaign_press" (
    "recipient" INTEGER NOT NULL,
    "button" INTEGER NOT NULL,
    "campaignId" INTEGER NOT NULL,
    "round" INTEGER NOT NULL,
    "arm" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "first" DATETIME NOT NULL,
    "last" DATETIME NOT NULL,

    PRIMARY KEY ("recipient", "button")
);

-- CreateTable
CREATE TABLE "campaign_report" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "campaignId" INTEGER NOT NULL,
    "askedBy" TEXT NOT NULL,
    "round" INTEGER,
    "address" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "created" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "referral_code" (
    "code" TEXT NOT NULL PRIMARY KEY,
    "customerId" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "created" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "referral" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "friendId" TEXT NOT NULL,
    "friendOwnerId" TEXT NOT NULL,
    "referrerId" TEXT NOT NULL,
    "referrerOwnerId" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "platform" TEXT NOT NULL,
    "joined" DATETIME NOT NULL,
    "terms" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "purchaseId" TEXT,
    "bought" DATETIME,
    "counts" DATETIME,
    "paidReferrer" INTEGER NOT NULL DEFAULT 0,
    "paidFriend" INTEGER NOT NULL DEFAULT 0,
    "paidMilestone" INTEGER NOT NULL DEFAULT 0,
    "paid" DATETIME,
    "due" DATETIME,
    "marks" INTEGER NOT NULL DEFAULT 0,
    "asked" DATETIME,
    "decision" TEXT,
    "decidedBy" TEXT,
    "decided" DATETIME,
    "frozen" DATETIME
);

-- CreateTable
CREATE TABLE "customer_tag" (
    "ownerId" TEXT NOT NULL,
    "tag" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "created" DATETIME NOT NULL,

    PRIMARY KEY ("ownerId", "tag")
);

-- CreateTable
CREATE TABLE "customer_field" (
    "ownerId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    PRIMARY KEY ("ownerId", "name")
);

-- CreateTable
CREATE TABLE "segment" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "size" INTEGER,
    "counted" DATETIME,
    "createdBy" TEXT NOT NULL,
    "created" DATETIME NOT NULL,
    "changed" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "import_run" (
    "digest" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "bytes" BIGINT NOT NULL,
    "stored" INTEGER NOT NULL,
    "known" INTEGER NOT NULL,
    "refused" INTEGER NOT NULL,
    "started" DATETIME NOT NULL,
    "ended" DATETIME
);

-- CreateIndex
CREATE UNIQUE INDEX "campaign_name_key" ON "campaign"("name");

-- CreateIndex
CREATE INDEX "campaign_recipient_next_idx" ON "campaign_recipient"("campaignId", "platform", "due", "id") WHERE state = 'waiting';

-- CreateIndex
CREATE INDEX "campaign_recipient_queued_idx" ON "campaign_recipient"("id") WHERE state = 'queued';

-- CreateIndex
CREATE INDEX "campaign_recipient_customerId_idx" ON "campaign_recipient"("customerId");

-- CreateIndex
CREATE UNIQUE INDEX "campaign_recipient_campaignId_round_ownerId_key" ON "campaign_recipient"("campaignId", "round", "ownerId");

-- CreateIndex
CREATE INDEX "campaign_press_campaignId_round_arm_button_idx" ON "campaign_press"("campaignId", "round", "arm", "button");

-- CreateIndex
CREATE UNIQUE INDEX "referral_code_ownerId_key" ON "referral_code"("ownerId");

-- CreateIndex
CREATE INDEX "referral_code_customerId_idx" ON "referral_code"("customerId");

-- CreateIndex
CREATE UNIQUE INDEX "referral_friendOwnerId_key" ON "referral"("friendOwnerId");

-- CreateIndex
CREATE INDEX "referral_due_idx" ON "referral"("due") WHERE due IS NOT NULL;

-- CreateIndex
CREATE INDEX "referral_held_idx" ON "referral"("id") WHERE state = 'held';

-- CreateIndex
CREATE INDEX "referral_friendId_idx" ON "referral"("friendId");

-- CreateIndex
CREATE INDEX "referral_referrerId_joined_idx" ON "referral"("referrerId", "joined");

-- CreateIndex
CREATE INDEX "referral_joined_idx" ON "referral"("joined");

-- CreateIndex
CREATE INDEX "referral_paid_idx" ON "referral"("paid") WHERE paid IS NOT NULL;

-- CreateIndex
CREATE INDEX "customer_tag_tag_customerId_idx" ON "customer_tag"("tag", "customerId");

-- CreateIndex
CREATE INDEX "customer_tag_customerId_idx" ON "customer_tag"("customerId");

-- CreateIndex
CREATE INDEX "customer_field_customerId_idx" ON "customer_field"("customerId");

-- CreateIndex
CREATE UNIQUE INDEX "segment_key_key" ON "segment"("key");

-- CreateIndex
CREATE INDEX "customer_class_idx" ON "customer"("class") WHERE class IS NOT NULL;

-- CreateIndex
CREATE INDEX "customer_birthday_idx" ON "customer"("birthday") WHERE birthday IS NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "delivery_recipient_key" ON "delivery"("recipient") WHERE recipient IS NOT NULL;

-- CreateIndex
CREATE INDEX "purchase_code_idx" ON "purchase"("code", "at") WHERE code IS NOT NULL;
