-- AlterTable
ALTER TABLE "delivery" ADD COLUMN "recipient" INTEGER;

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
    "shown" TEXT,
    "progress" TEXT
);

-- CreateTable
CREATE TABLE "campaign_recipient" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "campaignId" INTEGER NOT NULL,
    "round" INTEGER NOT NULL,
    "customerId" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "arm" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "why" TEXT,
    "due" DATETIME NOT NULL,
    "closes" DATETIME,
    "counts" DATETIME,
    "sent" DATETIME,
    "answer" INTEGER,
    "answered" DATETIME
);

-- CreateIndex
CREATE UNIQUE INDEX "campaign_name_key" ON "campaign"("name");

-- CreateIndex
CREATE INDEX "campaign_recipient_next_idx" ON "campaign_recipient"("campaignId", "due", "id") WHERE state = 'waiting';

-- CreateIndex
CREATE INDEX "campaign_recipient_queued_idx" ON "campaign_recipient"("id") WHERE state = 'queued';

-- CreateIndex
CREATE INDEX "campaign_recipient_customerId_idx" ON "campaign_recipient"("customerId");

-- CreateIndex
CREATE UNIQUE INDEX "campaign_recipient_campaignId_round_ownerId_key" ON "campaign_recipient"("campaignId", "round", "ownerId");

-- CreateIndex
CREATE UNIQUE INDEX "delivery_recipient_key" ON "delivery"("recipient") WHERE recipient IS NOT NULL;
