-- AlterTable
ALTER TABLE "callback" ADD COLUMN "blanked" DATETIME;

-- AlterTable
ALTER TABLE "complaint" ADD COLUMN "blanked" DATETIME;

-- AlterTable
ALTER TABLE "customer" ADD COLUMN "consent" TEXT;
ALTER TABLE "customer" ADD COLUMN "consentAsked" DATETIME;
ALTER TABLE "customer" ADD COLUMN "consentAt" DATETIME;
ALTER TABLE "customer" ADD COLUMN "consentVia" TEXT;
ALTER TABLE "customer" ADD COLUMN "erased" DATETIME;

-- CreateTable
CREATE TABLE "count_request" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "kind" TEXT NOT NULL,
    "subject" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "detail" TEXT NOT NULL,
    "askedBy" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "created" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "replaced_card" (
    "card" TEXT NOT NULL PRIMARY KEY,
    "ownerId" TEXT NOT NULL,
    "replaced" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "erasure" (
    "customerId" TEXT NOT NULL PRIMARY KEY,
    "due" DATETIME NOT NULL
);

-- CreateIndex
CREATE INDEX "replaced_card_ownerId_idx" ON "replaced_card"("ownerId");

-- CreateIndex
CREATE INDEX "adjustment_customerId_idx" ON "adjustment"("customerId");

-- CreateIndex
CREATE INDEX "callback_written_idx" ON "callback"("ended") WHERE ended IS NOT NULL AND blanked IS NULL;

-- CreateIndex
CREATE INDEX "complaint_written_idx" ON "complaint"("ended") WHERE ended IS NOT NULL AND blanked IS NULL;

-- CreateIndex
CREATE INDEX "customer_part_idx" ON "customer"("partOf") WHERE "partOf" IS NOT NULL;

-- CreateIndex
CREATE INDEX "file_erased_idx" ON "file"("due", "id") WHERE state = 'erased';

-- CreateIndex
CREATE INDEX "file_done_idx" ON "file"("created", "id") WHERE state <> 'waiting' AND state <> 'erased';

-- CreateIndex
CREATE INDEX "follow_up_suggested_idx" ON "follow_up"("suggested") WHERE suggestion IS NOT NULL;
