-- AlterTable
ALTER TABLE "callback" ADD COLUMN     "blanked" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "complaint" ADD COLUMN     "blanked" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "customer" ADD COLUMN     "consent" TEXT,
ADD COLUMN     "consentAsked" TIMESTAMP(3),
ADD COLUMN     "consentAt" TIMESTAMP(3),
ADD COLUMN     "consentVia" TEXT,
ADD COLUMN     "erased" TIMESTAMP(3);

-- CreateTable
CREATE TABLE "count_request" (
    "id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "detail" TEXT NOT NULL,
    "askedBy" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "created" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "count_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "replaced_card" (
    "card" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "replaced" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "replaced_card_pkey" PRIMARY KEY ("card")
);

-- CreateTable
CREATE TABLE "erasure" (
    "customerId" TEXT NOT NULL,
    "due" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "erasure_pkey" PRIMARY KEY ("customerId")
);

-- CreateIndex
CREATE INDEX "replaced_card_ownerId_idx" ON "replaced_card"("ownerId");

-- CreateIndex
CREATE INDEX "adjustment_customerId_idx" ON "adjustment"("customerId");

-- CreateIndex
CREATE INDEX "callback_written_idx" ON "callback"("ended") WHERE (ended IS NOT NULL AND blanked IS NULL);

-- CreateIndex
CREATE INDEX "complaint_written_idx" ON "complaint"("ended") WHERE (ended IS NOT NULL AND blanked IS NULL);

-- CreateIndex
CREATE INDEX "customer_part_idx" ON "customer"("partOf") WHERE ("partOf" IS NOT NULL);

-- CreateIndex
CREATE INDEX "file_erased_idx" ON "file"("due", "id") WHERE (state = 'erased');

-- CreateIndex
CREATE INDEX "file_done_idx" ON "file"("created", "id") WHERE (state <> 'waiting' AND state <> 'erased');

-- CreateIndex
CREATE INDEX "follow_up_suggested_idx" ON "follow_up"("suggested") WHERE (suggestion IS NOT NULL);
